/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

/* The number of elements of an array whose size the compiler knows. */
#define ELEMENTS_OF(array) (sizeof(array) / sizeof((array)[0]))

#define MIN_OF(a, b) \
        ({ \
                typeof(a) _a = (a); \
                typeof(b) _b = (b); \
                _a < _b ? _a : _b; \
        })

/* Three-way comparison for qsort(): negative, zero or positive, and never an overflow. */
#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

#define FORMAT_LIKE_PRINTF(format_at, arguments_at) \
        __attribute__((format(printf, format_at, arguments_at)))

#define MUST_CHECK __attribute__((warn_unused_result))
