// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "basic/array.h"
#include "basic/text.h"
#include "tests/fake/fake-key.h"
#include "tests/fake/fake-parse.h"

/* drm */

static int key_render(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        return fake_take_numbered_name(parser, key->name, FAKE_SPACE_DRM, "renderD", field);
}

/* drivers/gpu/drm/drm_connector.c, drm_get_connector_status_name() */
static const char *const connector_states[] = { "connected", "disconnected", "unknown", NULL };

static int key_connector(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        struct fake_drm *drm = field;
        struct arena *arena = &parser->host->arena;
        struct fake_connector connector;
        const char *text, *equals;
        int r = fake_take_text(parser, key->name, &text);

        if (r < 0)
                return r;
        equals = strchr(text, '=');
        connector.name = equals ? arena_text(arena, text, (size_t)(equals - text)) : "";
        if (!drm->connectors)
                drm->connectors =
                        arena_allocate(arena, parser->words.count * sizeof(*drm->connectors));
        if (!connector.name || !drm->connectors)
                return -ENOMEM;
        if (!equals || !fake_take_is_name(connector.name))
                return FAKE_COMPLAIN(parser, "connector is NAME=STATUS, not \"%s\"", text);
        connector.status = equals + 1;
        for (size_t i = 0; i < drm->n_connectors; i++)
                if (text_equals(drm->connectors[i].name, connector.name))
                        return FAKE_COMPLAIN(
                                parser, "%s stands twice in this line", connector.name);
        r = fake_key_check_choice(parser, "STATUS", connector_states, connector.status);
        if (r < 0)
                return r;
        drm->connectors[drm->n_connectors++] = connector;
        return 0;
}

static const struct fake_key drm_keys[] = {
        { .name = "render", .take = key_render, .offset = offsetof(struct fake_drm, render) },
        { .name = "connector", .take = key_connector, .may_repeat = true },
};

int fake_parse_drm(struct fake_parser *parser)
{
        struct fake_drm drm = {};
        int r = fake_take_numbered_name(parser, "CARD", FAKE_SPACE_DRM, "card", &drm.card);

        if (r >= 0)
                r = fake_take_on(parser, &drm.on);
        if (r >= 0)
                r = fake_key_take_all(parser, drm_keys, ELEMENTS_OF(drm_keys), &drm);
        if (r < 0)
                return r;
        return FAKE_APPEND(parser, drms, drm);
}

/* disk, mapped, mount, swap */

static int key_partition(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        struct fake_disk *disk = field;
        const char *name;
        int r = fake_take_new_name(parser, key->name, FAKE_SPACE_BLOCK, &name);

        if (r < 0)
                return r;
        if (!text_starts_with(name, disk->name))
                return FAKE_COMPLAIN(parser, "%s is no partition of %s", name, disk->name);
        return fake_take_into(parser, &disk->partitions, name);
}

static const struct fake_key disk_keys[] = {
        { .name = "partition", .take = key_partition, .may_repeat = true },
};

int fake_parse_disk(struct fake_parser *parser)
{
        struct fake_disk disk = {};
        int r = fake_take_new_name(parser, "NAME", FAKE_SPACE_BLOCK, &disk.name);

        if (r >= 0)
                r = fake_take_on(parser, &disk.on);
        if (r >= 0)
                r = fake_key_take_all(parser, disk_keys, ELEMENTS_OF(disk_keys), &disk);
        if (r < 0)
                return r;
        return FAKE_APPEND(parser, disks, disk);
}

/* What the kernel calls such devices; how people call them is what `called` is for. */
static bool is_mapped_name(const char *name)
{
        static const char *const beginnings[] = { "dm-", "md", "bcache" };

        for (size_t i = 0; i < ELEMENTS_OF(beginnings); i++)
                if (text_starts_with(name, beginnings[i]))
                        return true;
        return false;
}

int fake_parse_mapped(struct fake_parser *parser)
{
        struct fake_mapped mapped = { .line = parser->line };
        int r = fake_take_new_name(parser, "NAME", FAKE_SPACE_BLOCK, &mapped.name);

        if (r < 0)
                return r;
        if (!is_mapped_name(mapped.name))
                return FAKE_COMPLAIN(parser, "NAME is like dm-0 or md0, not \"%s\"", mapped.name);
        if (!fake_take_if(parser, "on"))
                return FAKE_COMPLAIN(parser, "\"on DISK\" is missing");
        r = fake_take_names(parser, "DISK", "called", &mapped.slaves);
        if (r >= 0 && fake_take_if(parser, "called"))
                r = fake_take_new_name(parser, "MAPPERNAME", FAKE_SPACE_MAPPER, &mapped.called);
        if (r < 0)
                return r;
        return FAKE_APPEND(parser, mappeds, mapped);
}

/* File systems that do not simply lie on one block device. */
static const struct {
        const char *type;
        bool is_on_block;
} file_systems[] = {
        { "btrfs", true },
        { "bcachefs", true },
        { "zfs", false },
        { "tmpfs", false },
        { "overlay", false },
        { "nfs", false },
        { "nfs4", false },
        { "cifs", false },
        { "9p", false },
        { "virtiofs", false },
};

int fake_parse_mount(struct fake_parser *parser)
{
        struct fake_mount mount = {
                .line = parser->line,
                .type = "ext4",
                .is_on_block = true,
                .has_device_number = true,
        };
        int r = fake_take_text(parser, "FOLDER", &mount.folder);

        if (r >= 0)
                r = fake_take_text(parser, "NAME", &mount.source);
        if (r >= 0 && fake_take_has_more(parser))
                r = fake_take_name(parser, "FSTYPE", &mount.type);
        if (r < 0)
                return r;
        if (mount.folder[0] != '/')
                return FAKE_COMPLAIN(
                        parser, "FOLDER begins with a slash, not \"%s\"", mount.folder);
        for (size_t i = 0; i < ELEMENTS_OF(file_systems); i++)
                if (text_equals(file_systems[i].type, mount.type)) {
                        mount.is_on_block = file_systems[i].is_on_block;
                        mount.has_device_number = false;
                }
        return FAKE_APPEND(parser, mounts, mount);
}

int fake_parse_swap(struct fake_parser *parser)
{
        struct fake_swap swap = { .line = parser->line };
        int r = fake_take_name(parser, "NAME", &swap.name);

        if (r < 0)
                return r;
        return FAKE_APPEND(parser, swaps, swap);
}

/* network, bridge */

static int add_network(struct fake_parser *parser, struct fake_network *network)
{
        network->line = parser->line;
        network->has_default_route = fake_take_if(parser, "default-route");
        return FAKE_APPEND(parser, networks, *network);
}

int fake_parse_network(struct fake_parser *parser)
{
        struct fake_network network = {};
        int r = fake_take_new_name(parser, "NAME", FAKE_SPACE_NETWORK, &network.name);

        if (r >= 0)
                r = fake_take_on(parser, &network.on);
        return r < 0 ? r : add_network(parser, &network);
}

int fake_parse_bridge(struct fake_parser *parser)
{
        struct fake_network network = {};
        int r = fake_take_new_name(parser, "NAME", FAKE_SPACE_NETWORK, &network.name);

        if (r < 0)
                return r;
        if (!fake_take_if(parser, "over"))
                return FAKE_COMPLAIN(parser, "\"over INTERFACE\" is missing");
        r = fake_take_names(parser, "INTERFACE", "default-route", &network.lowers);
        return r < 0 ? r : add_network(parser, &network);
}

/* keyboard, mouse, sound */

static int parse_input(struct fake_parser *parser, enum fake_input_kind kind)
{
        struct fake_input input = { .kind = kind };
        int r = fake_take_numbered_name(parser, "NAME", FAKE_SPACE_INPUT, "event", &input.name);

        if (r >= 0)
                r = fake_take_on(parser, &input.on);
        if (r < 0)
                return r;
        return FAKE_APPEND(parser, inputs, input);
}

int fake_parse_keyboard(struct fake_parser *parser)
{
        return parse_input(parser, FAKE_INPUT_KEYBOARD);
}

int fake_parse_mouse(struct fake_parser *parser)
{
        return parse_input(parser, FAKE_INPUT_MOUSE);
}

int fake_parse_sound(struct fake_parser *parser)
{
        struct fake_sound sound = {};
        int r = fake_take_numbered_name(parser, "CARD", FAKE_SPACE_SOUND, "card", &sound.card);

        if (r >= 0)
                r = fake_take_on(parser, &sound.on);
        if (r < 0)
                return r;
        return FAKE_APPEND(parser, sounds, sound);
}
