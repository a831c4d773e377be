// SPDX-License-Identifier: GPL-2.0-or-later
/* systemd's hardware database, for hosts that have no pci.ids, and for what is not in theirs. It is
 * made of the same lists and asked by the text of a modalias (hwdb.d/20-pci-vendor-model.hwdb,
 * 20-pci-classes.hwdb in systemd). */
#include "model/names-source.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-hwdb.h>

#include "basic/cleanup.h"
#include "basic/library.h"

LIBRARY_FUNCTION(sd_hwdb_new_from_path);
LIBRARY_FUNCTION(sd_hwdb_unref);
LIBRARY_FUNCTION(sd_hwdb_get);

static const struct library_symbol symbols[] = {
        LIBRARY_SYMBOL(sd_hwdb_new_from_path),
        LIBRARY_SYMBOL(sd_hwdb_unref),
        LIBRARY_SYMBOL(sd_hwdb_get),
};

static struct library libsystemd = {
        .soname = "libsystemd.so.0",
        .used_for = "to look names up",
        .symbols = symbols,
        .n_symbols = ELEMENTS_OF(symbols),
};

/* Writes what is asked for an entry, and returns the key of the answer; NULL: it is not in there. A
 * subsystem's own name is not: the answer would be the device's. */
static const char *question(const struct name_entry *entry, char *modalias, size_t size)
{
        unsigned first = (unsigned)(entry->id >> 48);
        unsigned second = (unsigned)(entry->id >> 32) & 0xffff;

        switch (entry->kind) {
        case NAME_VENDOR:
                snprintf(modalias, size, "pci:v%08X", first);
                return "ID_VENDOR_FROM_DATABASE";
        case NAME_DEVICE:
                snprintf(modalias, size, "pci:v%08Xd%08X", first, second);
                return "ID_MODEL_FROM_DATABASE";
        case NAME_CLASS:
                snprintf(modalias, size, "pci:v*d*sv*sd*bc%02X", first);
                return "ID_PCI_CLASS_FROM_DATABASE";
        case NAME_SUBCLASS:
                snprintf(modalias, size, "pci:v*d*sv*sd*bc%02Xsc%02X", first, second);
                return "ID_PCI_SUBCLASS_FROM_DATABASE";
        case NAME_SUBSYSTEM:
        default:
                return NULL;
        }
}

static void ask(sd_hwdb *hwdb, struct name_table *table, struct name_entry *entry)
{
        char modalias[64];
        const char *text;
        const char *key = question(entry, modalias, sizeof(modalias));

        if (!key || library_sd_hwdb_get(hwdb, modalias, key, &text) < 0)
                return;
        entry->text = arena_text(&table->arena, text, strlen(text));
        entry->length = entry->text ? strlen(text) : 0;
}

bool names_from_hwdb(struct host *host, struct name_table *table)
{
        static const char *const places[] = {
                "etc/systemd/hwdb/hwdb.bin",
                "etc/udev/hwdb.bin",
                "usr/lib/systemd/hwdb/hwdb.bin",
                "usr/lib/udev/hwdb.bin",
                "lib/udev/hwdb.bin",
        };

        /* libsystemd trusts the offsets in the file, and a dump may hold any. Its own names are in
         * its pci.ids. */
        if (host_is_dump(host))
                return false;
        for (size_t i = 0; i < ELEMENTS_OF(places); i++) {
                _cleanup_fd_ int fd = host_open_file(host, places[i]);
                char path[HOST_FD_PATH_SIZE];
                struct stat status;
                sd_hwdb *hwdb;

                /* The library would wait for a pipe to be written to. */
                if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
                        library_load(&libsystemd, NULL) < 0 ||
                        library_sd_hwdb_new_from_path(host_fd_path(fd, path), &hwdb) < 0)
                        continue;
                for (size_t e = 0; e < table->count; e++)
                        if (!table->entries[e].text)
                                ask(hwdb, table, &table->entries[e]);
                library_sd_hwdb_unref(hwdb);
                return true;
        }
        return false;
}
