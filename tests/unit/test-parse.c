// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "basic/macro.h"
#include "basic/parse.h"
#include "tests/unit/test.h"

#define UNTOUCHED 4711

static const struct {
        const char *text;
        uint64_t maximum;
        int result;
        uint64_t value;
} unsigned_cases[] = {
        { "0", 0, 0, 0 }, { "1", 0, -ERANGE, UNTOUCHED }, { "00", 0, 0, 0 }, { "7", 7, 0, 7 },
        { "8", 7, -ERANGE, UNTOUCHED }, { "9", 9, 0, 9 }, { "10", 9, -ERANGE, UNTOUCHED },
        { "10", 10, 0, 10 }, { "11", 10, -ERANGE, UNTOUCHED }, { "19", 10, -ERANGE, UNTOUCHED },
        { "20", 19, -ERANGE, UNTOUCHED }, { "255", 255, 0, 255 },
        { "256", 255, -ERANGE, UNTOUCHED }, { "0000000000000000000000000255", 255, 0, 255 },
        { "18446744073709551615", UINT64_MAX, 0, UINT64_MAX },
        { "18446744073709551616", UINT64_MAX, -ERANGE, UNTOUCHED },
        { "18446744073709551625", UINT64_MAX, -ERANGE, UNTOUCHED },
        { "99999999999999999999999999", UINT64_MAX, -ERANGE, UNTOUCHED },
        { "18446744073709551614", UINT64_MAX - 1, 0, UINT64_MAX - 1 },
        { "18446744073709551615", UINT64_MAX - 1, -ERANGE, UNTOUCHED },
        { "", 9, -EINVAL, UNTOUCHED }, { " 1", 9, -EINVAL, UNTOUCHED },
        { "1 ", 9, -EINVAL, UNTOUCHED }, { "1\n", 9, -EINVAL, UNTOUCHED },
        { "+1", 9, -EINVAL, UNTOUCHED }, { "-1", 9, -EINVAL, UNTOUCHED },
        { "0x1", 9, -EINVAL, UNTOUCHED }, { "1a", 99, -EINVAL, UNTOUCHED },
        { "1.5", 99, -EINVAL, UNTOUCHED },
        { "\xd9\xa1", 99, -EINVAL, UNTOUCHED }, /* a digit, but not one of the kernel's */
};

TEST(parse_unsigned)
{
        for (size_t i = 0; i < ELEMENTS_OF(unsigned_cases); i++) {
                uint64_t value = UNTOUCHED;

                if (!CHECK_INT(parse_unsigned(
                                       unsigned_cases[i].text, unsigned_cases[i].maximum, &value),
                            unsigned_cases[i].result) ||
                        !CHECK(value == unsigned_cases[i].value))
                        CHECK_TEXT(unsigned_cases[i].text, NULL);
        }
}

/* Every maximum and every number around it, against plain arithmetic. */
TEST(parse_unsigned_small_maxima)
{
        char text[] = "000";

        for (unsigned maximum = 0; maximum < 130; maximum++)
                for (unsigned number = 0; number < 200; number++) {
                        uint64_t value = UNTOUCHED;
                        int r;

                        text[0] = (char)('0' + number / 100);
                        text[1] = (char)('0' + number / 10 % 10);
                        text[2] = (char)('0' + number % 10);
                        r = parse_unsigned(text, maximum, &value);
                        if (number <= maximum ? r != 0 || value != number : r != -ERANGE) {
                                CHECK_INT(r, number <= maximum ? 0 : -ERANGE);
                                CHECK_INT(maximum, -1);
                                CHECK_INT(number, -1);
                                return;
                        }
                }
}

TEST(parse_signed)
{
        static const struct {
                const char *text;
                int result;
                int64_t value;
        } cases[] = {
                { "-1", 0, -1 },
                { "0", 0, 0 },
                { "-0", 0, 0 },
                { "9223372036854775807", 0, INT64_MAX },
                { "-9223372036854775807", 0, -INT64_MAX },
                { "9223372036854775808", -ERANGE, UNTOUCHED },
                { "-99999999999999999999", -ERANGE, UNTOUCHED },
                { "-", -EINVAL, UNTOUCHED },
                { "", -EINVAL, UNTOUCHED },
                { "--1", -EINVAL, UNTOUCHED },
                { "+1", -EINVAL, UNTOUCHED },
                { "-+1", -EINVAL, UNTOUCHED },
                { "- 1", -EINVAL, UNTOUCHED },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                int64_t value = UNTOUCHED;

                CHECK_INT(parse_signed(cases[i].text, &value), cases[i].result);
                CHECK_INT(value, cases[i].value);
        }
}

TEST(parse_hex)
{
        static const struct {
                const char *text;
                uint64_t maximum;
                int result;
                uint64_t value;
        } cases[] = {
                { "0x10de", UINT16_MAX, 0, 0x10de },
                { "0X10DE", UINT16_MAX, 0, 0x10de },
                { "10de", UINT16_MAX, 0, 0x10de },
                { "0", UINT16_MAX, 0, 0 },
                { "0x030000", 0xffffff, 0, 0x030000 },
                { "0x1000000", 0xffffff, -ERANGE, UNTOUCHED },
                { "0xffff", UINT16_MAX, 0, 0xffff },
                { "0x10000", UINT16_MAX, -ERANGE, UNTOUCHED },
                { "f", 0xe, -ERANGE, UNTOUCHED },
                { "ffffffffffffffff", UINT64_MAX, 0, UINT64_MAX },
                { "10000000000000000", UINT64_MAX, -ERANGE, UNTOUCHED },
                { "0x", UINT16_MAX, -EINVAL, UNTOUCHED },
                { "x1", UINT16_MAX, -EINVAL, UNTOUCHED },
                { "0x0x1", UINT16_MAX, -EINVAL, UNTOUCHED },
                { "", UINT16_MAX, -EINVAL, UNTOUCHED },
                { "0x1g", UINT16_MAX, -EINVAL, UNTOUCHED },
                { "-1", UINT16_MAX, -EINVAL, UNTOUCHED },
                { " 1", UINT16_MAX, -EINVAL, UNTOUCHED },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                uint64_t value = UNTOUCHED;

                CHECK_INT(parse_hex(cases[i].text, cases[i].maximum, &value), cases[i].result);
                CHECK(value == cases[i].value);
        }
}

TEST(parse_hex_digits)
{
        static const char text[] = "00aBff";
        const char *cursor = text;
        uint32_t value = UNTOUCHED;

        CHECK(parse_hex_digits(&cursor, 4, &value));
        CHECK_INT(value, 0xab);
        CHECK(cursor == text + 4);
        CHECK(!parse_hex_digits(&cursor, 3, &value));
        CHECK_INT(value, 0xab);
        CHECK(cursor == text + 4);
        CHECK(parse_hex_digits(&cursor, 2, &value));
        CHECK_INT(value, 0xff);
        CHECK(!parse_hex_digits(&cursor, 1, &value));
        CHECK(cursor == text + strlen(text));

        cursor = "fFfFfFfF0";
        CHECK(parse_hex_digits(&cursor, 8, &value));
        CHECK_INT(value, UINT32_MAX);
        CHECK_TEXT(cursor, "0");
        cursor = "0x";
        CHECK(!parse_hex_digits(&cursor, 2, &value));
        CHECK_TEXT(cursor, "0x");
}
