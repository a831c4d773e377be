// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/array.h"

#include <stdlib.h>

bool array_reserve(void **items, size_t count, size_t *capacity, size_t element_size)
{
        size_t more = *capacity ? *capacity * 2 : 8;
        void *grown;

        if (count < *capacity)
                return true;
        grown = reallocarray(*items, more, element_size);
        if (!grown)
                return false;
        *items = grown;
        *capacity = more;
        return true;
}
