/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Makes room for one more element. False when there is no memory: the array is as it was.
 *     if (!ARRAY_RESERVE(list->items, list->count, list->capacity))
 *             return -ENOMEM;
 *     list->items[list->count++] = item; */
#define ARRAY_RESERVE(items, count, capacity) \
        array_reserve((void **)&(items), (count), &(capacity), sizeof(*(items)))

bool array_reserve(void **items, size_t count, size_t *capacity, size_t element_size);
