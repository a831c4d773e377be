// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/parse.h"

#include <errno.h>
#include <stddef.h>

static int digit_of(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return -1;
}

static int parse_in_base(const char *text, unsigned base, uint64_t maximum, uint64_t *ret)
{
        uint64_t value = 0;

        if (!*text)
                return -EINVAL;
        for (; *text; text++) {
                int digit = digit_of(*text);

                if (digit < 0 || (unsigned)digit >= base)
                        return -EINVAL;
                if (value > (maximum - (unsigned)digit) / base || (unsigned)digit > maximum)
                        return -ERANGE;
                value = value * base + (unsigned)digit;
        }
        *ret = value;
        return 0;
}

int parse_unsigned(const char *text, uint64_t maximum, uint64_t *ret)
{
        return parse_in_base(text, 10, maximum, ret);
}

int parse_signed(const char *text, int64_t *ret)
{
        uint64_t value;
        bool negative = *text == '-';
        int r = parse_unsigned(text + negative, INT64_MAX, &value);

        if (r < 0)
                return r;
        *ret = negative ? -(int64_t)value : (int64_t)value;
        return 0;
}

int parse_hex(const char *text, uint64_t maximum, uint64_t *ret)
{
        if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
                text += 2;
        return parse_in_base(text, 16, maximum, ret);
}

bool parse_hex_digits(const char **cursor, unsigned digits, uint32_t *ret)
{
        uint32_t value = 0;

        for (unsigned i = 0; i < digits; i++) {
                int digit = digit_of((*cursor)[i]);

                if (digit < 0)
                        return false;
                value = value << 4 | (uint32_t)digit;
        }
        *cursor += digits;
        *ret = value;
        return true;
}
