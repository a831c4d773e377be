// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-network.h"

#include <stdio.h>
#include <stdlib.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/text.h"
#include "tests/fake/fake-class.h"

/* The path for free(), or NULL without memory. */
static char *path_of(const struct fake_network *network)
{
        char *path;
        int length = network->on.function
                ? asprintf(
                          &path, "sys/devices/%s/net/%s", network->on.function->path, network->name)
                : asprintf(&path, "sys/devices/virtual/net/%s", network->name);

        return length < 0 ? NULL : path;
}

static const struct fake_network *find_network(const struct fake_host *host, const char *name)
{
        for (size_t i = 0; i < host->networks.count; i++)
                if (text_equals(host->networks.items[i].name, name))
                        return &host->networks.items[i];
        return NULL;
}

static bool is_below_another(const struct fake_host *host, const char *name)
{
        for (size_t i = 0; i < host->networks.count; i++) {
                const struct fake_names *lowers = &host->networks.items[i].lowers;

                for (size_t k = 0; k < lowers->count; k++)
                        if (text_equals(lowers->items[k], name))
                                return true;
        }
        return false;
}

/* The current folder is the interface. */
static void write_attributes(
        struct fake_files *files, const char *operstate, unsigned index, unsigned type)
{
        fake_class_join(files, "net");
        fake_files_text(files, "ifindex", "%u\n", index);
        fake_files_text(files, "operstate", "%s\n", operstate);
        fake_files_text(files, "type", "%u\n", type); /* ARPHRD_... */
        /* The local range that QEMU uses; the loopback's is zero. */
        fake_files_text(files, "address", "%s:%02x:%02x\n",
                type == 1 ? "52:54:00:00" : "00:00:00:00", type == 1 ? index >> 8 & 0xff : 0,
                type == 1 ? index & 0xff : 0);
}

static void write_network(
        struct fake_files *files, const struct fake_host *host, const struct fake_network *network)
{
        unsigned index = (unsigned)(network - host->networks.items) + 2;
        bool is_used = network->has_default_route || network->lowers.count > 0 ||
                is_below_another(host, network->name);
        _cleanup_free_ char *path = path_of(network);

        if (!path)
                return fake_files_fail(files, -ENOMEM);
        fake_files_enter(files, "%s", path);
        /* What nothing uses may as well have no cable. */
        write_attributes(files, is_used ? "up" : "down", index, 1);
        if (network->on.function) {
                fake_files_text(
                        files, "uevent", "INTERFACE=%s\nIFINDEX=%u\n", network->name, index);
                fake_files_link(files, "device", "sys/devices/%s", network->on.function->path);
        } else {
                bool is_bond = text_starts_with(network->name, "bond");

                fake_files_text(files, "uevent", "DEVTYPE=%s\nINTERFACE=%s\nIFINDEX=%u\n",
                        is_bond ? "bond" : "bridge", network->name, index);
                fake_files_folder(files, is_bond ? "bonding" : "bridge");
        }
}

/* net/core/dev.c, netdev_adjacent_sysfs_add(), and `master` */
static void write_lowers(
        struct fake_files *files, const struct fake_host *host, const struct fake_network *upper)
{
        _cleanup_free_ char *upper_path = path_of(upper);

        for (size_t i = 0; i < upper->lowers.count; i++) {
                const char *name = upper->lowers.items[i];
                _cleanup_free_ char *path = path_of(find_network(host, name));
                _cleanup_free_ char *link_down = NULL, *link_up = NULL;

                if (!upper_path || !path || asprintf(&link_down, "lower_%s", name) < 0 ||
                        asprintf(&link_up, "upper_%s", upper->name) < 0)
                        return fake_files_fail(files, -ENOMEM);
                fake_files_enter(files, "%s", upper_path);
                fake_files_link(files, link_down, "%s", path);
                fake_files_link_back(files, link_up, "%s", path);
                fake_files_link_back(files, "master", "%s", path);
        }
}

/* net/ipv4/fib_trie.c, fib_route_seq_show(): addresses are numbers of this machine's byte order.
 * 192.168.122.1 is the router. */
static void print_routes(FILE *stream, const struct fake_host *host)
{
        static const struct {
                const char *destination, *gateway, *flags, *mask;
        } routes[] = {
                { "00000000", "017AA8C0", "0003", "00000000" },
                { "007AA8C0", "00000000", "0001", "00FFFFFF" },
        };

        fprintf(stream, "%-127s\n",
                "Iface\tDestination\tGateway "
                "\tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT");
        for (size_t i = 0; i < host->networks.count; i++) {
                const struct fake_network *network = &host->networks.items[i];

                for (size_t k = 0; network->has_default_route && k < ELEMENTS_OF(routes); k++) {
                        int used = fprintf(stream, "%s\t%s\t%s\t%s\t0\t0\t%zu\t%s\t0\t0\t0",
                                network->name, routes[k].destination, routes[k].gateway,
                                routes[k].flags, 100 + i, routes[k].mask);

                        fprintf(stream, "%*s\n", used < 127 ? 127 - used : 0, "");
                }
        }
}

/* net/ipv6/route.c, rt6_info_route() and rt6_fill_node(): destination, source, next hop, metric,
 * references, uses, flags, device */
static void print_routes6(FILE *stream, const struct fake_host *host)
{
        static const char nowhere[] = "00000000000000000000000000000000";

        for (size_t i = 0; i < host->networks.count; i++)
                if (host->networks.items[i].has_default_route)
                        fprintf(stream, "%s 00 %s 00 %s 00000064 00000001 00000000 00000003 %8s\n",
                                nowhere, nowhere, "fe800000000000000000000000000001",
                                host->networks.items[i].name);
        /* Every host has this one, which refuses what has no route: RTF_REJECT | RTF_NONEXTHOP. */
        fprintf(stream, "%s 00 %s 00 %s ffffffff 00000001 00000000 00200200 %8s\n", nowhere,
                nowhere, nowhere, "lo");
}

static void write_routes(struct fake_files *files, const struct fake_host *host, const char *name,
        void (*print)(FILE *stream, const struct fake_host *host))
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        FILE *stream = open_memstream(&text, &size);

        if (stream)
                print(stream, host);
        if (!stream || fclose(stream) != 0)
                return fake_files_fail(files, -ENOMEM);
        fake_files_bytes(files, name, text, size);
}

void fake_network_write(struct fake_files *files, const struct fake_host *host)
{
        fake_files_enter(files, "sys/devices/virtual/net/lo");
        write_attributes(files, "unknown", 1, 772);
        fake_files_text(files, "uevent", "INTERFACE=lo\nIFINDEX=1\n");
        for (size_t i = 0; i < host->networks.count; i++)
                write_network(files, host, &host->networks.items[i]);
        for (size_t i = 0; i < host->networks.count; i++)
                write_lowers(files, host, &host->networks.items[i]);
        fake_files_enter(files, "proc/self/net");
        fake_files_link_back(files, NULL, "proc");
        write_routes(files, host, "route", print_routes);
        write_routes(files, host, "ipv6_route", print_routes6);
}
