/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Each fuzz-*.c defines it: takes any bytes, and aborts when what came out of them is wrong. Called
 * by libFuzzer, and by run-corpus.c with the files that are kept. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold of the result, whatever went in. */
#define MUST(condition) \
        do { \
                if (!(condition)) \
                        __builtin_trap(); \
        } while (0)

/* The input as text, to be freed; NULL without memory. Not strndup(3): a strict sanitizer lets that
 * look at one byte more than it is told. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
        char *text = malloc(size + 1);

        if (!text)
                return NULL;
        if (size > 0)
                memcpy(text, data, size);
        text[size] = '\0';
        return text;
}
