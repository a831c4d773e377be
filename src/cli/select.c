// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/select.h"

#include <errno.h>

/* How near a function is to what was asked for, 0 for not at all: so that a slip of the finger is
 * answered with what stands next to it. */
static int nearness(const struct pci_selector *wanted, const struct pci_address *address)
{
        bool bus = wanted->address.bus == address->bus;
        bool device = wanted->address.device == address->device;

        if (bus && device)
                return 3;
        return bus ? 2 : 0;
}

/* Ends the hint with up to six addresses: the nearest, or where nothing is near, the cards. */
static void suggest(const struct machine *machine, const struct card *cards, size_t n_cards,
        const struct pci_selector *wanted, struct problem *problem)
{
        char address[PCI_ADDRESS_TEXT_SIZE];
        unsigned told = 0;

        for (int level = 3; wanted && level > 0 && told == 0; level--)
                for (size_t i = 0; i < machine->n_functions && told < 6; i++)
                        if (nearness(wanted, &machine->functions[i].address) == level)
                                problem_hint(problem, "%s %s", told++ ? "," : "There is",
                                        pci_address_format(
                                                &machine->functions[i].address, address));
        for (size_t i = 0; i < n_cards && (told == 0 || i > 0) && told < 6; i++)
                problem_hint(problem, "%s %s", told++ ? "," : "The graphics cards are",
                        pci_address_format(&machine->functions[cards[i].display].address, address));
        problem_hint(problem, "%sgpulend list shows all", told ? "; " : "");
}

static int not_found(const struct machine *machine, const struct card *cards, size_t n_cards,
        const char *text, const struct pci_selector *wanted, struct problem *reterr)
{
        int r = wanted
                ? problem_set(reterr, ENOENT, text, NULL, "There is no device at %s", text)
                : problem_set(reterr, EINVAL, text, NULL,
                          "\"%s\" is no address: write 06:00.0, 0000:06:00.0 or pci_0000_06_00_0, "
                          "or 06:00 for a whole card",
                          text);

        if (reterr)
                suggest(machine, cards, n_cards, wanted, reterr);
        return r;
}

/* The same slot in several domains: all are told, so that the answer can be copied. */
static int ambiguous(const struct machine *machine, const char *text,
        const struct pci_selector *wanted, struct problem *reterr)
{
        int r = problem_set(
                reterr, ENOTUNIQ, text, NULL, "%s is there in more than one domain", text);
        char address[PCI_ADDRESS_TEXT_SIZE];
        unsigned told = 0;

        for (size_t i = 0; reterr && i < machine->n_functions && told < 8; i++) {
                struct pci_selector here = *wanted;

                here.address.domain = machine->functions[i].address.domain;
                if (pci_selector_matches(&here, &machine->functions[i].address))
                        problem_hint(reterr, "%s %s", told++ ? "," : "Name one with its domain:",
                                pci_address_format(&machine->functions[i].address, address));
        }
        return r;
}

/* Whether functions of a slot belong together: those of its card, or without a card those of one
 * vendor. */
static void collect(const struct machine *machine, const struct card *cards, size_t n_cards,
        size_t first, struct selection *selection)
{
        const struct pci_function *begin = &machine->functions[first];

        for (size_t i = first; i < machine->n_functions; i++) {
                const struct card *card = card_of(cards, n_cards, i);

                if (!pci_address_same_slot(&machine->functions[i].address, &begin->address))
                        break;
                if (!card)
                        continue;
                selection->card = card;
                selection->n_functions = card->n_functions;
                for (size_t f = 0; f < card->n_functions; f++)
                        selection->functions[f] = card->functions[f];
                return;
        }
        for (size_t i = first;
                i < machine->n_functions && selection->n_functions < CARD_FUNCTIONS_MAX; i++) {
                if (!pci_address_same_slot(&machine->functions[i].address, &begin->address))
                        break;
                if (machine->functions[i].vendor == begin->vendor)
                        selection->functions[selection->n_functions++] = i;
        }
}

int selection_find(const struct machine *machine, const struct card *cards, size_t n_cards,
        const char *text, struct selection *ret, struct problem *reterr)
{
        struct selection selection = {};
        struct pci_selector wanted;
        size_t first = PCI_NO_FUNCTION;

        if (!pci_selector_parse(text, &wanted))
                return not_found(machine, cards, n_cards, text, NULL, reterr);
        for (size_t i = 0; i < machine->n_functions; i++) {
                const struct pci_address *address = &machine->functions[i].address;
                struct pci_selector here = wanted;

                if (!wanted.has_domain)
                        here.address.domain = address->domain;
                if (!pci_selector_matches(&here, address))
                        continue;
                if (first == PCI_NO_FUNCTION)
                        first = i;
                else if (machine->functions[first].address.domain != address->domain)
                        return ambiguous(machine, text, &wanted, reterr);
        }
        if (first == PCI_NO_FUNCTION)
                return not_found(machine, cards, n_cards, text, &wanted, reterr);

        selection.is_function = wanted.has_function;
        if (wanted.has_function) {
                selection.functions[selection.n_functions++] = first;
                selection.card = card_of(cards, n_cards, first);
        } else {
                collect(machine, cards, n_cards, first, &selection);
        }
        *ret = selection;
        return 0;
}
