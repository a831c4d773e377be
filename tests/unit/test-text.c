// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/macro.h"
#include "basic/text.h"
#include "tests/unit/test.h"

/* Markus Kuhn's stress test for UTF-8 decoders, and what RFC 3629 says at each border. */
static const struct {
        const char *text;
        const char *wanted; /* NULL: stays as it is */
} printable_cases[] = {
        { "", NULL },
        { "NVIDIA Corporation", NULL },
        { " ~", NULL },
        /* first and last of each length */
        { "\xc2\xa0", NULL },         /* U+00A0 */
        { "\xdf\xbf", NULL },         /* U+07FF */
        { "\xe0\xa0\x80", NULL },     /* U+0800 */
        { "\xef\xbf\xbf", NULL },     /* U+FFFF */
        { "\xf0\x90\x80\x80", NULL }, /* U+10000 */
        { "\xf4\x8f\xbf\xbf", NULL }, /* U+10FFFF */
        { "\xed\x9f\xbf", NULL },     /* U+D7FF, before the surrogates */
        { "\xee\x80\x80", NULL },     /* U+E000, behind them */
        /* overlong */
        { "\xc0\x80", "??" },
        { "\xc0\xaf", "??" },
        { "\xc1\xbf", "??" },
        { "\xe0\x80\xaf", "???" },
        { "\xe0\x9f\xbf", "???" },
        { "\xf0\x80\x80\xaf", "????" },
        { "\xf0\x8f\xbf\xbf", "????" },
        /* surrogates, and above the last */
        { "\xed\xa0\x80", "???" },
        { "\xed\xbf\xbf", "???" },
        { "\xf4\x90\x80\x80", "????" },
        { "\xf5\x80\x80\x80", "????" },
        { "\xfe\xff", "??" },
        /* continuations alone, and sequences that end early */
        { "\x80", "?" },
        { "\xbf\xbf", "??" },
        { "\xc3", "?" },
        { "\xc3(", "?(" },
        { "\xe2\x82", "??" },
        { "\xe2(\x82", "?(?" },
        { "\xf0\x9f\x98", "???" },
        { "\xf0\x9f\x98x", "???x" },
        { "\xc3\xc3\xa9", "?\xc3\xa9" },
        /* controls: C0, DEL, C1 */
        { "\x1b[31mred", "?[31mred" },
        { "a\nb\tc\r", "a?b?c?" },
        { "\x01\x1f\x7f", "???" },
        { "\xc2\x80", "?" },
        { "a\xc2\x9b"
          "1mb",
                "a?1mb" },
        { "\xc2\x9f\xc2\xa0", "?\xc2\xa0" },
        /* what stays between what goes */
        { "\xc3\xa4\x01\xe6\xbc\xa2\xc2\x85\xf0\x9f\x98\x80!",
                "\xc3\xa4?\xe6\xbc\xa2?\xf0\x9f\x98\x80!" },
};

TEST(make_printable)
{
        for (size_t i = 0; i < ELEMENTS_OF(printable_cases); i++) {
                const char *wanted = printable_cases[i].wanted;
                char text[64];

                snprintf(text, sizeof(text), "%s", printable_cases[i].text);
                CHECK_INT(text_make_printable(text), wanted != NULL);
                CHECK_TEXT(text, wanted ? wanted : printable_cases[i].text);
        }
}

/* Every pair of bytes at the end of its memory, so that a sanitizer sees a read behind it. */
TEST(make_printable_never_reads_on)
{
        for (unsigned first = 1; first < 256; first++)
                for (unsigned second = 0; second < 256; second++) {
                        char *text = strdup((char[]){ (char)first, (char)second, '\0' });
                        char again[3];

                        if (!CHECK(text))
                                return;
                        text_make_printable(text);
                        snprintf(again, sizeof(again), "%s", text);
                        CHECK(!text_make_printable(again));
                        CHECK(strlen(text) >= 1);
                        free(text);
                }
}

TEST(make_printable_shortens_in_place)
{
        char text[] = "\xc2\x85\xc2\x85"
                      "end";

        CHECK(text_make_printable(text));
        CHECK_TEXT(text, "??end");
}

TEST(text_copy)
{
        char buffer[5] = "xxxx";

        CHECK(text_copy(buffer, sizeof(buffer), "abcdef", 4));
        CHECK_TEXT(buffer, "abcd");
        CHECK(!text_copy(buffer, sizeof(buffer), "abcdef", 5));
        CHECK_TEXT(buffer, "");
        CHECK(text_copy(buffer, sizeof(buffer), "abcdef", 0));
        CHECK_TEXT(buffer, "");
        CHECK(text_copy(buffer, 1, "", 0));
        CHECK(!text_copy(buffer, 1, "a", 1));
        CHECK(!text_copy(buffer, sizeof(buffer), "a", SIZE_MAX));
}

TEST(text_trim_end)
{
        static const struct {
                const char *text;
                const char *wanted;
        } cases[] = {
                { "", "" },
                { "a", "a" },
                { "a \t\r\n", "a" },
                { " a b ", " a b" },
                { "\n\n", "" },
                { "a\v", "a\v" },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                char text[16];

                snprintf(text, sizeof(text), "%s", cases[i].text);
                CHECK(text_trim_end(text) == text);
                CHECK_TEXT(text, cases[i].wanted);
        }
}

TEST(text_small_helpers)
{
        CHECK(text_equals("", ""));
        CHECK(!text_equals("a", "A"));
        CHECK(text_starts_with("card0", "card"));
        CHECK(text_starts_with("card", ""));
        CHECK(!text_starts_with("car", "card"));
        CHECK_TEXT(text_last_component("a/b/c"), "c");
        CHECK_TEXT(text_last_component("c"), "c");
        CHECK_TEXT(text_last_component("/a/"), "");
}
