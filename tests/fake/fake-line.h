/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

/* A word of a line. In quotes it may contain anything, a NUL too, so it has a length besides the
 * NUL at its end. */
struct fake_word {
        const char *text;
        size_t length;
};

struct fake_line {
        struct fake_word *words;
        size_t count;
        size_t capacity;
};

/* Splits what lies in [BEGIN, END) into words, in place: *END, which must be writable, and the
 * blanks between the words become NULs, and the words point into the text. Returns 0, -ENOMEM, or
 * -EINVAL with what is wrong in *RET_WHY. */
int fake_line_split(struct fake_line *line, char *begin, char *end, const char **ret_why);

void fake_line_done(struct fake_line *line);
