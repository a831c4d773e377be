// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "basic/macro.h"
#include "model/pci.h"
#include "tests/unit/test.h"

static const char good[] = "pci:v000010DEd00001F06sv00001462sd00003756bc03sc00i01";

TEST(modalias)
{
        struct pci_function function = {};

        if (!CHECK(pci_parse_modalias(good, &function)))
                return;
        CHECK_INT(function.vendor, 0x10de);
        CHECK_INT(function.device, 0x1f06);
        CHECK_INT(function.subsystem_vendor, 0x1462);
        CHECK_INT(function.subsystem_device, 0x3756);
        CHECK_INT(function.class_code, 0x030001);
        CHECK_INT(pci_class(&function), 0x0300);
        CHECK_INT(pci_base_class(&function), 0x03);
        CHECK(pci_parse_modalias(
                "pci:v00008086dFFFFFFFFsv00000000sd00000000bcFFscFFiFF", &function));
        CHECK_INT(function.device, 0xffff);
        CHECK_INT(function.class_code, 0xffffff);
}

/* Cut at any place, and with any byte replaced by one that is no digit, it is none and changes
 * nothing. */
TEST(modalias_damaged)
{
        for (size_t i = 0; i < strlen(good); i++) {
                struct pci_function function = { .vendor = 7, .class_code = 8 };
                char text[sizeof(good)];

                memcpy(text, good, sizeof(good));
                text[i] = '\0';
                CHECK(!pci_parse_modalias(text, &function));
                memcpy(text, good, sizeof(good));
                text[i] = '*';
                CHECK(!pci_parse_modalias(text, &function));
                CHECK_INT(function.vendor, 7);
                CHECK_INT(function.class_code, 8);
        }
}

TEST(modalias_near_misses)
{
        static const char *const texts[] = {
                "pci:v000010DEd00001F06sv00001462sd00003756bc03sc00i010",
                "pci:v000010DEd00001F06sv00001462sd00003756bc03sc00i01\n",
                " pci:v000010DEd00001F06sv00001462sd00003756bc03sc00i01",
                "PCI:v000010DEd00001F06sv00001462sd00003756bc03sc00i01",
                "pci:v10DEd1F06sv1462sd3756bc03sc00i01",
                "usb:v046DpC31Cd6402dc00dsc00dp00ic03isc01ip01in00",
        };
        struct pci_function function = {};

        for (size_t i = 0; i < ELEMENTS_OF(texts); i++)
                CHECK(!pci_parse_modalias(texts[i], &function));
}

TEST(kinds)
{
        static const struct {
                uint16_t vendor, device;
                uint32_t class_code;
                bool bridge, display, bmc;
        } cases[] = {
                { 0x10de, 0x1f06, 0x030000, false, true, false },
                { 0x10de, 0x1f06, 0x030200, false, true, false },
                { 0x8086, 0x3e9b, 0x038000, false, true, false },
                { 0x1002, 0x74a1, 0x120000, false, true, false },
                { 0x1002, 0x74a1, 0x120100, false, false, false },
                { 0x10de, 0x10f8, 0x040300, false, false, false },
                { 0x1022, 0x1480, 0x060000, true, false, false },
                { 0x1022, 0x1483, 0x060400, true, false, false },
                { 0x1022, 0x1483, 0x060401, true, false, false },
                { 0x104c, 0xac56, 0x060700, true, false, false },
                { 0x3388, 0x0021, 0x060940, true, false, false },
                { 0x8086, 0xa082, 0x060100, false, false, false },
                { 0x10de, 0x1af1, 0x068000, false, false, false },
                { 0x1a03, 0x2000, 0x030000, false, true, true },
                { 0x1a03, 0x1150, 0x060400, true, false, false },
                { 0x102b, 0x0534, 0x030000, false, true, true },
                { 0x102b, 0x0525, 0x030000, false, true, true },
                { 0x102b, 0x0519, 0x030000, false, true, false },
                { 0x102b, 0x2537, 0x030000, false, true, false },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                const struct pci_function function = { .vendor = cases[i].vendor,
                        .device = cases[i].device,
                        .class_code = cases[i].class_code };

                if (!CHECK_INT(pci_is_bridge(&function), cases[i].bridge) ||
                        !CHECK_INT(pci_is_display(&function), cases[i].display) ||
                        !CHECK_INT(pci_is_bmc_display(&function), cases[i].bmc))
                        CHECK_INT(cases[i].class_code, -1);
        }
}
