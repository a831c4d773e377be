// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/card.h"

#include <errno.h>
#include <stdlib.h>

#include "basic/array.h"
#include "basic/cleanup.h"

static bool is_of_card(const struct card *card, size_t function)
{
        for (size_t i = 0; i < card->n_functions; i++)
                if (card->functions[i] == function)
                        return true;
        return false;
}

const struct card *card_of(const struct card *cards, size_t n_cards, size_t function)
{
        for (size_t i = 0; i < n_cards; i++)
                if (is_of_card(&cards[i], function))
                        return &cards[i];
        return NULL;
}

static void collect_functions(const struct machine *machine, struct card *card)
{
        const struct pci_function *display = &machine->functions[card->display];
        size_t i = card->display;

        if (pci_is_virtual(display)) {
                card->functions[card->n_functions++] = card->display;
                return;
        }
        while (i > 0 &&
                pci_address_same_slot(&machine->functions[i - 1].address, &display->address))
                i--;
        for (; i < machine->n_functions && card->n_functions < CARD_FUNCTIONS_MAX; i++) {
                const struct pci_function *function = &machine->functions[i];

                if (!pci_address_same_slot(&function->address, &display->address))
                        break;
                if (function->vendor == display->vendor && !pci_is_virtual(function))
                        card->functions[card->n_functions++] = i;
        }
}

/* A 3D controller (0302) and an accelerator have no outputs. */
static bool can_carry_console(const struct pci_function *function)
{
        return pci_base_class(function) == PCI_BASE_DISPLAY &&
                pci_class(function) != PCI_CLASS_3D && !pci_is_virtual(function);
}

static bool has_other_console(const struct machine *machine, const struct card *card)
{
        for (size_t i = 0; i < machine->n_functions; i++)
                if (can_carry_console(&machine->functions[i]) && !is_of_card(card, i))
                        return true;
        return false;
}

static const char *why_no_candidate(const struct machine *machine, const struct card *card)
{
        const struct pci_function *display = &machine->functions[card->display];

        if (pci_is_bmc_display(display))
                return "it is the display of the management controller: the remote console";
        if (display->detail.boot_vga == 1 && !has_other_console(machine, card))
                return "it drives the only console: the host has no screen while it is lent";
        return NULL;
}

int cards_find(const struct machine *machine, struct card **ret, size_t *ret_count)
{
        _cleanup_free_ struct card *cards = NULL;
        size_t capacity = 0;
        size_t count = 0;

        for (size_t i = 0; i < machine->n_functions; i++) {
                struct card card = { .display = i };

                if (!pci_is_display(&machine->functions[i]) || card_of(cards, count, i))
                        continue;
                if (!ARRAY_RESERVE(cards, count, capacity))
                        return -ENOMEM;
                collect_functions(machine, &card);
                card.no_candidate = why_no_candidate(machine, &card);
                cards[count++] = card;
        }
        *ret = TAKE_PTR(cards);
        *ret_count = count;
        return 0;
}

void companions_clear(struct companions *companions)
{
        free(companions->all);
        free(companions->foreign);
        free(companions->bridges);
        free(companions->groups);
        *companions = (struct companions){};
}

static bool has_index(const size_t *items, size_t count, size_t wanted)
{
        for (size_t i = 0; i < count; i++)
                if (items[i] == wanted)
                        return true;
        return false;
}

/* Marks what lies in the groups of the functions asked for; the order of the machine is the order
 * of every list, so nothing has to be sorted. */
static void sort_out(const struct machine *machine, const size_t *asked, size_t n_asked,
        const struct card *card, struct companions *result)
{
        for (size_t i = 0; i < machine->n_functions; i++) {
                const struct pci_function *function = &machine->functions[i];
                bool is_asked = has_index(asked, n_asked, i);
                bool in_group = false;

                for (size_t g = 0; g < result->n_groups; g++)
                        in_group |= function->group == (int)result->groups[g];
                if (!is_asked && !in_group)
                        continue;
                if (pci_is_bridge(function)) {
                        if (!is_asked)
                                result->bridges[result->n_bridges++] = i;
                        continue;
                }
                result->all[result->n_all++] = i;
                if (!is_asked && !(card && is_of_card(card, i)))
                        result->foreign[result->n_foreign++] = i;
        }
}

static int compare_numbers(const void *a, const void *b)
{
        return COMPARE(*(const unsigned *)a, *(const unsigned *)b);
}

int companions_find(const struct machine *machine, const size_t *asked, size_t n_asked,
        const struct card *card, struct companions *ret)
{
        _cleanup_(companions_clear) struct companions result = {
                .all = calloc(machine->n_functions, sizeof(size_t)),
                .foreign = calloc(machine->n_functions, sizeof(size_t)),
                .bridges = calloc(machine->n_functions, sizeof(size_t)),
                .groups = calloc(n_asked, sizeof(unsigned)),
        };

        if (!result.all || !result.foreign || !result.bridges || !result.groups)
                return -ENOMEM;
        for (size_t i = 0; i < n_asked; i++) {
                int group = machine->functions[asked[i]].group;
                bool known = false;

                for (size_t g = 0; g < result.n_groups; g++)
                        known |= (int)result.groups[g] == group;
                if (group == PCI_NO_GROUP)
                        result.n_ungrouped++;
                else if (!known)
                        result.groups[result.n_groups++] = (unsigned)group;
        }
        qsort(result.groups, result.n_groups, sizeof(unsigned), compare_numbers);
        for (size_t g = 0; g < result.n_groups; g++)
                result.n_others += machine_group(machine, (int)result.groups[g])->n_others;
        sort_out(machine, asked, n_asked, card, &result);
        *ret = result;
        result = (struct companions){};
        return 0;
}
