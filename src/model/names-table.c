// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/macro.h"
#include "model/names-source.h"

int name_table_compare(const void *a, const void *b)
{
        const struct name_entry *x = a;
        const struct name_entry *y = b;

        return x->kind != y->kind ? COMPARE(x->kind, y->kind) : COMPARE(x->id, y->id);
}

struct name_entry *name_table_from(const struct name_table *table, enum name_kind kind, uint64_t id)
{
        const struct name_entry wanted = { .kind = kind, .id = id };
        size_t low = 0;
        size_t high = table->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (name_table_compare(&table->entries[middle], &wanted) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < table->count ? &table->entries[low] : NULL;
}

struct name_entry *name_table_find(const struct name_table *table, enum name_kind kind, uint64_t id)
{
        struct name_entry *entry = name_table_from(table, kind, id);

        return entry && entry->kind == kind && entry->id == id ? entry : NULL;
}
