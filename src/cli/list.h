/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cli/command.h"
#include "cli/list-columns.h"

/* A listing: which functions, which columns. */
struct list {
        const struct options *options;
        struct list_context context;
        const struct column *columns[COLUMNS_MAX];
        size_t n_columns;
        bool *shown;   /* for each function of the machine */
        size_t *order; /* the functions that are shown: by group, those without one at the end */
        size_t n_order;
};

/* Two ways to show it. Each returns 0 or a negative errno with a problem. */
int list_as_table(const struct list *list, FILE *file, struct problem *reterr);
/* A tree of bridges and functions, or JSON, or both. */
int list_with_smartcols(const struct list *list, FILE *file, struct problem *reterr);
