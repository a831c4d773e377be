// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "model/card.h"
#include "tests/unit/child.h"
#include "tests/unit/made-host.h"
#include "tests/unit/test.h"

/* Short addresses of functions, separated by blanks. */
static const char *addresses(
        const struct machine *machine, const size_t *indices, size_t count, char buffer[256])
{
        buffer[0] = '\0';
        for (size_t i = 0; i < count; i++) {
                const struct pci_address *address = &machine->functions[indices[i]].address;
                size_t used = strlen(buffer);

                snprintf(buffer + used, 256 - used, "%s%02x:%02x.%x", i ? " " : "", address->bus,
                        address->device & 0x1fU, address->function & 7U);
        }
        return buffer;
}

struct cards {
        struct made_host made;
        struct card *items;
        size_t count;
};

static void cards_done(struct cards *cards)
{
        free(cards->items);
        made_host_done(&cards->made);
}

#define _cleanup_cards_ _cleanup_(cards_done)

static bool cards_begin(struct cards *cards, const char *text)
{
        *cards = (struct cards){ .made = MADE_HOST_NONE };
        return made_host_read(&cards->made, text) &&
                CHECK_INT(cards_find(cards->made.machine, &cards->items, &cards->count), 0);
}

static void check_card(const struct cards *cards, size_t index, const char *functions)
{
        char text[256];

        if (CHECK(index < cards->count))
                CHECK_TEXT(addresses(cards->made.machine, cards->items[index].functions,
                                   cards->items[index].n_functions, text),
                        functions);
}

static void check_companions(const struct cards *cards, const char *address, const char *all,
        const char *foreign, const char *bridges)
{
        _cleanup_(companions_clear) struct companions companions = {};
        const struct machine *machine = cards->made.machine;
        size_t index = made_host_index(&cards->made, address);
        const struct card *card = card_of(cards->items, cards->count, index);
        char text[256];

        if (!CHECK(index != PCI_NO_FUNCTION) ||
                !CHECK_INT(companions_find(machine, card ? card->functions : &index,
                                   card ? card->n_functions : 1, card, &companions),
                        0))
                return;
        CHECK_TEXT(addresses(machine, companions.all, companions.n_all, text), all);
        CHECK_TEXT(addresses(machine, companions.foreign, companions.n_foreign, text), foreign);
        CHECK_TEXT(addresses(machine, companions.bridges, companions.n_bridges, text), bridges);
}

TEST(card_with_four_functions)
{
        _cleanup_cards_ struct cards cards;

        if (!cards_begin(&cards,
                    "function 00:01.0 0604 8086:1901 group 1\n"
                    "function 01:00.0 0300 10de:1e84 group 1 under 00:01.0 boot_vga 0\n"
                    "function 01:00.1 0403 10de:10f8 group 1 under 00:01.0\n"
                    "function 01:00.2 0c03 10de:1ad8 group 1 under 00:01.0\n"
                    "function 01:00.3 0c80 10de:1ad9 group 1 under 00:01.0\n"
                    "function 01:01.0 0200 8086:1533 group 1\n"
                    "function 02:00.0 0300 1a03:2000 group 2 boot_vga 1\n"))
                return;
        CHECK_INT((int64_t)cards.count, 2);
        check_card(&cards, 0, "01:00.0 01:00.1 01:00.2 01:00.3");
        CHECK_TEXT(cards.items[0].no_candidate, NULL);
        check_card(&cards, 1, "02:00.0");
        CHECK(cards.items[1].no_candidate);
        check_companions(&cards, "0000:01:00.0", "01:00.0 01:00.1 01:00.2 01:00.3 01:01.0",
                "01:01.0", "00:01.0");
        check_companions(&cards, "0000:02:00.0", "02:00.0", "", "");
        check_companions(&cards, "0000:01:01.0", "01:00.0 01:00.1 01:00.2 01:00.3 01:01.0",
                "01:00.0 01:00.1 01:00.2 01:00.3", "00:01.0");
}

/* The processor's own graphics shares its slot with functions of the mainboard. */
TEST(foreign_functions_in_the_slot)
{
        _cleanup_cards_ struct cards cards;

        if (!cards_begin(&cards,
                    "function 09:00.0 0300 1002:164e group 20 boot_vga 1\n"
                    "function 09:00.1 0403 1002:1640 group 21\n"
                    "function 09:00.2 1080 1022:1649 group 22\n"
                    "function 09:00.3 0c03 1022:15b6 group 23\n"))
                return;
        CHECK_INT((int64_t)cards.count, 1);
        check_card(&cards, 0, "09:00.0 09:00.1");
        CHECK_TEXT(cards.items[0].no_candidate,
                "it drives the only console: the host has no screen while it is lent");
        CHECK(card_of(cards.items, cards.count, 1) == &cards.items[0]);
        CHECK(!card_of(cards.items, cards.count, 2));
}

/* The audio function before the display function in the slot. */
TEST(display_that_is_not_first)
{
        _cleanup_cards_ struct cards cards;

        if (!cards_begin(&cards,
                    "function 00:02.0 0403 8086:0001 group 1\n"
                    "function 00:02.1 0300 8086:0002 group 1\n"
                    "function 00:02.2 0380 8086:0003 group 1\n"))
                return;
        CHECK_INT((int64_t)cards.count, 1);
        check_card(&cards, 0, "00:02.0 00:02.1 00:02.2");
        CHECK_INT((int64_t)cards.items[0].display, 1);
}

/* Two vendors in turns in one slot: each card once. */
TEST(two_cards_in_a_slot)
{
        _cleanup_cards_ struct cards cards;

        if (!cards_begin(&cards,
                    "function 01:00.0 0300 1002:0001 group 1\n"
                    "function 01:00.1 1200 1022:0002 group 1\n"
                    "function 01:00.2 0380 1002:0003 group 1\n"))
                return;
        CHECK_INT((int64_t)cards.count, 2);
        check_card(&cards, 0, "01:00.0 01:00.2");
        check_card(&cards, 1, "01:00.1");
}

TEST(virtual_functions_are_cards)
{
        _cleanup_cards_ struct cards cards;

        if (!cards_begin(&cards,
                    "function 41:00.0 0302 10de:26b9 group 22 sriov 32\n"
                    "function 41:00.1 0403 10de:26ba group 22\n"
                    "function 41:00.4 0302 10de:26b9 group 30 physfn 41:00.0\n"
                    "function 41:00.5 0302 10de:26b9 group 31 physfn 41:00.0\n"
                    "function 41:01.0 0302 10de:26b9 group 34 physfn 41:00.0\n"))
                return;
        CHECK_INT((int64_t)cards.count, 4);
        check_card(&cards, 0, "41:00.0 41:00.1");
        check_card(&cards, 1, "41:00.4");
        check_card(&cards, 3, "41:01.0");
        check_companions(&cards, "0000:41:00.5", "41:00.5", "", "");
}

TEST(no_groups)
{
        _cleanup_cards_ struct cards cards;
        _cleanup_(companions_clear) struct companions companions = {};

        if (!cards_begin(&cards,
                    "function 00:01.0 0604 8086:1901\n"
                    "function 01:00.0 0300 10de:1e84 under 00:01.0\n"
                    "function 01:00.1 0403 10de:10f8 under 00:01.0\n"))
                return;
        CHECK_INT(companions_find(cards.made.machine, cards.items[0].functions, 2, &cards.items[0],
                          &companions),
                0);
        CHECK_INT((int64_t)companions.n_all, 2);
        CHECK_INT((int64_t)companions.n_groups, 0);
        CHECK_INT((int64_t)companions.n_ungrouped, 2);
        CHECK_INT((int64_t)companions.n_bridges, 0);
}

TEST(functions_in_several_groups)
{
        _cleanup_cards_ struct cards cards;
        _cleanup_(companions_clear) struct companions companions = {};

        if (!cards_begin(&cards,
                    "function 01:00.0 0300 10de:1e84 group 7\n"
                    "function 01:00.1 0403 10de:10f8 group 3\n"
                    "function 02:00.0 0200 8086:1533 group 3\n"
                    "function 03:00.0 0601 8086:1534 group 7\n"
                    "function 04:00.0 0200 8086:1533 group 8\n"
                    "group 3 platform ACPI0004:00\n"))
                return;
        CHECK_INT(companions_find(cards.made.machine, cards.items[0].functions, 2, &cards.items[0],
                          &companions),
                0);
        CHECK_INT((int64_t)companions.n_all, 4);
        CHECK_INT((int64_t)companions.n_foreign, 2);
        CHECK_INT((int64_t)companions.n_others, 1);
        if (!CHECK_INT((int64_t)companions.n_groups, 2))
                return;
        CHECK_INT(companions.groups[0], 3);
        CHECK_INT(companions.groups[1], 7);
}

/* One function under many names: a folder of a made-up host may say so. */
static bool find_in_crowded_slot(void *context)
{
        struct made_host *made = context;
        struct machine *machine = NULL;
        struct card *cards = NULL;
        size_t count = 0;

        for (size_t digits = 4; digits <= 8; digits++)
                for (unsigned function = 0; function < 8; function++) {
                        char path[160];

                        snprintf(path, sizeof(path), "sys/bus/pci/devices/%0*x:01:00.%u",
                                (int)digits, 0, function);
                        scratch_folder(&made->scratch, path);
                        snprintf(path, sizeof(path), "sys/bus/pci/devices/%0*x:01:00.%u/modalias",
                                (int)digits, 0, function);
                        scratch_file(&made->scratch, path,
                                "pci:v000010DEd00001F06sv00001462sd00003756bc03sc00i00\n");
                }
        if (machine_read(made->host, MACHINE_ALL, &machine, NULL) < 0 ||
                cards_find(machine, &cards, &count) < 0)
                return false;
        for (size_t i = 0; i < count; i++)
                if (cards[i].n_functions > CARD_FUNCTIONS_MAX)
                        return false;
        free(cards);
        machine_free(machine);
        return true;
}

TEST(slot_with_more_than_eight)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (made_host_begin(&made, ""))
                CHECK(child_succeeds(find_in_crowded_slot, &made, 10));
}
