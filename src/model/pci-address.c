// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/pci-address.h"

#include <string.h>

#include "basic/parse.h"
#include "basic/text.h"

static bool take(const char **cursor, char wanted)
{
        if (**cursor != wanted)
                return false;
        (*cursor)++;
        return true;
}

/* "06:00" and ".0" behind it where FUNCTION_MARK is there. */
static bool take_slot(const char **cursor, char mark, struct pci_address *address)
{
        uint32_t bus;
        uint32_t device;

        if (!parse_hex_digits(cursor, 2, &bus) || !take(cursor, mark) ||
                !parse_hex_digits(cursor, 2, &device) || device > 0x1f)
                return false;
        address->bus = (uint8_t)bus;
        address->device = (uint8_t)device;
        return true;
}

static bool take_function(const char **cursor, struct pci_address *address)
{
        uint32_t function;

        if (!parse_hex_digits(cursor, 1, &function) || function > 7)
                return false;
        address->function = (uint8_t)function;
        return true;
}

/* Four to eight digits, as "%04x" writes a number of 32 bits. */
static bool take_domain(const char **cursor, char mark, uint32_t *ret)
{
        size_t digits = strspn(*cursor, "0123456789abcdefABCDEF");

        return digits >= 4 && digits <= 8 && parse_hex_digits(cursor, (unsigned)digits, ret) &&
                take(cursor, mark);
}

bool pci_address_parse(const char *text, struct pci_address *ret)
{
        const char *whole = text;
        struct pci_address address = {};
        char canonical[PCI_ADDRESS_TEXT_SIZE];

        if (!take_domain(&text, ':', &address.domain) || !take_slot(&text, ':', &address) ||
                !take(&text, '.') || !take_function(&text, &address) || *text ||
                !text_equals(pci_address_format(&address, canonical), whole))
                return false;
        *ret = address;
        return true;
}

static char *put_slot(char *to, const struct pci_address *address)
{
        unsigned digits = 4;

        while (digits < 8 && address->domain >> (4 * digits))
                digits++;
        to = text_put_hex(to, address->domain, digits);
        *to++ = ':';
        to = text_put_hex(to, address->bus, 2);
        *to++ = ':';
        return text_put_hex(to, address->device & 0x1f, 2);
}

const char *pci_address_format(
        const struct pci_address *address, char buffer[PCI_ADDRESS_TEXT_SIZE])
{
        char *end = put_slot(buffer, address);

        *end++ = '.';
        end = text_put_hex(end, address->function & 7, 1);
        *end = '\0';
        return buffer;
}

const char *pci_address_format_slot(
        const struct pci_address *address, char buffer[PCI_ADDRESS_TEXT_SIZE])
{
        *put_slot(buffer, address) = '\0';
        return buffer;
}

uint64_t pci_address_key(const struct pci_address *address)
{
        return (uint64_t)address->domain << 16 | (uint64_t)address->bus << 8 |
                (uint64_t)address->device << 3 | address->function;
}

bool pci_address_same_slot(const struct pci_address *a, const struct pci_address *b)
{
        return pci_address_key(a) >> 3 == pci_address_key(b) >> 3;
}

bool pci_selector_parse(const char *text, struct pci_selector *ret)
{
        bool libvirt = text_starts_with(text, "pci_");
        struct pci_selector selector = {};
        const char *cursor = text + (libvirt ? 4 : 0);
        char mark = libvirt ? '_' : ':';

        selector.has_domain = take_domain(&cursor, mark, &selector.address.domain);
        if ((libvirt && !selector.has_domain) || !take_slot(&cursor, mark, &selector.address))
                return false;
        if (take(&cursor, libvirt ? '_' : '.')) {
                selector.has_function = true;
                if (!take_function(&cursor, &selector.address))
                        return false;
        }
        if (*cursor)
                return false;
        *ret = selector;
        return true;
}

bool pci_selector_matches(const struct pci_selector *selector, const struct pci_address *address)
{
        return selector->has_function
                ? pci_address_key(&selector->address) == pci_address_key(address)
                : pci_address_same_slot(&selector->address, address);
}
