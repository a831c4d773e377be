/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/machine.h"

/* A slot has eight functions at most. */
#define CARD_FUNCTIONS_MAX 8

/* What the user thinks of as one thing: a display function with the other functions of its slot
 * that carry the same vendor id. In the slot of an AMD APU the security processor, the USB and the
 * audio of the mainboard carry 1022 beside the 1002 of the graphics: they are foreign. A virtual
 * function is a card of its own. */
struct card {
        size_t display; /* the first display function */
        size_t functions[CARD_FUNCTIONS_MAX];
        size_t n_functions;
        const char *no_candidate; /* why nobody would want to lend it; NULL: a candidate */
};

/* Finds the cards of a machine that was read with MACHINE_DETAIL, in the order of their addresses.
 * The caller frees *RET. */
int cards_find(const struct machine *machine, struct card **ret, size_t *ret_count);

/* The card that a function belongs to, or NULL. */
const struct card *card_of(const struct card *cards, size_t n_cards, size_t function);

/* What lending some functions takes along. Arrays of indices, in the order of the addresses. */
struct companions {
        size_t *all; /* every endpoint that must go, the functions that were asked for among them */
        size_t n_all;
        size_t *foreign; /* those that are not of the card */
        size_t n_foreign;
        size_t *bridges; /* bridges in the same groups; they stay */
        size_t n_bridges;
        unsigned *groups;
        size_t n_groups;
        size_t n_others;    /* members of the groups that are no PCI functions: platform devices */
        size_t n_ungrouped; /* how many of the functions asked for have no IOMMU group */
};

/* ASKED: what shall be lent; CARD: the card it is of, or NULL. A bridge that is asked for is never
 * a companion. */
int companions_find(const struct machine *machine, const size_t *asked, size_t n_asked,
        const struct card *card, struct companions *ret);
void companions_clear(struct companions *companions);
