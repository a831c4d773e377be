/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "basic/arena.h"
#include "host/host.h"

/* Inside model/: what the sources of names fill. An entry is wanted because a function of the
 * machine has that id; its text is NULL until a source knows it. */
enum name_kind {
        NAME_VENDOR,    /* vendor */
        NAME_DEVICE,    /* vendor, device */
        NAME_SUBSYSTEM, /* vendor, device, subsystem vendor, subsystem device */
        NAME_CLASS,     /* base class */
        NAME_SUBCLASS,  /* base class, sub-class */
};

struct name_entry {
        enum name_kind kind;
        uint64_t id; /* name_id() */
        const char *text;
        size_t length;
};

/* The parts of an id, 16 bits each, most significant first, so that entries sort as in pci.ids. */
static inline uint64_t name_id(unsigned a, unsigned b, unsigned c, unsigned d)
{
        return (uint64_t)(a & 0xffff) << 48 | (uint64_t)(b & 0xffff) << 32 |
                (uint64_t)(c & 0xffff) << 16 | (d & 0xffff);
}

struct name_table {
        struct name_entry *entries; /* sorted by kind, then id; each once */
        size_t count;
        struct arena arena; /* texts that do not lie in a mapped file */
        void *mapped;
        size_t mapped_size;
};

/* The order of the entries, for qsort(). */
int name_table_compare(const void *a, const void *b);
/* NULL when it is not wanted. */
struct name_entry *name_table_find(
        const struct name_table *table, enum name_kind kind, uint64_t id);
/* The first entry that is not before KIND and ID, or NULL. */
struct name_entry *name_table_from(
        const struct name_table *table, enum name_kind kind, uint64_t id);

/* Each returns whether the source is there. */
bool names_from_pci_ids(struct host *host, struct name_table *table);
bool names_from_hwdb(struct host *host, struct name_table *table);

/* For tests and fuzzing: the same from memory. */
void names_from_text(struct name_table *table, const char *text, size_t size);
