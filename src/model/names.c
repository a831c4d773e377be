// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/text.h"
#include "model/names-source.h"

struct names {
        struct name_table table;
        bool known;
};

void names_free(struct names *names)
{
        if (!names)
                return;
        if (names->table.mapped)
                munmap(names->table.mapped, names->table.mapped_size);
        arena_clear(&names->table.arena);
        free(names->table.entries);
        free(names);
}

DEFINE_CLEANUP(struct names *, names_free);

bool names_are_known(const struct names *names)
{
        return names->known;
}

static struct name_entry wanted(enum name_kind kind, uint64_t id)
{
        return (struct name_entry){ .kind = kind, .id = id };
}

/* Whatever may be printed of FUNCTION. Returns how many entries it wrote. */
static size_t want(
        const struct pci_function *function, bool subsystems, struct name_entry entries[6])
{
        unsigned vendor = function->vendor;
        unsigned device = function->device;
        unsigned base = function->class_code >> 16;
        unsigned sub = function->class_code >> 8 & 0xff;
        size_t count = 0;

        entries[count++] = wanted(NAME_VENDOR, name_id(vendor, 0, 0, 0));
        entries[count++] = wanted(NAME_DEVICE, name_id(vendor, device, 0, 0));
        entries[count++] = wanted(NAME_CLASS, name_id(base, 0, 0, 0));
        entries[count++] = wanted(NAME_SUBCLASS, name_id(base, sub, 0, 0));
        if (!subsystems)
                return count;
        entries[count++] = wanted(NAME_VENDOR, name_id(function->subsystem_vendor, 0, 0, 0));
        entries[count++] = wanted(NAME_SUBSYSTEM,
                name_id(vendor, device, function->subsystem_vendor, function->subsystem_device));
        return count;
}

/* Functions of a kind stand side by side, so looking back over one slot drops most that come twice.
 */
static bool was_wanted(const struct machine *machine, size_t index)
{
        const struct pci_function *function = &machine->functions[index];

        for (size_t back = 1; back <= 8 && back <= index; back++) {
                const struct pci_function *before = &machine->functions[index - back];

                if (before->vendor == function->vendor && before->device == function->device &&
                        before->class_code == function->class_code &&
                        before->subsystem_vendor == function->subsystem_vendor &&
                        before->subsystem_device == function->subsystem_device)
                        return true;
        }
        return false;
}

static int make_table(struct name_table *table, const struct machine *machine, bool subsystems)
{
        size_t kept = 0;

        table->entries = calloc(machine->n_functions * 6 + 1, sizeof(*table->entries));
        if (!table->entries)
                return -ENOMEM;
        for (size_t i = 0; i < machine->n_functions; i++)
                if (machine->functions[i].has_ids && !was_wanted(machine, i))
                        table->count += want(
                                &machine->functions[i], subsystems, table->entries + table->count);
        qsort(table->entries, table->count, sizeof(*table->entries), name_table_compare);
        for (size_t i = 0; i < table->count; i++)
                if (kept == 0 ||
                        name_table_compare(&table->entries[kept - 1], &table->entries[i]) != 0)
                        table->entries[kept++] = table->entries[i];
        table->count = kept;
        return 0;
}

/* A subsystem's own name is in pci.ids or nowhere. */
static bool has_unknown(const struct name_table *table)
{
        for (size_t i = 0; i < table->count; i++)
                if (!table->entries[i].text && table->entries[i].kind != NAME_SUBSYSTEM)
                        return true;
        return false;
}

int names_read(struct host *host, const struct machine *machine, unsigned wanted_names,
        struct names **ret, struct problem *reterr)
{
        _cleanup_(names_freep) struct names *names = calloc(1, sizeof(*names));

        if (!names || make_table(&names->table, machine, wanted_names & NAMES_SUBSYSTEMS) < 0)
                return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
        names->known = names_from_pci_ids(host, &names->table);
        if (!names->known || ((wanted_names & NAMES_THOROUGH) && has_unknown(&names->table)))
                names->known |= names_from_hwdb(host, &names->table);
        *ret = TAKE_PTR(names);
        return 0;
}

/* The text of an entry, or NULL. */
static const struct name_entry *lookup(const struct names *names, enum name_kind kind, uint64_t id)
{
        const struct name_entry *entry = name_table_find(&names->table, kind, id);

        return entry && entry->text ? entry : NULL;
}

/* Copies what an entry says, made fit for a terminal: it is foreign text. Returns the length. */
static size_t put(char buffer[NAME_TEXT_SIZE], size_t used, const struct name_entry *entry)
{
        size_t length = MIN_OF(entry->length, NAME_TEXT_SIZE - 1 - used);

        memcpy(buffer + used, entry->text, length);
        buffer[used + length] = '\0';
        text_make_printable(buffer + used);
        return used + strlen(buffer + used);
}

static const char *put_or_empty(char buffer[NAME_TEXT_SIZE], const struct name_entry *entry)
{
        buffer[0] = '\0';
        if (entry)
                put(buffer, 0, entry);
        return buffer;
}

const char *names_class(const struct names *names, uint32_t class_code, char buffer[NAME_TEXT_SIZE])
{
        unsigned base = class_code >> 16 & 0xff;
        unsigned sub = class_code >> 8 & 0xff;
        const struct name_entry *entry = lookup(names, NAME_SUBCLASS, name_id(base, sub, 0, 0));

        if (!entry)
                entry = lookup(names, NAME_CLASS, name_id(base, 0, 0, 0));
        if (entry)
                return put_or_empty(buffer, entry);
        snprintf(buffer, NAME_TEXT_SIZE, "Class %04x", class_code >> 8 & 0xffff);
        return buffer;
}

const char *names_vendor(const struct names *names, uint16_t vendor, char buffer[NAME_TEXT_SIZE])
{
        return put_or_empty(buffer, lookup(names, NAME_VENDOR, name_id(vendor, 0, 0, 0)));
}

const char *names_device(
        const struct names *names, const struct pci_function *function, char buffer[NAME_TEXT_SIZE])
{
        return put_or_empty(buffer,
                lookup(names, NAME_DEVICE, name_id(function->vendor, function->device, 0, 0)));
}

const char *names_function(
        const struct names *names, const struct pci_function *function, char buffer[NAME_TEXT_SIZE])
{
        const struct name_entry *vendor =
                lookup(names, NAME_VENDOR, name_id(function->vendor, 0, 0, 0));
        const struct name_entry *device =
                lookup(names, NAME_DEVICE, name_id(function->vendor, function->device, 0, 0));
        size_t used = 0;

        buffer[0] = '\0';
        if (vendor) {
                used = put(buffer, 0, vendor);
                if (used < NAME_TEXT_SIZE - 1)
                        buffer[used++] = ' ';
                buffer[used] = '\0';
        }
        /* lspci shows no device's name without its vendor's. */
        if (vendor && device)
                put(buffer, used, device);
        else
                snprintf(buffer + used, NAME_TEXT_SIZE - used, "Device");
        return buffer;
}

const char *names_subsystem(
        const struct names *names, const struct pci_function *function, char buffer[NAME_TEXT_SIZE])
{
        const struct name_entry *entry = lookup(names, NAME_SUBSYSTEM,
                name_id(function->vendor, function->device, function->subsystem_vendor,
                        function->subsystem_device));

        if (!entry)
                entry = lookup(names, NAME_VENDOR, name_id(function->subsystem_vendor, 0, 0, 0));
        return put_or_empty(buffer, entry);
}

/* pci.ids has three levels; an entry is written with the margin of its own. */
static void write_entry(FILE *file, const struct name_entry *entry)
{
        unsigned parts[4];

        for (unsigned i = 0; i < 4; i++)
                parts[i] = (unsigned)(entry->id >> (48 - 16 * i)) & 0xffff;
        switch (entry->kind) {
        case NAME_VENDOR:
                fprintf(file, "%04x  ", parts[0]);
                break;
        case NAME_DEVICE:
                fprintf(file, "\t%04x  ", parts[1]);
                break;
        case NAME_SUBSYSTEM:
                fprintf(file, "\t\t%04x %04x  ", parts[2], parts[3]);
                break;
        case NAME_CLASS:
                fprintf(file, "C %02x  ", parts[0]);
                break;
        case NAME_SUBCLASS:
                fprintf(file, "\t%02x  ", parts[1]);
                break;
        }
        fprintf(file, "%.*s\n", (int)entry->length, entry->text);
}

/* Writes the known entries of KIND that begin with the same PARTS 16-bit parts as ID. */
static void write_level(
        FILE *file, const struct names *names, enum name_kind kind, uint64_t id, unsigned parts)
{
        const struct name_entry *end = names->table.entries + names->table.count;
        unsigned shift = 64 - 16 * parts;

        for (const struct name_entry *entry = name_table_from(&names->table, kind, id);
                entry && entry < end && entry->kind == kind && entry->id >> shift == id >> shift;
                entry++) {
                if (!entry->text)
                        continue;
                write_entry(file, entry);
                if (kind == NAME_DEVICE)
                        write_level(file, names, NAME_SUBSYSTEM, entry->id, 2);
        }
}

int names_write(const struct names *names, char **ret, size_t *ret_size)
{
        FILE *file = open_memstream(ret, ret_size);

        if (!file)
                return -ENOMEM;
        for (size_t i = 0; i < names->table.count; i++) {
                const struct name_entry *entry = &names->table.entries[i];

                if (!entry->text || (entry->kind != NAME_VENDOR && entry->kind != NAME_CLASS))
                        continue;
                write_entry(file, entry);
                write_level(file, names, entry->kind == NAME_VENDOR ? NAME_DEVICE : NAME_SUBCLASS,
                        entry->id, 1);
        }
        return fclose(file) == 0 ? 0 : -ENOMEM;
}
