// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "basic/macro.h"

/* Small enough not to show in a short listing, large enough for malloc to be rare in a long one. */
#define BLOCK_SIZE 4096

struct arena_block {
        struct arena_block *older;
        size_t used;
        size_t size;
        alignas(max_align_t) char bytes[];
};

void *arena_allocate(struct arena *arena, size_t size)
{
        const size_t alignment = alignof(max_align_t);
        struct arena_block *block = arena->newest;
        size_t rounded = (size + alignment - 1) & ~(alignment - 1);
        void *taken;

        /* What is added below must not begin again at zero. */
        if (size > SIZE_MAX - sizeof(*block) - BLOCK_SIZE)
                return NULL;
        if (!block || block->size - block->used < rounded) {
                size_t room = rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE;

                block = malloc(sizeof(*block) + room);
                if (!block)
                        return NULL;
                *block = (struct arena_block){ .older = arena->newest, .size = room };
                arena->newest = block;
        }
        taken = block->bytes + block->used;
        block->used += rounded;
        return memset(taken, 0, size);
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
        char *copy = arena_allocate(arena, length + 1);

        return copy ? memcpy(copy, text, length) : NULL;
}

void arena_clear(struct arena *arena)
{
        for (struct arena_block *block = arena->newest; block;) {
                struct arena_block *older = block->older;

                free(block);
                block = older;
        }
        arena->newest = NULL;
}
