// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/text.h"

#include <string.h>

bool text_equals(const char *a, const char *b)
{
        return strcmp(a, b) == 0;
}

bool text_starts_with(const char *text, const char *beginning)
{
        return strncmp(text, beginning, strlen(beginning)) == 0;
}

const char *text_last_component(const char *path)
{
        const char *slash = strrchr(path, '/');

        return slash ? slash + 1 : path;
}

bool text_copy(char *buffer, size_t size, const char *text, size_t length)
{
        bool fits = length < size;

        if (!fits)
                length = 0;
        memcpy(buffer, text, length);
        buffer[length] = '\0';
        return fits;
}

char *text_put_hex(char *to, uint32_t value, unsigned digits)
{
        while (digits > 0)
                *to++ = "0123456789abcdef"[value >> (4 * --digits) & 0xf];
        return to;
}

char *text_put_decimal(char *to, uint32_t value)
{
        char digits[10];
        size_t count = 0;

        do
                digits[count++] = (char)('0' + value % 10);
        while (value /= 10);
        while (count > 0)
                *to++ = digits[--count];
        return to;
}

/* The length of the UTF-8 sequence at TEXT; 0 for what is none (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF). */
static size_t utf8_length(const unsigned char *text)
{
        unsigned char first = text[0];
        size_t length = first < 0x80 ? 1
                : first < 0xc2       ? 0
                : first < 0xe0       ? 2
                : first < 0xf0       ? 3
                : first < 0xf5       ? 4
                                     : 0;

        for (size_t i = 1; i < length; i++)
                if ((text[i] & 0xc0) != 0x80)
                        return 0;
        if ((first == 0xe0 && text[1] < 0xa0) || (first == 0xed && text[1] > 0x9f) ||
                (first == 0xf0 && text[1] < 0x90) || (first == 0xf4 && text[1] > 0x8f))
                return 0;
        return length;
}

/* C0 and C1 controls and DEL. */
static bool is_control(const unsigned char *text, size_t length)
{
        return (length == 1 && (text[0] < 0x20 || text[0] == 0x7f)) ||
                (length == 2 && text[0] == 0xc2 && text[1] < 0xa0);
}

/* Nearly every text is. */
static bool is_plain(const unsigned char *text)
{
        while (*text >= 0x20 && *text < 0x7f)
                text++;
        return !*text;
}

bool text_make_printable(char *text)
{
        unsigned char *from = (unsigned char *)text;
        unsigned char *to = from;
        bool replaced = false;

        if (is_plain(from))
                return false;
        while (*from) {
                size_t length = utf8_length(from);

                if (length == 0 || is_control(from, length)) {
                        *to++ = '?';
                        from += length ? length : 1;
                        replaced = true;
                } else {
                        memmove(to, from, length);
                        to += length;
                        from += length;
                }
        }
        *to = '\0';
        return replaced;
}

char *text_trim_end(char *text)
{
        size_t length = strlen(text);

        while (length > 0 && strchr(" \t\r\n", text[length - 1]))
                length--;
        text[length] = '\0';
        return text;
}
