// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-seat.h"

#include <stdio.h>

#include "basic/array.h"
#include "basic/text.h"
#include "tests/fake/fake-class.h"

/* Documentation/admin-guide/devices.txt */
#define DRM_MAJOR   226
#define INPUT_MAJOR 13
#define SOUND_MAJOR 116

static void write_drm_minor(struct fake_files *files, const char *name, const char *function_path)
{
        const struct fake_node node = {
                .kind = "char",
                .major = DRM_MAJOR,
                .minor = fake_class_number(name),
                .type = "drm_minor",
        };

        fake_files_enter(files, "sys/devices/%s/drm/%s", function_path, name);
        fake_class_join(files, "drm");
        fake_class_node(files, &node, "dri/%s", name);
        fake_files_link(files, "device", "sys/devices/%s", function_path);
}

/* drivers/gpu/drm/drm_sysfs.c */
static void write_connector(struct fake_files *files, const struct fake_drm *drm,
        const struct fake_connector *connector)
{
        const char *path = drm->on.function->path;

        fake_files_enter(
                files, "sys/devices/%s/drm/%s/%s-%s", path, drm->card, drm->card, connector->name);
        fake_class_join(files, "drm");
        fake_files_link(files, "device", "sys/devices/%s/drm/%s", path, drm->card);
        fake_files_text(files, "status", "%s\n", connector->status);
        fake_files_text(files, "enabled", "%s\n",
                text_equals(connector->status, "connected") ? "enabled" : "disabled");
}

static void write_drm(struct fake_files *files, const struct fake_drm *drm)
{
        write_drm_minor(files, drm->card, drm->on.function->path);
        if (drm->render)
                write_drm_minor(files, drm->render, drm->on.function->path);
        for (size_t i = 0; i < drm->n_connectors; i++)
                write_connector(files, drm, &drm->connectors[i]);
}

/* Bitmaps of what such a device can send, as drivers/input/input.c prints them: words of 64 bits,
 * the highest first. */
static const struct {
        const char *label;
        const char *id; /* bus, vendor, product */
        const char *ev;
        const char *key;
        const char *rel;
} input_kinds[] = {
        [FAKE_INPUT_KEYBOARD] = {
                .label = "Fake USB Keyboard",
                .id = "0003:046D:C31C",
                .ev = "120013",
                .key = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe",
                .rel = "0",
        },
        [FAKE_INPUT_MOUSE] = {
                .label = "Fake USB Mouse",
                .id = "0003:046D:C077",
                .ev = "17",
                .key = "70000 0 0 0 0",
                .rel = "903",
        },
};

/* Which of the inputs behind one controller this is, and which controller behind all. */
static void number_input(
        const struct fake_host *host, size_t index, unsigned *ret_bus, unsigned *ret_port)
{
        const struct fake_function *function = host->inputs.items[index].on.function;
        unsigned port = 1;
        size_t first = index;

        for (size_t i = index; i-- > 0;)
                if (host->inputs.items[i].on.function == function) {
                        port++;
                        first = i;
                }
        *ret_bus = (unsigned)first + 1;
        *ret_port = port;
}

static void write_input(struct fake_files *files, const struct fake_host *host, size_t index)
{
        const struct fake_input *input = &host->inputs.items[index];
        unsigned number = fake_class_number(input->name);
        const struct fake_node node = {
                .kind = "char", .major = INPUT_MAJOR, .minor = 64 + number
        };
        const char *id = input_kinds[input->kind].id;
        unsigned bus, port;

        number_input(host, index, &bus, &port);
        fake_files_enter(files, "sys/devices/%s/usb%u/%u-%u/%u-%u:1.0/%s.%04X/input/input%u",
                input->on.function->path, bus, bus, port, bus, port, id, number + 1, number);
        fake_class_join(files, "input");
        fake_files_text(files, "name", "%s\n", input_kinds[input->kind].label);
        fake_files_folder(files, "capabilities");
        fake_files_text(files, "capabilities/ev", "%s\n", input_kinds[input->kind].ev);
        fake_files_text(files, "capabilities/key", "%s\n", input_kinds[input->kind].key);
        fake_files_text(files, "capabilities/rel", "%s\n", input_kinds[input->kind].rel);
        fake_files_enter(files, "sys/devices/%s/usb%u/%u-%u/%u-%u:1.0/%s.%04X/input/input%u/%s",
                input->on.function->path, bus, bus, port, bus, port, id, number + 1, number,
                input->name);
        fake_class_join(files, "input");
        fake_class_node(files, &node, "input/%s", input->name);
}

/* sound/core/sound.c, snd_find_free_minor() without dynamic minors */
static void write_sound_node(
        struct fake_files *files, const struct fake_sound *sound, const char *name, unsigned minor)
{
        const struct fake_node node = {
                .kind = "char",
                .major = SOUND_MAJOR,
                .minor = 32 * fake_class_number(sound->card) + minor,
        };

        fake_files_enter(
                files, "sys/devices/%s/sound/%s/%s", sound->on.function->path, sound->card, name);
        fake_class_join(files, "sound");
        fake_class_node(files, &node, "snd/%s", name);
}

static void write_sound(struct fake_files *files, const struct fake_sound *sound)
{
        unsigned number = fake_class_number(sound->card);
        char name[32];

        fake_files_enter(files, "sys/devices/%s/sound/%s", sound->on.function->path, sound->card);
        fake_class_join(files, "sound");
        fake_files_link(files, "device", "sys/devices/%s", sound->on.function->path);
        fake_files_text(files, "id", "Fake\n");
        fake_files_text(files, "number", "%u\n", number);
        snprintf(name, sizeof(name), "controlC%u", number);
        write_sound_node(files, sound, name, 0);
        snprintf(name, sizeof(name), "pcmC%uD3p", number);
        write_sound_node(files, sound, name, 16 + 3);
}

void fake_seat_write(struct fake_files *files, const struct fake_host *host)
{
        for (size_t i = 0; i < host->drms.count; i++)
                write_drm(files, &host->drms.items[i]);
        for (size_t i = 0; i < host->inputs.count; i++)
                write_input(files, host, i);
        for (size_t i = 0; i < host->sounds.count; i++)
                write_sound(files, &host->sounds.items[i]);
}
