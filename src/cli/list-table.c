// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/table.h"
#include "basic/text.h"
#include "cli/list.h"

DEFINE_CLEANUP(struct table *, table_free);

/* 0: no terminal, no limit. */
static size_t terminal_width(FILE *file)
{
        struct winsize size;

        return isatty(fileno(file)) && ioctl(fileno(file), TIOCGWINSZ, &size) == 0 ? size.ws_col
                                                                                   : 0;
}

static int add_columns(const struct list *list, struct table *table)
{
        int r = 0;

        for (size_t i = 0; i < list->n_columns && r >= 0; i++) {
                const struct column *column = list->columns[i];

                r = table_add_column(table, column->name,
                        (column->is_number ? TABLE_RIGHT : 0) | (column->is_wide ? TABLE_CUT : 0));
        }
        return r;
}

static int add_row(const struct list *list, struct table *table, size_t function)
{
        int r = 0;

        for (size_t i = 0; i < list->n_columns && r >= 0; i++) {
                char cell[CELL_SIZE];
                const char *text = list_cell(&list->context, list->columns[i], function, cell);

                r = table_add_cell(table, text ? text : "-");
        }
        if (r >= 0 && pci_is_display(&list->context.machine->functions[function]))
                table_mark_row(table);
        return r;
}

int list_as_table(const struct list *list, FILE *file, struct problem *reterr)
{
        _cleanup_(table_freep) struct table *table = table_new();
        int r = table ? add_columns(list, table) : -ENOMEM;

        for (size_t i = 0; i < list->n_order && r >= 0; i++)
                r = add_row(list, table, list->order[i]);
        if (r < 0)
                return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
        return table_print(table, file, !list->options->no_headings, terminal_width(file),
                command_wants_color(list->options, fileno(file)));
}
