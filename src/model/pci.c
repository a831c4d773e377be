// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/pci.h"

#include <string.h>

#include "basic/macro.h"
#include "basic/parse.h"
#include "basic/text.h"

int pci_compare(const void *a, const void *b)
{
        return COMPARE(pci_address_key(&((const struct pci_function *)a)->address),
                pci_address_key(&((const struct pci_function *)b)->address));
}

bool pci_is_bridge(const struct pci_function *function)
{
        static const uint16_t bridges[] = {
                PCI_CLASS_HOST_BRIDGE,
                PCI_CLASS_PCI_BRIDGE,
                PCI_CLASS_CARDBUS_BRIDGE,
                PCI_CLASS_SEMI_TRANSPARENT_BRIDGE,
        };

        for (size_t i = 0; i < ELEMENTS_OF(bridges); i++)
                if (pci_class(function) == bridges[i])
                        return true;
        return false;
}

bool pci_is_display(const struct pci_function *function)
{
        return pci_base_class(function) == PCI_BASE_DISPLAY ||
                pci_class(function) == PCI_CLASS_ACCELERATOR;
}

bool pci_is_bmc_display(const struct pci_function *function)
{
        /* ASPEED makes nothing else that shows a picture; Matrox makes real cards too, and its
         * server parts (G200e, eW, eH, eR, SE) have device ids from 0520 to 0538. */
        return pci_is_display(function) &&
                (function->vendor == PCI_VENDOR_ASPEED ||
                        (function->vendor == PCI_VENDOR_MATROX && function->device >= 0x0520 &&
                                function->device <= 0x053f));
}

/* drivers/pci/pci-sysfs.c:modalias_show writes ids as %08X and the class as %02X each. */
bool pci_parse_modalias(const char *text, struct pci_function *function)
{
        static const struct {
                const char *mark;
                unsigned digits;
        } parts[] = {
                { "pci:v", 8 },
                { "d", 8 },
                { "sv", 8 },
                { "sd", 8 },
                { "bc", 2 },
                { "sc", 2 },
                { "i", 2 },
        };
        uint32_t values[ELEMENTS_OF(parts)];

        for (size_t i = 0; i < ELEMENTS_OF(parts); i++) {
                if (!text_starts_with(text, parts[i].mark))
                        return false;
                text += strlen(parts[i].mark);
                if (!parse_hex_digits(&text, parts[i].digits, &values[i]))
                        return false;
        }
        if (*text)
                return false;
        function->vendor = (uint16_t)values[0];
        function->device = (uint16_t)values[1];
        function->subsystem_vendor = (uint16_t)values[2];
        function->subsystem_device = (uint16_t)values[3];
        function->class_code = values[4] << 16 | values[5] << 8 | values[6];
        return true;
}
