// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "basic/macro.h"
#include "model/pci-address.h"
#include "tests/unit/test.h"

static const struct {
        const char *text;
        struct pci_address address;
} address_cases[] = {
        { "0000:00:00.0", { 0, 0, 0, 0 } },
        { "0000:06:00.0", { 0, 6, 0, 0 } },
        { "0000:ff:1f.7", { 0, 0xff, 0x1f, 7 } },
        { "000d:01:00.1", { 0xd, 1, 0, 1 } },
        { "ffff:00:02.0", { 0xffff, 0, 2, 0 } },
        { "10000:e1:00.0", { 0x10000, 0xe1, 0, 0 } },
        { "abcdef:12:13.4", { 0xabcdef, 0x12, 0x13, 4 } },
        { "1234567:00:00.0", { 0x1234567, 0, 0, 0 } },
        { "80000000:00:00.0", { 0x80000000, 0, 0, 0 } },
        { "ffffffff:ff:1f.7", { 0xffffffff, 0xff, 0x1f, 7 } },
};

static bool same(const struct pci_address *a, const struct pci_address *b)
{
        return a->domain == b->domain && a->bus == b->bus && a->device == b->device &&
                a->function == b->function;
}

TEST(address_both_ways)
{
        for (size_t i = 0; i < ELEMENTS_OF(address_cases); i++) {
                char text[PCI_ADDRESS_TEXT_SIZE];
                struct pci_address address;

                CHECK_TEXT(
                        pci_address_format(&address_cases[i].address, text), address_cases[i].text);
                if (CHECK(pci_address_parse(address_cases[i].text, &address)))
                        CHECK(same(&address, &address_cases[i].address));
        }
}

/* As sysfs writes it and nothing else: what formats to another text is none. */
TEST(address_refused)
{
        static const char *const texts[] = { "", "0", "0000", "06:00.0", "000:06:00.0",
                "0000:6:00.0", "0000:06:0.0", "0000:06:00", "0000:06:00.", "0000:06:00.8",
                "0000:06:00.00", "0000:06:20.0", "0000:06:00.0 ", " 0000:06:00.0", "0000:06:00.0\n",
                "0000.06.00.0", "0000:06.00.0", "0000:06:00:0", "0000-06-00.0", "000g:06:00.0",
                "0000:0g:00.0", "0000:06:00.g", "100000000:06:00.0", "0000::06:00.0", ":06:00.0",
                "0x0000:06:00.0", "0000:06:00.-1", "pci_0000_06_00_0", "0000:006:00.0",
                "0000:06:000.0", "0000:06:00.0.0", "00000:06:00.0", "00000000:06:00.0",
                "0000:0A:00.0", "000D:06:00.0", "0000:06:1F.0", "01000:06:00.0" };
        struct pci_address address = { .domain = 4711 };

        for (size_t i = 0; i < ELEMENTS_OF(texts); i++)
                if (!CHECK(!pci_address_parse(texts[i], &address)))
                        CHECK_TEXT(texts[i], NULL);
        CHECK_INT(address.domain, 4711);
}

TEST(slot_text)
{
        const struct pci_address low = { .bus = 6, .function = 3 };
        const struct pci_address high = { UINT32_MAX, 0xff, 0x1f, 7 };
        char text[PCI_ADDRESS_TEXT_SIZE];

        CHECK_TEXT(pci_address_format_slot(&low, text), "0000:06:00");
        CHECK_TEXT(pci_address_format_slot(&high, text), "ffffffff:ff:1f");
}

TEST(order)
{
        static const struct pci_address ascending[] = {
                { 0, 0, 0, 0 },
                { 0, 0, 0, 7 },
                { 0, 0, 1, 0 },
                { 0, 0, 0x1f, 7 },
                { 0, 1, 0, 0 },
                { 0, 0xff, 0x1f, 7 },
                { 1, 0, 0, 0 },
                { 0xffff, 0xff, 0x1f, 7 },
                { 0x10000, 0, 0, 0 },
                { UINT32_MAX, 0xff, 0x1f, 7 },
        };

        for (size_t i = 1; i < ELEMENTS_OF(ascending); i++)
                CHECK(pci_address_key(&ascending[i - 1]) < pci_address_key(&ascending[i]));
        CHECK(pci_address_same_slot(&ascending[0], &ascending[1]));
        CHECK(!pci_address_same_slot(&ascending[1], &ascending[2]));
        CHECK(!pci_address_same_slot(&ascending[0], &ascending[4]));
        CHECK(!pci_address_same_slot(&ascending[0], &ascending[6]));
}

static const struct {
        const char *text;
        struct pci_address address;
        bool has_domain;
        bool has_function;
} selector_cases[] = {
        { "06:00.0", { 0, 6, 0, 0 }, false, true },
        { "06:00", { 0, 6, 0, 0 }, false, false },
        { "0000:06:00.0", { 0, 6, 0, 0 }, true, true },
        { "0000:06:00", { 0, 6, 0, 0 }, true, false },
        { "pci_0000_06_00_0", { 0, 6, 0, 0 }, true, true },
        { "pci_0000_06_00", { 0, 6, 0, 0 }, true, false },
        { "0A:1F.7", { 0, 0xa, 0x1f, 7 }, false, true },
        { "000D:0a:1F.7", { 0xd, 0xa, 0x1f, 7 }, true, true },
        { "10000:e1:00.0", { 0x10000, 0xe1, 0, 0 }, true, true },
        { "pci_10000_e1_00_0", { 0x10000, 0xe1, 0, 0 }, true, true },
        { "FFFFFFFF:ff:1f.7", { UINT32_MAX, 0xff, 0x1f, 7 }, true, true },
        { "pci_ffffffff_ff_1f_7", { UINT32_MAX, 0xff, 0x1f, 7 }, true, true },
        { "00000006:06:00", { 6, 6, 0, 0 }, true, false },
};

TEST(selector_accepted)
{
        for (size_t i = 0; i < ELEMENTS_OF(selector_cases); i++) {
                struct pci_selector selector;

                if (!CHECK(pci_selector_parse(selector_cases[i].text, &selector)) ||
                        !CHECK(same(&selector.address, &selector_cases[i].address)) ||
                        !CHECK_INT(selector.has_domain, selector_cases[i].has_domain) ||
                        !CHECK_INT(selector.has_function, selector_cases[i].has_function))
                        CHECK_TEXT(selector_cases[i].text, NULL);
        }
}

TEST(selector_refused)
{
        static const char *const texts[] = { "", "6:00.0", "06", "06:", "06:0", "06:00.", "06:00.8",
                "06:20.0", "06:00.0.", "06:00.00", "06:00 ", " 06:00", "06.00.0", "06_00_0",
                "06:00:0", "000:06:00.0", "0000:06:00:0", "0000:06.00.0", "0000:0600.0",
                "100000000:06:00.0", "pci_06_00_0", "pci_0000_06_00.0", "pci_0000:06:00.0",
                "pci_0000_06_00_", "pci_0000_06_00_8", "pci_0000_06_00_0_0", "pci0000_06_00_0",
                "pci_", "PCI_0000_06_00_0", "pci-0000:06:00.0", "0000_06_00_0", "0600:00.0",
                "abcd.06:00.0", "10de:1f06", "-06:00.0", "0x06:00.0", "*:06:00.0", "06:00.*",
                "card0", "\xef\xbc\x90:00.0" };
        struct pci_selector selector = { .address.domain = 4711 };

        for (size_t i = 0; i < ELEMENTS_OF(texts); i++)
                if (!CHECK(!pci_selector_parse(texts[i], &selector)))
                        CHECK_TEXT(texts[i], NULL);
        CHECK_INT(selector.address.domain, 4711);
}

/* Every form of many addresses means that address, and its own only. */
TEST(selector_round_trips)
{
        static const uint32_t domains[] = { 0, 1, 0xffff, 0x10000, 0x1234567, UINT32_MAX };

        for (size_t d = 0; d < ELEMENTS_OF(domains); d++)
                for (unsigned rest = 0; rest < 0x10000; rest += 37) {
                        const struct pci_address address = { domains[d], (uint8_t)(rest >> 8),
                                rest >> 3 & 0x1f, rest & 7 };
                        const struct pci_address other = { domains[d], address.bus, address.device,
                                (address.function + 1) & 7 };
                        char text[PCI_ADDRESS_TEXT_SIZE];
                        char libvirt[40];
                        struct pci_selector selector;
                        struct pci_selector again;
                        struct pci_selector slot;

                        snprintf(libvirt, sizeof(libvirt), "pci_%04x_%02x_%02x_%x", address.domain,
                                address.bus, address.device & 0x1fU, address.function & 7U);
                        if (!CHECK(pci_selector_parse(
                                    pci_address_format(&address, text), &selector)) ||
                                !CHECK(pci_selector_parse(libvirt, &again)) ||
                                !CHECK(pci_selector_parse(
                                        pci_address_format_slot(&address, text), &slot)) ||
                                !CHECK(same(&selector.address, &address)) ||
                                !CHECK(same(&again.address, &address)) ||
                                !CHECK(pci_selector_matches(&selector, &address)) ||
                                !CHECK(!pci_selector_matches(&selector, &other)) ||
                                !CHECK(pci_selector_matches(&slot, &address)) ||
                                !CHECK(pci_selector_matches(&slot, &other)))
                                return;
                }
}

TEST(selector_without_domain_means_the_first)
{
        const struct pci_address here = { 0, 6, 0, 1 };
        const struct pci_address elsewhere = { 1, 6, 0, 1 };
        struct pci_selector selector;

        CHECK(pci_selector_parse("06:00", &selector));
        CHECK(pci_selector_matches(&selector, &here));
        CHECK(!pci_selector_matches(&selector, &elsewhere));
}
