// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-line.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "basic/array.h"
#include "basic/macro.h"
#include "basic/parse.h"

static bool is_blank(char c)
{
        return c == ' ' || c == '\t' || c == '\r';
}

/* One character behind a backslash, as in C; \x takes two digits. */
static bool unescape(const char **cursor, const char *end, char *ret)
{
        static const struct {
                char letter;
                char meaning;
        } escapes[] = { { 'n', '\n' }, { 't', '\t' }, { '"', '"' }, { '\\', '\\' } };
        const char *p = *cursor;
        uint32_t value;

        if (p == end)
                return false;
        if (*p == 'x') {
                p++;
                if (end - p < 2 || !parse_hex_digits(&p, 2, &value))
                        return false;
                *ret = (char)value;
                *cursor = p;
                return true;
        }
        for (size_t i = 0; i < ELEMENTS_OF(escapes); i++)
                if (*p == escapes[i].letter) {
                        *ret = escapes[i].meaning;
                        *cursor = p + 1;
                        return true;
                }
        return false;
}

/* *CURSOR stands behind the quote, and then behind the one that closes. The word is written over
 * its own quoted form, which is never shorter. */
static int take_quoted(
        const char **cursor, const char *end, char *to, size_t *ret_length, const char **ret_why)
{
        const char *from = *cursor;
        char *begin = to;

        while (from < end && *from != '"') {
                char c = *from++;

                if (c == '\\' && !unescape(&from, end, &c)) {
                        *ret_why = "inside quotes only \\n, \\t, \\\", \\\\ and \\xHH follow a "
                                   "backslash";
                        return -EINVAL;
                }
                *to++ = c;
        }
        if (from == end) {
                *ret_why = "the closing quote is missing";
                return -EINVAL;
        }
        *ret_length = (size_t)(to - begin);
        *cursor = from + 1;
        return 0;
}

static int take_plain(
        const char **cursor, const char *end, size_t *ret_length, const char **ret_why)
{
        const char *p = *cursor;

        for (; p < end && !is_blank(*p); p++)
                if (*p == '"' || *p == '\0') {
                        *ret_why = *p ? "a quote inside a word; quotes go around the whole of it"
                                      : "a NUL byte";
                        return -EINVAL;
                }
        *ret_length = (size_t)(p - *cursor);
        *cursor = p;
        return 0;
}

int fake_line_split(struct fake_line *line, char *begin, char *end, const char **ret_why)
{
        const char *cursor = begin;

        line->count = 0;
        for (;;) {
                struct fake_word word;
                char *start;
                int r;

                while (cursor < end && is_blank(*cursor))
                        cursor++;
                if (cursor == end || *cursor == '#')
                        return 0;
                start = begin + (cursor - begin);
                if (*cursor == '"') {
                        cursor++;
                        r = take_quoted(&cursor, end, start, &word.length, ret_why);
                } else {
                        r = take_plain(&cursor, end, &word.length, ret_why);
                }
                if (r < 0)
                        return r;
                if (cursor < end && !is_blank(*cursor)) {
                        *ret_why = "a blank is missing behind a closing quote";
                        return -EINVAL;
                }
                if (!ARRAY_RESERVE(line->words, line->count, line->capacity))
                        return -ENOMEM;
                start[word.length] = '\0';
                word.text = start;
                line->words[line->count++] = word;
                if (cursor < end)
                        cursor++;
        }
}

void fake_line_done(struct fake_line *line)
{
        free(line->words);
        *line = (struct fake_line){};
}
