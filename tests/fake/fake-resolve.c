// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-resolve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/text.h"

/* More bridges above one another than any machine has, and few enough for a path. */
#define DEPTH_MAX 64

#define CLASS_BRIDGE_PCI 0x0604
#define CLASS_VGA        0x0300
#define CLASS_VGA_OLD    0x0001

static int compare_addresses(const struct fake_address *a, const struct fake_address *b)
{
        if (a->domain != b->domain)
                return COMPARE(a->domain, b->domain);
        if (a->bus != b->bus)
                return COMPARE(a->bus, b->bus);
        if (a->device != b->device)
                return COMPARE(a->device, b->device);
        return COMPARE(a->function, b->function);
}

static int compare_functions(const void *a, const void *b)
{
        const struct fake_function *x = a, *y = b;
        int order = compare_addresses(&x->address, &y->address);

        return order ? order : COMPARE(x->line, y->line);
}

static int compare_with_function(const void *key, const void *element)
{
        const struct fake_function *function = element;

        return compare_addresses(key, &function->address);
}

static int compare_groups(const void *a, const void *b)
{
        const struct fake_group *x = a, *y = b;

        return x->number != y->number ? COMPARE(x->number, y->number) : COMPARE(x->line, y->line);
}

struct fake_function *fake_host_function(
        const struct fake_host *host, const struct fake_address *address)
{
        if (host->functions.count == 0)
                return NULL;
        return bsearch(address, host->functions.items, host->functions.count,
                sizeof(*host->functions.items), compare_with_function);
}

static int sort_functions(struct fake_host *host, struct problem *reterr)
{
        struct fake_function *items = host->functions.items;

        if (host->functions.count > 1)
                qsort(items, host->functions.count, sizeof(*items), compare_functions);
        for (size_t i = 1; i < host->functions.count; i++)
                if (compare_addresses(&items[i - 1].address, &items[i].address) == 0)
                        return fake_host_problem(host, items[i].line, reterr,
                                "%s is there already, in line %u", items[i].name,
                                items[i - 1].line);
        return 0;
}

static int find_reference(
        const struct fake_host *host, struct fake_reference *reference, struct problem *reterr)
{
        const struct fake_address *address = &reference->address;

        if (reference->line == 0)
                return 0;
        reference->function = fake_host_function(host, address);
        if (reference->function)
                return 0;
        return fake_host_problem(host, reference->line, reterr,
                "there is no function %04x:%02x:%02x.%x", address->domain, address->bus,
                address->device, address->function);
}

/* Calls find_reference() for a member of all items of a list. */
#define FIND_REFERENCES(host, list, member, reterr) \
        ({ \
                int _r = 0; \
                for (size_t _i = 0; _i < (host)->list.count && _r >= 0; _i++) \
                        _r = find_reference((host), &(host)->list.items[_i].member, (reterr)); \
                _r; \
        })

static int find_references(struct fake_host *host, struct problem *reterr)
{
        int r = FIND_REFERENCES(host, functions, under, reterr);

        if (r >= 0)
                r = FIND_REFERENCES(host, functions, physical, reterr);
        if (r >= 0)
                r = FIND_REFERENCES(host, drms, on, reterr);
        if (r >= 0)
                r = FIND_REFERENCES(host, disks, on, reterr);
        if (r >= 0)
                r = FIND_REFERENCES(host, networks, on, reterr);
        if (r >= 0)
                r = FIND_REFERENCES(host, inputs, on, reterr);
        if (r >= 0)
                r = FIND_REFERENCES(host, sounds, on, reterr);
        return r;
}

static int resolve_virtual(
        struct fake_host *host, struct fake_function *function, struct problem *reterr)
{
        struct fake_function *physical = function->physical.function;

        if (!physical)
                return 0;
        if (physical->physical.line != 0)
                return fake_host_problem(host, function->line, reterr,
                        "%s is a virtual function itself", physical->name);
        function->virtual_index = physical->n_virtual++;
        if (physical->sriov >= 0 && physical->n_virtual > (size_t)physical->sriov)
                return fake_host_problem(host, function->line, reterr,
                        "%s has no more than %lld virtual functions", physical->name,
                        (long long)physical->sriov);
        /* Its parent is that of the physical function, even where it is on another bus:
         * drivers/pci/iov.c, pci_iov_scan_device(). */
        if (function->under.line == 0)
                function->under = physical->under;
        return 0;
}

/* Walks up from each function, and tells the bridges which buses are below them. */
static int resolve_above(
        const struct fake_host *host, struct fake_function *function, struct problem *reterr)
{
        uint8_t bus = function->address.bus;
        struct fake_function *bridge = function->under.function;
        unsigned depth = 0;

        if (bridge && (bridge->bus_below == 0 || bus < bridge->bus_below))
                bridge->bus_below = bus;
        for (; bridge; bridge = bridge->under.function) {
                if (++depth > DEPTH_MAX)
                        return fake_host_problem(host, function->line, reterr,
                                "%s is below itself, or too many bridges are above it",
                                function->name);
                bridge->is_bridge = true;
                if (bus > bridge->bus_below_last)
                        bridge->bus_below_last = bus;
        }
        return 0;
}

static bool same_slot(const struct fake_address *a, const struct fake_address *b)
{
        return a->domain == b->domain && a->bus == b->bus && a->device == b->device;
}

/* Functions of a slot lie side by side. Virtual functions are numbered as if they were functions of
 * slots, but no header speaks of them. */
static void resolve_slots(struct fake_host *host)
{
        struct fake_function *previous = NULL;

        for (size_t i = 0; i < host->functions.count; i++) {
                struct fake_function *function = &host->functions.items[i];

                if (function->physical.line != 0)
                        continue;
                if (previous && same_slot(&previous->address, &function->address)) {
                        previous->is_multifunction = true;
                        function->is_multifunction = true;
                }
                previous = function;
        }
}

static int check_bars(
        const struct fake_host *host, const struct fake_function *function, struct problem *reterr)
{
        size_t registers = 0;
        size_t maximum = function->is_bridge ? FAKE_BARS_BRIDGE_MAX : FAKE_BARS_MAX;

        for (size_t i = 0; i < function->n_bars; i++)
                registers += fake_bar_kind(function->bars[i]) == FAKE_BAR_MEMORY_64 ? 2 : 1;
        if (registers > maximum)
                return fake_host_problem(host, function->line, reterr,
                        "the bars of %s need %zu registers; it has %zu (two for one from 32M)",
                        function->name, registers, maximum);
        return 0;
}

static int check_function(
        const struct fake_host *host, const struct fake_function *function, struct problem *reterr)
{
        uint32_t class = function->class >> 8;

        /* drivers/pci/pci-sysfs.c, pci_dev_attrs_are_visible() */
        if (function->boot_vga >= 0 && class != CLASS_VGA && class != CLASS_VGA_OLD)
                return fake_host_problem(host, function->line, reterr,
                        "only VGA controllers (class 0300) have boot_vga");
        return check_bars(host, function, reterr);
}

static int write_path(struct arena *arena, struct fake_function *function)
{
        _cleanup_free_ char *path = NULL;
        const struct fake_function *bridge = function->under.function;
        int length = bridge ? asprintf(&path, "%s/%s", bridge->path, function->name)
                            : asprintf(&path, "pci%04x:%02x/%s", function->address.domain,
                                      function->address.bus, function->name);

        if (length < 0)
                return -ENOMEM;
        function->path = arena_text(arena, path, (size_t)length);
        return function->path ? 0 : -ENOMEM;
}

/* A bridge's path comes before those of the functions below. There are no loops: resolve_above()
 * has seen to that, and to the depth of the recursion. */
static int resolve_path(struct arena *arena, struct fake_function *function)
{
        struct fake_function *bridge = function->under.function;
        int r = bridge && !bridge->path ? resolve_path(arena, bridge) : 0;

        return r < 0 ? r : write_path(arena, function);
}

static int resolve_functions(struct fake_host *host, struct problem *reterr)
{
        struct fake_function *items = host->functions.items;
        size_t count = host->functions.count;
        int r = 0;

        for (size_t i = 0; i < count; i++)
                items[i].is_bridge = items[i].class >> 8 == CLASS_BRIDGE_PCI;
        for (size_t i = 0; i < count && r >= 0; i++)
                r = resolve_virtual(host, &items[i], reterr);
        for (size_t i = 0; i < count && r >= 0; i++)
                r = resolve_above(host, &items[i], reterr);
        resolve_slots(host);
        for (size_t i = 0; i < count && r >= 0; i++)
                r = check_function(host, &items[i], reterr);
        for (size_t i = 0; i < count && r >= 0; i++)
                if (!items[i].path)
                        r = resolve_path(&host->arena, &items[i]);
        return r;
}

/* Adds the groups that only functions name, and sorts all by their number. */
static int resolve_groups(struct fake_host *host, struct problem *reterr)
{
        struct fake_group *items;
        size_t kept = 0;

        for (size_t i = 0; i < host->functions.count; i++) {
                if (host->functions.items[i].group < 0)
                        continue;
                if (!ARRAY_RESERVE(host->groups.items, host->groups.count, host->groups.capacity))
                        return -ENOMEM;
                host->groups.items[host->groups.count++] =
                        (struct fake_group){ .number = host->functions.items[i].group };
        }
        items = host->groups.items;
        if (host->groups.count == 0)
                return 0;
        qsort(items, host->groups.count, sizeof(*items), compare_groups);
        for (size_t i = 0; i < host->groups.count; i++) {
                struct fake_group *last = kept > 0 ? &items[kept - 1] : NULL;

                if (!last || last->number != items[i].number)
                        items[kept++] = items[i];
                else if (last->line == 0) /* what functions name sorts before what lines say */
                        *last = items[i];
                else
                        return fake_host_problem(host, items[i].line, reterr,
                                "group %lld is there already, in line %u",
                                (long long)items[i].number, last->line);
        }
        host->groups.count = kept;
        return 0;
}

static bool has_name(const struct fake_names *names, const char *name)
{
        for (size_t i = 0; i < names->count; i++)
                if (text_equals(names->items[i], name))
                        return true;
        return false;
}

static bool has_block(const struct fake_host *host, const char *name)
{
        for (size_t i = 0; i < host->disks.count; i++)
                if (text_equals(host->disks.items[i].name, name) ||
                        has_name(&host->disks.items[i].partitions, name))
                        return true;
        for (size_t i = 0; i < host->mappeds.count; i++)
                if (text_equals(host->mappeds.items[i].name, name))
                        return true;
        return false;
}

static int check_block(
        const struct fake_host *host, unsigned line, const char *name, struct problem *reterr)
{
        if (has_block(host, name))
                return 0;
        return fake_host_problem(host, line, reterr, "there is no block device %s", name);
}

static int check_blocks(const struct fake_host *host, struct problem *reterr)
{
        int r = 0;

        for (size_t i = 0; i < host->mappeds.count && r >= 0; i++) {
                const struct fake_mapped *mapped = &host->mappeds.items[i];

                for (size_t k = 0; k < mapped->slaves.count && r >= 0; k++)
                        r = check_block(host, mapped->line, mapped->slaves.items[k], reterr);
                if (r >= 0 && has_name(&mapped->slaves, mapped->name))
                        return fake_host_problem(
                                host, mapped->line, reterr, "%s is above itself", mapped->name);
        }
        for (size_t i = 0; i < host->mounts.count && r >= 0; i++) {
                const struct fake_mount *mount = &host->mounts.items[i];

                if (mount->is_on_block)
                        r = check_block(host, mount->line, mount->source, reterr);
        }
        for (size_t i = 0; i < host->swaps.count && r >= 0; i++)
                r = check_block(host, host->swaps.items[i].line, host->swaps.items[i].name, reterr);
        return r;
}

static bool has_network(const struct fake_host *host, const char *name)
{
        for (size_t i = 0; i < host->networks.count; i++)
                if (text_equals(host->networks.items[i].name, name))
                        return true;
        return false;
}

/* An interface is in one bridge or bond (net/core/dev.c, __netdev_upper_dev_link()). */
static int check_lower(const struct fake_host *host, const struct fake_network *upper,
        const char *lower, struct problem *reterr)
{
        if (text_equals(upper->name, lower))
                return fake_host_problem(host, upper->line, reterr, "%s is above itself", lower);
        if (!has_network(host, lower))
                return fake_host_problem(
                        host, upper->line, reterr, "there is no network interface %s", lower);
        for (const struct fake_network *other = host->networks.items; other < upper; other++)
                if (has_name(&other->lowers, lower))
                        return fake_host_problem(host, upper->line, reterr, "%s is in %s already",
                                lower, other->name);
        return 0;
}

static int check_networks(const struct fake_host *host, struct problem *reterr)
{
        int r = 0;

        for (size_t i = 0; i < host->networks.count && r >= 0; i++) {
                const struct fake_network *network = &host->networks.items[i];

                for (size_t k = 0; k < network->lowers.count && r >= 0; k++)
                        r = check_lower(host, network, network->lowers.items[k], reterr);
        }
        return r;
}

int fake_resolve(struct fake_host *host, struct problem *reterr)
{
        int r = sort_functions(host, reterr);

        if (r >= 0)
                r = find_references(host, reterr);
        if (r >= 0)
                r = resolve_functions(host, reterr);
        if (r >= 0)
                r = resolve_groups(host, reterr);
        if (r >= 0)
                r = check_blocks(host, reterr);
        if (r >= 0)
                r = check_networks(host, reterr);
        return r;
}
