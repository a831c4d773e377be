// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/library.h"
#include "basic/text.h"
#include "cli/list.h"

LIBRARY_FUNCTION(scols_new_table);
LIBRARY_FUNCTION(scols_unref_table);
LIBRARY_FUNCTION(scols_table_enable_noencoding);
LIBRARY_FUNCTION(scols_table_enable_noheadings);
LIBRARY_FUNCTION(scols_table_enable_json);
LIBRARY_FUNCTION(scols_table_set_name);
LIBRARY_FUNCTION(scols_table_new_column);
LIBRARY_FUNCTION(scols_table_new_line);
LIBRARY_FUNCTION(scols_column_set_json_type);
LIBRARY_FUNCTION(scols_line_set_data);
LIBRARY_FUNCTION(scols_print_table_to_string);

static const struct library_symbol symbols[] = {
        LIBRARY_SYMBOL(scols_new_table),
        LIBRARY_SYMBOL(scols_unref_table),
        LIBRARY_SYMBOL(scols_table_enable_noencoding),
        LIBRARY_SYMBOL(scols_table_enable_noheadings),
        LIBRARY_SYMBOL(scols_table_enable_json),
        LIBRARY_SYMBOL(scols_table_set_name),
        LIBRARY_SYMBOL(scols_table_new_column),
        LIBRARY_SYMBOL(scols_table_new_line),
        LIBRARY_SYMBOL(scols_column_set_json_type),
        LIBRARY_SYMBOL(scols_line_set_data),
        LIBRARY_SYMBOL(scols_print_table_to_string),
};

static struct library libsmartcols = {
        .soname = "libsmartcols.so.1",
        .used_for = "to draw trees and to write lists as JSON",
        .symbols = symbols,
        .n_symbols = ELEMENTS_OF(symbols),
};

/* A bridge is never deeper than the bus numbers allow; a damaged recording may claim it. */
#define DEPTH_MAX 256

struct drawing {
        const struct list *list;
        struct libscols_table *table;
        struct libscols_line **lines; /* for each function of the machine */
};

static void table_close(struct libscols_table *table)
{
        library_scols_unref_table(table);
}

DEFINE_CLEANUP(struct libscols_table *, table_close);

static int add_columns(struct drawing *drawing)
{
        const struct list *list = drawing->list;

        for (size_t i = 0; i < list->n_columns; i++) {
                const struct column *column = list->columns[i];
                bool tree = list->options->tree && column->is_tree;
                int flags = (column->is_number ? SCOLS_FL_RIGHT : 0) | (tree ? SCOLS_FL_TREE : 0) |
                        (column->is_wide ? SCOLS_FL_TRUNC : 0);
                struct libscols_column *made =
                        library_scols_table_new_column(drawing->table, column->name, 0, flags);

                if (!made)
                        return -ENOMEM;
                if (column->is_number)
                        library_scols_column_set_json_type(made, SCOLS_JSON_NUMBER);
                if (column->is_boolean)
                        library_scols_column_set_json_type(made, SCOLS_JSON_BOOLEAN_OPTIONAL);
        }
        return 0;
}

static int add_line(struct drawing *drawing, size_t function, struct libscols_line *above)
{
        const struct list *list = drawing->list;
        struct libscols_line *line = library_scols_table_new_line(drawing->table, above);

        if (!line)
                return -ENOMEM;
        drawing->lines[function] = line;
        for (size_t i = 0; i < list->n_columns; i++) {
                char cell[CELL_SIZE];
                const char *text = list_cell(&list->context, list->columns[i], function, cell);

                /* A cell without data is null in JSON. */
                if (!text && !list->options->json)
                        text = "-";
                if (text && library_scols_line_set_data(line, i, text) < 0)
                        return -ENOMEM;
        }
        return 0;
}

/* Adds a function below its bridge, which comes first. */
static int add_below_parent(struct drawing *drawing, size_t function, unsigned depth)
{
        size_t parent = drawing->list->context.machine->functions[function].parent;
        struct libscols_line *above = NULL;
        int r = 0;

        if (parent != PCI_NO_FUNCTION && drawing->list->shown[parent] && depth < DEPTH_MAX) {
                if (!drawing->lines[parent])
                        r = add_below_parent(drawing, parent, depth + 1);
                above = drawing->lines[parent];
        }
        return r < 0 || drawing->lines[function] ? r : add_line(drawing, function, above);
}

static int add_lines(struct drawing *drawing)
{
        const struct list *list = drawing->list;
        int r = 0;

        if (!list->options->tree) {
                for (size_t i = 0; i < list->n_order && r >= 0; i++)
                        r = add_line(drawing, list->order[i], NULL);
                return r;
        }
        for (size_t i = 0; i < list->context.machine->n_functions && r >= 0; i++)
                if (list->shown[i] && !drawing->lines[i])
                        r = add_below_parent(drawing, i, 0);
        return r;
}

static int draw(struct drawing *drawing, char **ret)
{
        const struct options *options = drawing->list->options;
        int r;

        library_scols_table_enable_noencoding(drawing->table, 1); /* list_cell() gives clean text */
        library_scols_table_enable_noheadings(drawing->table, options->no_headings);
        library_scols_table_enable_json(drawing->table, options->json);
        library_scols_table_set_name(drawing->table, "functions");
        r = add_columns(drawing);
        if (r >= 0)
                r = add_lines(drawing);
        return r < 0 ? r : library_scols_print_table_to_string(drawing->table, ret);
}

int list_with_smartcols(const struct list *list, FILE *file, struct problem *reterr)
{
        _cleanup_(table_closep) struct libscols_table *table = NULL;
        _cleanup_free_ struct libscols_line **lines = NULL;
        _cleanup_free_ char *text = NULL;
        struct drawing drawing = { .list = list };
        int r = library_load(&libsmartcols, reterr);

        if (r < 0)
                return r;
        setlocale(LC_CTYPE, ""); /* the branches of a tree, and the width of names */
        table = library_scols_new_table();
        lines = calloc(list->context.machine->n_functions + 1, sizeof(struct libscols_line *));
        if (!table || !lines)
                return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
        drawing.table = table;
        drawing.lines = lines;
        r = draw(&drawing, &text);
        if (r < 0)
                return problem_set(reterr, -r, NULL, NULL,
                        "The list could not be drawn: there is no memory left");
        if (text && *text)
                fprintf(file, "%s%s", text, text[strlen(text) - 1] == '\n' ? "" : "\n");
        return 0;
}
