/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

/* Memory that is freed together: the many small strings and lists of one snapshot. */
struct arena {
        struct arena_block *newest;
};

/* SIZE bytes, zeroed, aligned for any type. NULL when there is no memory. */
void *arena_allocate(struct arena *arena, size_t size);

/* A copy of the first LENGTH bytes of TEXT, ended by a NUL. NULL when there is no memory. */
char *arena_text(struct arena *arena, const char *text, size_t length);

/* Frees everything that came from the arena. */
void arena_clear(struct arena *arena);
