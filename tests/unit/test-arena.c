// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "basic/arena.h"
#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/macro.h"
#include "tests/unit/child.h"
#include "tests/unit/test.h"

TEST(arena_is_zeroed_and_aligned)
{
        _cleanup_(arena_clear) struct arena arena = {};

        for (size_t size = 0; size < 3000; size = size * 3 / 2 + 1) {
                unsigned char *taken = arena_allocate(&arena, size);

                if (!CHECK(taken))
                        return;
                CHECK_INT((intptr_t)taken % (intptr_t)alignof(max_align_t), 0);
                for (size_t i = 0; i < size; i++)
                        if (!CHECK_INT(taken[i], 0))
                                return;
                memset(taken, 0xff, size);
        }
}

/* More than a block, exactly a block, and nothing that was given out moves or overlaps. */
TEST(arena_grows)
{
        _cleanup_(arena_clear) struct arena arena = {};
        unsigned char *pieces[300];
        static const size_t sizes[] = { 1, 16, 17, 100, 4095, 4096, 4097, 20000 };

        for (size_t i = 0; i < ELEMENTS_OF(pieces); i++) {
                size_t size = sizes[i % ELEMENTS_OF(sizes)];

                pieces[i] = arena_allocate(&arena, size);
                if (!CHECK(pieces[i]))
                        return;
                memset(pieces[i], (int)i & 0xff, size);
        }
        for (size_t i = 0; i < ELEMENTS_OF(pieces); i++)
                for (size_t k = 0; k < sizes[i % ELEMENTS_OF(sizes)]; k++)
                        if (!CHECK_INT(pieces[i][k], (int64_t)(i & 0xff)))
                                return;
}

TEST(arena_text)
{
        _cleanup_(arena_clear) struct arena arena = {};

        CHECK_TEXT(arena_text(&arena, "0000:06:00.0", 4), "0000");
        CHECK_TEXT(arena_text(&arena, "", 0), "");
        arena_clear(&arena);
        arena_clear(&arena);
        CHECK_TEXT(arena_text(&arena, "again", 5), "again");
}

static bool ask_for(void *context)
{
        struct arena arena = {};

        return !arena_allocate(&arena, *(size_t *)context);
}

/* Sizes around the largest number: what is added to them must not begin again at zero. */
TEST(arena_refuses_sizes_that_overflow)
{
        for (size_t less = 0; less < 100; less++) {
                size_t size = SIZE_MAX - less;

                if (!child_succeeds(ask_for, &size, 10)) {
                        CHECK_INT((int64_t)less, -1);
                        return;
                }
        }
}

TEST(array_grows)
{
        _cleanup_free_ unsigned *items = NULL;
        size_t count = 0;
        size_t capacity = 0;

        while (count < 10000) {
                if (!CHECK(ARRAY_RESERVE(items, count, capacity)))
                        return;
                CHECK(capacity > count);
                items[count] = (unsigned)count;
                count++;
        }
        for (size_t i = 0; i < count; i++)
                if (!CHECK_INT(items[i], (int64_t)i))
                        return;
        CHECK(capacity < 4 * count);
}
