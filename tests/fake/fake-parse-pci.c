// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "basic/array.h"
#include "basic/parse.h"
#include "tests/fake/fake-key.h"
#include "tests/fake/fake-parse.h"

static const char *const power_states[] = { "D0", "D1", "D2", "D3hot", "D3cold", "unknown", "error",
        NULL };
static const char *const runtime_states[] = { "active", "suspended", "suspending", "resuming",
        "error", "unsupported", NULL };
/* drivers/pci/probe.c, pci_speed_string(), without " GT/s PCIe" */
static const char *const link_speeds[] = { "2.5", "5.0", "8.0", "16.0", "32.0", "64.0", NULL };

static int key_link(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        const struct fake_key speed = { .name = "SPEED", .choices = link_speeds };
        const struct fake_key width = { .name = "WIDTH", .maximum = 32 };
        struct fake_link link;
        int r = fake_key_choice(parser, &speed, &link.speed);

        (void)key;
        if (r >= 0)
                r = fake_key_number(parser, &width, &link.width);
        if (r < 0)
                return r;
        *(struct fake_link *)field = link;
        return 0;
}

/* "16M"; a register decodes a power of two. */
static bool parse_size(const char *text, uint64_t *ret)
{
        static const char units[] = "KMG";
        char digits[16];
        size_t length = strspn(text, "0123456789");
        const char *unit = text[length] ? strchr(units, text[length]) : NULL;
        unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
        uint64_t value;

        if (length >= sizeof(digits) || (text[length] && (!unit || text[length + 1])))
                return false;
        memcpy(digits, text, length);
        digits[length] = '\0';
        if (parse_unsigned(digits, (UINT64_C(1) << 40) >> shift, &value) < 0)
                return false;
        value <<= shift;
        if (value < 4 || (value & (value - 1)))
                return false;
        *ret = value;
        return true;
}

static int key_bar(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        struct fake_function *function = field;
        const char *text;
        uint64_t size;
        int r = fake_take_text(parser, key->name, &text);

        if (r < 0)
                return r;
        if (!parse_size(text, &size))
                return FAKE_COMPLAIN(parser,
                        "bar is a power of two from 4 to 1024G, with or without K, M or G, not "
                        "\"%s\"",
                        text);
        if (function->n_bars == FAKE_BARS_MAX)
                return FAKE_COMPLAIN(parser, "a function has at most %d bars", FAKE_BARS_MAX);
        function->bars[function->n_bars++] = size;
        return 0;
}

static int key_revision(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        uint32_t value;
        int r = fake_take_hex(parser, key->name, 2, &value);

        if (r < 0)
                return r;
        *(int64_t *)field = value;
        return 0;
}

#define FUNCTION_KEY(word, take_function, member, ...) \
        { \
                .name = word, .take = take_function, \
                .offset = offsetof(struct fake_function, member), __VA_ARGS__ \
        }

static const struct fake_key function_keys[] = {
        FUNCTION_KEY("rev", key_revision, revision),
        FUNCTION_KEY("subsystem", fake_key_ids, subsystem),
        FUNCTION_KEY("driver", fake_key_name, driver),
        FUNCTION_KEY("group", fake_key_number, group, .maximum = INT32_MAX),
        FUNCTION_KEY("under", fake_key_reference, under),
        FUNCTION_KEY("boot_vga", fake_key_number, boot_vga, .maximum = 1),
        FUNCTION_KEY("numa", fake_key_number, numa, .maximum = 1023),
        FUNCTION_KEY("link", key_link, link),
        FUNCTION_KEY("max-link", key_link, link_max),
        FUNCTION_KEY("power", fake_key_choice, power, .choices = power_states),
        FUNCTION_KEY("runtime", fake_key_choice, runtime, .choices = runtime_states),
        FUNCTION_KEY("sriov", fake_key_number, sriov, .maximum = 65535),
        FUNCTION_KEY("physfn", fake_key_reference, physical),
        { .name = "bar", .take = key_bar, .may_repeat = true },
};

/* Four digits, or six with the programming interface. */
static int take_class(struct fake_parser *parser, uint32_t *ret)
{
        const char *text, *cursor;
        uint32_t class, interface = 0;
        int r = fake_take_text(parser, "CLASS", &text);

        if (r < 0)
                return r;
        cursor = text;
        if (!parse_hex_digits(&cursor, 4, &class) ||
                (*cursor && !parse_hex_digits(&cursor, 2, &interface)) || *cursor)
                return FAKE_COMPLAIN(
                        parser, "CLASS has four or six hexadecimal digits, not \"%s\"", text);
        *ret = class << 8 | interface;
        return 0;
}

static int write_address(struct arena *arena, const struct fake_address *address, const char **ret)
{
        char name[FAKE_ADDRESS_MAX];
        int length = snprintf(name, sizeof(name), "%04x:%02x:%02x.%x", address->domain,
                address->bus, address->device & 0x1f, address->function & 7);
        const char *copy = arena_text(arena, name, (size_t)length);

        if (!copy)
                return -ENOMEM;
        *ret = copy;
        return 0;
}

int fake_parse_function(struct fake_parser *parser)
{
        struct fake_function function = {
                .line = parser->line,
                .revision = -1,
                .group = -1,
                .boot_vga = -1,
                .numa = -1,
                .sriov = -1,
        };
        int r = fake_take_address(parser, "ADDRESS", &function.address);

        if (r >= 0)
                r = take_class(parser, &function.class);
        if (r >= 0)
                r = fake_take_ids(parser, "VENDOR:DEVICE", &function.ids);
        if (r >= 0)
                r = fake_key_take_all(parser, function_keys, ELEMENTS_OF(function_keys), &function);
        if (r < 0)
                return r;
        if (write_address(&parser->host->arena, &function.address, &function.name) < 0)
                return -ENOMEM;
        return FAKE_APPEND(parser, functions, function);
}

/* group */

/* drivers/iommu/iommu.c, iommu_group_show_type() and iommu_group_resv_type_string[] */
static const char *const group_types[] = { "DMA", "DMA-FQ", "identity", "blocked", "unmanaged",
        "unknown", NULL };
static const char *const region_types[] = { "direct", "direct-relaxable", "reserved", "msi", NULL };

static int key_platform(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        const char *name;
        int r = fake_take_new_name(parser, key->name, FAKE_SPACE_PLATFORM, &name);

        return r < 0 ? r : fake_take_into(parser, field, name);
}

/* "0xdb000000-0xdb7fffff:direct", split in a copy, because the message shows the whole. */
static bool parse_region(char *text, struct fake_region *ret)
{
        char *end = strchr(text, '-');
        char *type = end ? strchr(end, ':') : NULL;

        if (!type)
                return false;
        *end++ = '\0';
        *type++ = '\0';
        ret->type = type;
        return parse_hex(text, UINT64_MAX, &ret->start) == 0 &&
                parse_hex(end, UINT64_MAX, &ret->end) == 0 && ret->start <= ret->end;
}

static int key_reserved(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        struct fake_group *group = field;
        struct arena *arena = &parser->host->arena;
        struct fake_region region;
        const char *text;
        char *copy;
        int r = fake_take_text(parser, key->name, &text);

        if (r < 0)
                return r;
        copy = arena_text(arena, text, strlen(text));
        if (!group->regions)
                group->regions =
                        arena_allocate(arena, parser->words.count * sizeof(*group->regions));
        if (!copy || !group->regions)
                return -ENOMEM;
        if (!parse_region(copy, &region))
                return FAKE_COMPLAIN(parser, "reserved is START-END:TYPE, not \"%s\"", text);
        r = fake_key_check_choice(parser, "TYPE", region_types, region.type);
        if (r < 0)
                return r;
        group->regions[group->n_regions++] = region;
        return 0;
}

static const struct fake_key group_keys[] = {
        { .name = "type",
                .take = fake_key_choice,
                .offset = offsetof(struct fake_group, type),
                .choices = group_types },
        { .name = "name", .take = fake_key_name, .offset = offsetof(struct fake_group, name) },
        { .name = "platform",
                .take = key_platform,
                .offset = offsetof(struct fake_group, platforms),
                .may_repeat = true },
        { .name = "reserved", .take = key_reserved, .may_repeat = true },
};

int fake_parse_group(struct fake_parser *parser)
{
        const struct fake_key number = { .name = "N", .maximum = INT32_MAX };
        struct fake_group group = { .line = parser->line };
        int r = fake_key_number(parser, &number, &group.number);

        if (r >= 0)
                r = fake_key_take_all(parser, group_keys, ELEMENTS_OF(group_keys), &group);
        if (r < 0)
                return r;
        return FAKE_APPEND(parser, groups, group);
}
