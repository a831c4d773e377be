/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A table in plain text: filled row by row, printed at once. libsmartcols looks at every character
 * of a cell twice through the locale, which takes it longer than the kernel takes to tell what
 * stands in the row; here the widths of cells in ASCII cost nothing, and the listing stays near the
 * cost of its system calls (tests/bench). Trees and JSON are libsmartcols' work. */
struct table;

enum table_flags {
        TABLE_RIGHT = 1 << 0, /* numbers */
        TABLE_CUT = 1 << 1,   /* may be cut to fit a terminal */
};

/* NULL when there is no memory. */
struct table *table_new(void);
void table_free(struct table *table);

/* All columns before the first cell. NAME is not copied. -ENOMEM. */
int table_add_column(struct table *table, const char *name, unsigned flags);
/* The cells of a row one after the other; a full row begins the next. -ENOMEM. */
int table_add_cell(struct table *table, const char *text);
/* The row that is being filled, or the one just filled, is important: bold where there are colors.
 */
void table_mark_row(struct table *table);

/* WIDTH: of the terminal, 0 for no limit. */
int table_print(struct table *table, FILE *file, bool headings, size_t width, bool color);
