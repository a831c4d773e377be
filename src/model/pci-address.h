/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Where a PCI function sits. A domain can be wider than 16 bits: the Volume Management Device of
 * Intel counts from 10000 (drivers/pci/controller/vmd.c). */
struct pci_address {
        uint32_t domain;
        uint8_t bus;
        uint8_t device;   /* 0 to 1f: the slot */
        uint8_t function; /* 0 to 7 */
};

/* Room for "ffffffff:ff:1f.7" and its end. */
#define PCI_ADDRESS_TEXT_SIZE 20

/* As sysfs writes it, "0000:06:00.0", and no other spelling of the same: so two names are never one
 * address. False: it is none. */
bool pci_address_parse(const char *text, struct pci_address *ret);

/* The reverse. Returns BUFFER, for use inside an argument list. */
const char *pci_address_format(
        const struct pci_address *address, char buffer[PCI_ADDRESS_TEXT_SIZE]);
/* The same without the function: "0000:06:00". */
const char *pci_address_format_slot(
        const struct pci_address *address, char buffer[PCI_ADDRESS_TEXT_SIZE]);

/* One number that orders addresses: domain, bus, device, function. */
uint64_t pci_address_key(const struct pci_address *address);
bool pci_address_same_slot(const struct pci_address *a, const struct pci_address *b);

/* What people write: "06:00.0", "0000:06:00.0", libvirt's "pci_0000_06_00_0", and all of them
 * without the function for the whole slot. */
struct pci_selector {
        struct pci_address address;
        bool has_domain; /* otherwise 0 */
        bool has_function;
};

bool pci_selector_parse(const char *text, struct pci_selector *ret);
bool pci_selector_matches(const struct pci_selector *selector, const struct pci_address *address);
