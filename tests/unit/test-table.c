// SPDX-License-Identifier: GPL-2.0-or-later
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/table.h"
#include "tests/unit/test.h"

DEFINE_CLEANUP(struct table *, table_free);

/* Prints the table and checks the text. */
static void check_print(
        struct table *table, bool headings, size_t width, bool color, const char *wanted)
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        FILE *file = open_memstream(&text, &size);

        if (!CHECK(file))
                return;
        CHECK_INT(table_print(table, file, headings, width, color), 0);
        CHECK_INT(fclose(file), 0);
        CHECK_TEXT(text, wanted);
}

/* The table loads the locale of the environment when it needs it; this is the one that is
 * everywhere. False: not here. */
static bool use_utf8(void)
{
        setenv("LC_ALL", "C.UTF-8", 1);
        return setlocale(LC_CTYPE, "") && MB_CUR_MAX > 1;
}

/* NULL ends the cells; all columns are named A, B, ... */
static struct table *table_of(const unsigned *flags, size_t n_columns, const char *const *cells)
{
        static const char *const names[] = { "A", "B", "C" };
        struct table *table = table_new();

        for (size_t i = 0; table && i < n_columns; i++)
                CHECK_INT(table_add_column(table, names[i], flags[i]), 0);
        for (; table && *cells; cells++)
                CHECK_INT(table_add_cell(table, *cells), 0);
        CHECK(table);
        return table;
}

TEST(alignment)
{
        static const char *const cells[] = { "x", "1", "y", "long", "100", "", "", "7", "zz",
                NULL };
        _cleanup_(table_freep) struct table *table =
                table_of((unsigned[]){ 0, TABLE_RIGHT, 0 }, 3, cells);

        check_print(table, false, 0, false, "x      1 y\nlong 100 \n       7 zz\n");
        check_print(table, true, 0, false, "A      B C\nx      1 y\nlong 100 \n       7 zz\n");
}

TEST(headings_widen)
{
        _cleanup_(table_freep) struct table *table = table_new();

        if (!CHECK(table))
                return;
        table_add_column(table, "ADDRESS", 0);
        table_add_column(table, "NUMBER", TABLE_RIGHT);
        table_add_cell(table, "a");
        table_add_cell(table, "1");
        check_print(table, true, 0, false, "ADDRESS NUMBER\na            1\n");
}

TEST(empty_tables)
{
        static const char *const no_cells[] = { NULL };
        static const char *const half[] = { "a", "b", "half", NULL };
        _cleanup_(table_freep) struct table *without_columns = table_new();
        _cleanup_(table_freep) struct table *without_rows =
                table_of((unsigned[]){ 0, 0 }, 2, no_cells);
        _cleanup_(table_freep) struct table *with_half_a_row =
                table_of((unsigned[]){ 0, 0 }, 2, half);

        check_print(without_columns, true, 80, false, "");
        check_print(without_rows, true, 80, false, "");
        check_print(with_half_a_row, false, 80, false, "a    b\n");
        table_free(NULL);
}

TEST(cutting)
{
        static const char *const cells[] = { "0123456789abcdef", "fixed", "0123456789", NULL };
        _cleanup_(table_freep) struct table *table =
                table_of((unsigned[]){ TABLE_CUT, 0, TABLE_CUT }, 3, cells);

        check_print(table, false, 0, false, "0123456789abcdef fixed 0123456789\n");
        check_print(table, false, 33, false, "0123456789abcdef fixed 0123456789\n");
        check_print(table, false, 32, false, "0123456789abcde fixed 0123456789\n");
        check_print(table, false, 24, false, "01234567 fixed 012345678\n");
        check_print(table, false, 1, false, "01234567 fixed 01234567\n");
}

TEST(nothing_may_be_cut)
{
        static const char *const cells[] = { "0123456789abcdef", "0123456789", NULL };
        _cleanup_(table_freep) struct table *table = table_of((unsigned[]){ 0, 0 }, 2, cells);

        check_print(table, false, 5, false, "0123456789abcdef 0123456789\n");
}

TEST(wide_characters)
{
        /* two ideographs; e and a combining acute; u with diaeresis */
        static const char *const cells[] = { "\xe6\xbc\xa2\xe5\xad\x97", "|", "e\xcc\x81", "|",
                "\xc3\xbc", "|", "abcd", "|", NULL };
        _cleanup_(table_freep) struct table *table = NULL;

        if (!use_utf8())
                SKIP("there is no locale C.UTF-8");
        table = table_of((unsigned[]){ 0, 0 }, 2, cells);
        check_print(table, false, 0, false,
                "\xe6\xbc\xa2\xe5\xad\x97 |\n"
                "e\xcc\x81    |\n"
                "\xc3\xbc    |\n"
                "abcd |\n");
}

TEST(wide_characters_right)
{
        static const char *const cells[] = { "\xe6\xbc\xa2", "\xc3\xbc", "abc", NULL };
        _cleanup_(table_freep) struct table *table = NULL;

        if (!use_utf8())
                SKIP("there is no locale C.UTF-8");
        table = table_of((unsigned[]){ TABLE_RIGHT }, 1, cells);
        check_print(table, false, 0, false, " \xe6\xbc\xa2\n  \xc3\xbc\nabc\n");
}

/* Five ideographs are ten columns; nine hold four of them and a blank. A combining mark stays with
 * its letter. */
TEST(wide_characters_cut)
{
        static const char *const cells[] = {
                "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", "|",
                "12345678e\xcc\x81x", "|", NULL
        };
        _cleanup_(table_freep) struct table *table = NULL;

        if (!use_utf8())
                SKIP("there is no locale C.UTF-8");
        table = table_of((unsigned[]){ TABLE_CUT, 0 }, 2, cells);
        check_print(table, false, 11, false,
                "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2  |\n"
                "12345678e\xcc\x81 |\n");
}

TEST(broken_utf8)
{
        static const char *const cells[] = { "\xff\xe6", "|", "abc", "|", NULL };
        _cleanup_(table_freep) struct table *table = table_of((unsigned[]){ 0, 0 }, 2, cells);

        check_print(table, false, 0, false, "\xff\xe6  |\nabc |\n");
}

TEST(marks)
{
        _cleanup_(table_freep) struct table *table = table_new();

        if (!CHECK(table))
                return;
        table_add_column(table, "A", 0);
        table_add_column(table, "B", 0);
        table_add_cell(table, "a");
        table_mark_row(table); /* while it is filled */
        table_add_cell(table, "b");
        table_add_cell(table, "c");
        table_add_cell(table, "d");
        table_add_cell(table, "e");
        table_add_cell(table, "f");
        table_mark_row(table); /* just filled */
        check_print(table, true, 0, false, "A B\na b\nc d\ne f\n");
        check_print(table, false, 0, true, "\033[1ma b\033[0m\nc d\n\033[1me f\033[0m\n");
}

/* Saying it twice is no more than saying it once, for the rows behind as well. */
TEST(marks_twice)
{
        _cleanup_(table_freep) struct table *table = table_new();

        if (!CHECK(table))
                return;
        table_add_column(table, "A", 0);
        table_add_cell(table, "a");
        table_mark_row(table);
        table_mark_row(table);
        table_add_cell(table, "b");
        table_mark_row(table);
        check_print(table, false, 0, true, "\033[1ma\033[0m\n\033[1mb\033[0m\n");
}

TEST(many_long_cells)
{
        _cleanup_(table_freep) struct table *table = table_new();
        _cleanup_free_ char *text = NULL;
        size_t size;
        FILE *file = open_memstream(&text, &size);
        char cell[3001];

        if (!CHECK(table) || !CHECK(file))
                return;
        memset(cell, 'x', 3000);
        cell[3000] = '\0';
        table_add_column(table, "A", 0);
        for (int i = 0; i < 500; i++)
                CHECK_INT(table_add_cell(table, cell), 0);
        CHECK_INT(table_print(table, file, false, 0, false), 0);
        fclose(file);
        CHECK_INT((int64_t)size, 500 * 3001);
}
