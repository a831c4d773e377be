/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/card.h"
#include "model/machine.h"
#include "model/names.h"

/* What a cell can be made of. */
struct list_context {
        const struct machine *machine;
        const struct names *names;
        const struct card *cards;
        size_t n_cards;
};

/* What a column needs beyond the fields of the machine. */
enum column_needs {
        COLUMN_NAMES = 1 << 0,
        COLUMN_SUBSYSTEMS = 1 << 1,
        COLUMN_CARDS = 1 << 2,
};

#define CELL_SIZE 320

struct column {
        const char *name;
        const char *help;
        unsigned fields; /* enum machine_fields */
        unsigned needs;
        bool is_number; /* in JSON */
        bool is_boolean;
        bool is_wide; /* may be cut to fit a terminal */
        bool is_tree; /* bears the branches of a tree */
        /* Writes the cell of a function; false: there is nothing to say. */
        bool (*write)(const struct list_context *context, const struct pci_function *function,
                char cell[CELL_SIZE]);
};

extern const struct column list_columns[];
extern const size_t n_list_columns;

/* The cell of a column for the function with index FUNCTION. Returns CELL, or NULL: nothing to say.
 */
const char *list_cell(const struct list_context *context, const struct column *column,
        size_t function, char cell[CELL_SIZE]);

#define COLUMNS_MAX 32

/* The columns to show: what --output says ("A,B", or "+A,B" for DEFAULT and these), or DEFAULT. */
int list_columns_choose(const char *output, const char *defaults,
        const struct column *chosen[COLUMNS_MAX], size_t *ret_count, struct problem *reterr);
