// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/table.h"

#include <errno.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "basic/array.h"
#include "basic/macro.h"

/* A column that is cut keeps at least that many characters. */
#define CUT_WIDTH_MIN 8

struct table {
        struct table_column {
                const char *name;
                unsigned flags;
                size_t width;
        } * columns;
        size_t n_columns;
        size_t columns_capacity;

        struct table_cell {
                size_t text; /* where it begins in `texts` */
                uint32_t length;
                uint32_t width; /* on a terminal */
        } * cells;
        size_t n_cells;
        size_t cells_capacity;

        size_t *marked; /* rows, ascending */
        size_t n_marked;
        size_t marked_capacity;

        char *texts;
        size_t texts_size;
        size_t texts_capacity;
};

struct table *table_new(void)
{
        return calloc(1, sizeof(struct table));
}

void table_free(struct table *table)
{
        if (!table)
                return;
        free(table->columns);
        free(table->cells);
        free(table->marked);
        free(table->texts);
        free(table);
}

/* The locale is asked only for texts that need it: loading it takes longer than printing a table.
 */
static void load_locale(void)
{
        static bool loaded;

        if (!loaded)
                setlocale(LC_CTYPE, "");
        loaded = true;
}

/* How many columns of a terminal a text takes. */
static size_t text_width(const char *text, size_t length)
{
        size_t width = 0;
        mbstate_t state = {};
        bool ascii = true;

        for (size_t i = 0; i < length; i++)
                ascii &= (unsigned char)text[i] < 0x80;
        if (ascii)
                return length;
        load_locale();
        for (const char *at = text; at < text + length;) {
                wchar_t c;
                size_t taken = mbrtowc(&c, at, (size_t)(text + length - at), &state);
                int columns;

                if (taken == 0 || taken == (size_t)-1 || taken == (size_t)-2) {
                        state = (mbstate_t){};
                        taken = 1;
                        columns = 1;
                } else {
                        columns = wcwidth(c);
                }
                width += columns > 0 ? (size_t)columns : 0;
                at += taken;
        }
        return width;
}

int table_add_column(struct table *table, const char *name, unsigned flags)
{
        if (!ARRAY_RESERVE(table->columns, table->n_columns, table->columns_capacity))
                return -ENOMEM;
        table->columns[table->n_columns++] = (struct table_column){ .name = name, .flags = flags };
        return 0;
}

int table_add_cell(struct table *table, const char *text)
{
        size_t length = strlen(text);
        struct table_column *column = &table->columns[table->n_cells % table->n_columns];
        struct table_cell cell = { .text = table->texts_size, .length = (uint32_t)length };

        while (table->texts_capacity - table->texts_size < length) {
                size_t more = table->texts_capacity ? table->texts_capacity * 2 : 8192;
                char *grown = realloc(table->texts, more);

                if (!grown)
                        return -ENOMEM;
                table->texts = grown;
                table->texts_capacity = more;
        }
        if (!ARRAY_RESERVE(table->cells, table->n_cells, table->cells_capacity))
                return -ENOMEM;
        if (length > 0)
                memcpy(table->texts + table->texts_size, text, length);
        table->texts_size += length;
        cell.width = (uint32_t)text_width(text, length);
        if (cell.width > column->width)
                column->width = cell.width;
        table->cells[table->n_cells++] = cell;
        return 0;
}

void table_mark_row(struct table *table)
{
        size_t row = table->n_cells > 0 ? (table->n_cells - 1) / table->n_columns : 0;

        if (table->n_marked > 0 && table->marked[table->n_marked - 1] == row)
                return;
        /* Only a matter of color: no memory, no mark. */
        if (ARRAY_RESERVE(table->marked, table->n_marked, table->marked_capacity))
                table->marked[table->n_marked++] = row;
}

/* Takes from the columns that may be cut what does not fit, the widest first. */
static void fit(struct table *table, size_t width)
{
        size_t total = table->n_columns - 1;

        for (size_t i = 0; i < table->n_columns; i++)
                total += table->columns[i].width;
        while (width > 0 && total > width) {
                struct table_column *widest = NULL;
                size_t taken;

                for (size_t i = 0; i < table->n_columns; i++)
                        if ((table->columns[i].flags & TABLE_CUT) &&
                                table->columns[i].width > CUT_WIDTH_MIN &&
                                (!widest || table->columns[i].width > widest->width))
                                widest = &table->columns[i];
                if (!widest)
                        return;
                taken = MIN_OF(total - width, widest->width - CUT_WIDTH_MIN);
                widest->width -= taken;
                total -= taken;
        }
}

static void put_blanks(FILE *file, size_t count)
{
        static const char blanks[] =
                "                                                                ";

        while (count > 0) {
                size_t now = MIN_OF(count, sizeof(blanks) - 1);

                fwrite_unlocked(blanks, 1, now, file);
                count -= now;
        }
}

/* As many bytes of TEXT as fill no more than WIDTH columns. */
static size_t cut_length(const char *text, size_t length, size_t width)
{
        size_t end = 0;

        while (end < length) {
                size_t next = end + 1;

                while (next < length && ((unsigned char)text[next] & 0xc0) == 0x80)
                        next++;
                if (text_width(text, next) > width)
                        break;
                end = next;
        }
        return end;
}

static void put_cell(FILE *file, const struct table_column *column, const char *text, size_t length,
        size_t width, bool last)
{
        size_t blanks = column->width > width ? column->width - width : 0;

        if (width > column->width) {
                length = cut_length(text, length, column->width);
                blanks = column->width - text_width(text, length);
        }
        if (column->flags & TABLE_RIGHT)
                put_blanks(file, blanks);
        fwrite_unlocked(text, 1, length, file);
        if (!last && !(column->flags & TABLE_RIGHT))
                put_blanks(file, blanks);
        if (!last)
                fputc_unlocked(' ', file);
}

static void put_row(struct table *table, FILE *file, const struct table_cell *cells)
{
        for (size_t i = 0; i < table->n_columns; i++)
                put_cell(file, &table->columns[i], table->texts + cells[i].text, cells[i].length,
                        cells[i].width, i + 1 == table->n_columns);
}

int table_print(struct table *table, FILE *file, bool headings, size_t width, bool color)
{
        size_t n_rows = table->n_columns ? table->n_cells / table->n_columns : 0;
        size_t mark = 0;

        if (n_rows == 0)
                return 0;
        for (size_t i = 0; i < table->n_columns && headings; i++)
                if (strlen(table->columns[i].name) > table->columns[i].width)
                        table->columns[i].width = strlen(table->columns[i].name);
        fit(table, width);
        flockfile(file);
        for (size_t i = 0; i < table->n_columns && headings; i++)
                put_cell(file, &table->columns[i], table->columns[i].name,
                        strlen(table->columns[i].name), strlen(table->columns[i].name),
                        i + 1 == table->n_columns);
        if (headings)
                fputc_unlocked('\n', file);
        for (size_t row = 0; row < n_rows; row++) {
                bool marked = mark < table->n_marked && table->marked[mark] == row;

                mark += marked;
                if (marked && color)
                        fputs_unlocked("\033[1m", file);
                put_row(table, file, &table->cells[row * table->n_columns]);
                fputs_unlocked(marked && color ? "\033[0m\n" : "\n", file);
        }
        funlockfile(file);
        return 0;
}
