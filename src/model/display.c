// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/display.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/text.h"
#include "model/reading.h"

void display_clear(struct display *display)
{
        free(display->connectors);
        arena_clear(&display->arena);
        *display = (struct display){};
}

bool display_has_monitor(const struct display *display)
{
        for (size_t i = 0; i < display->n_connectors; i++)
                if (text_equals(display->connectors[i].status, "connected"))
                        return true;
        return false;
}

static int compare_connectors(const void *a, const void *b)
{
        return strcmp(((const struct connector *)a)->name, ((const struct connector *)b)->name);
}

/* In drm/card0 each connector is a folder "card0-HDMI-A-1". Its `status` is what the driver saw
 * last (drivers/gpu/drm/drm_sysfs.c:status_show): reading it asks no monitor and waits for nobody.
 */
static int read_connectors(struct host *host, const char *drm, struct display *display)
{
        char path[160];
        char status[ATTRIBUTE_SIZE];
        struct folder_reader reader;
        _cleanup_fd_ int folder = -EBADF;
        size_t prefix = strlen(display->card);
        size_t capacity = 0;
        const char *name;

        snprintf(path, sizeof(path), "%s/%s", drm, display->card);
        folder = host_open_folder(host, path);
        if (folder < 0)
                return 0;
        folder_begin(&reader, folder);
        while ((name = folder_next(host, &reader))) {
                struct connector connector;
                char attribute[300];

                if (!text_starts_with(name, display->card) || name[prefix] != '-')
                        continue;
                snprintf(attribute, sizeof(attribute), "%s/status", name);
                if (host_read_attribute(host, folder, attribute, status, sizeof(status)) < 0)
                        continue;
                connector.name =
                        arena_text(&display->arena, name + prefix + 1, strlen(name + prefix + 1));
                connector.status = arena_text(&display->arena, status, strlen(status));
                if (!connector.name || !connector.status ||
                        !ARRAY_RESERVE(display->connectors, display->n_connectors, capacity))
                        return -ENOMEM;
                display->connectors[display->n_connectors++] = connector;
        }
        if (reader.error < 0)
                return reader.error;
        if (display->n_connectors > 0)
                qsort(display->connectors, display->n_connectors, sizeof(*display->connectors),
                        compare_connectors);
        return 0;
}

int display_read(struct host *host, const struct pci_function *function, struct display *ret)
{
        _cleanup_(display_clear) struct display display = {};
        char address[PCI_ADDRESS_TEXT_SIZE];
        char drm[96];
        struct folder_reader reader;
        _cleanup_fd_ int folder = -EBADF;
        const char *name;
        int r = 0;

        snprintf(drm, sizeof(drm), "sys/bus/pci/devices/%s/drm",
                pci_address_format(&function->address, address));
        folder = host_open_folder(host, drm);
        if (folder >= 0) {
                folder_begin(&reader, folder);
                while (r >= 0 && (name = folder_next(host, &reader))) {
                        const char **node = text_starts_with(name, "card") ? &display.card
                                : text_starts_with(name, "renderD")        ? &display.render
                                                                           : NULL;

                        if (node && !(*node = arena_text(&display.arena, name, strlen(name))))
                                r = -ENOMEM;
                }
                r = r < 0 ? r : reader.error;
        }
        if (r >= 0 && display.card)
                r = read_connectors(host, drm, &display);
        if (r < 0)
                return r;
        *ret = display;
        display = (struct display){};
        return 0;
}
