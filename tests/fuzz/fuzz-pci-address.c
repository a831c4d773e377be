// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "model/pci-address.h"
#include "tests/fuzz/fuzz.h"

/* What is an address formats to the same text, and is a selector of just itself. */
static void check_address(const char *text, const struct pci_address *address)
{
        char formatted[PCI_ADDRESS_TEXT_SIZE];
        struct pci_selector selector;

        MUST(text_equals(pci_address_format(address, formatted), text));
        MUST(pci_selector_parse(text, &selector));
        MUST(selector.has_domain && selector.has_function);
        MUST(pci_selector_matches(&selector, address));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_free_ char *text = fuzz_text(data, size);
        struct pci_address address;
        struct pci_selector selector;
        char formatted[PCI_ADDRESS_TEXT_SIZE];

        if (!text)
                return 0;
        if (pci_address_parse(text, &address))
                check_address(text, &address);
        if (pci_selector_parse(text, &selector)) {
                MUST(selector.address.device < 32 && selector.address.function < 8);
                MUST(pci_selector_matches(&selector, &selector.address));
                pci_address_format(&selector.address, formatted);
                MUST(pci_address_parse(formatted, &address));
                MUST(pci_address_key(&address) == pci_address_key(&selector.address));
        }
        return 0;
}
