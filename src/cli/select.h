/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/card.h"

/* What an address on the command line stands for: one function, or a slot. */
struct selection {
        size_t functions[CARD_FUNCTIONS_MAX];
        size_t n_functions;
        const struct card *card; /* the card that it is, or that the function is of; or NULL */
        bool is_function;        /* a single function was named */
};

/* Finds what TEXT means. -EINVAL: no address; -ENOENT: nothing there; -ENOTUNIQ: it is there in
 * several domains. The problem lists what may have been meant. */
int selection_find(const struct machine *machine, const struct card *cards, size_t n_cards,
        const char *text, struct selection *ret, struct problem *reterr);
