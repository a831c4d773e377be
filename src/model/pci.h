/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/pci-address.h"

/* Class codes (PCI Code and ID Assignment Specification): base class, sub-class, interface. */
enum pci_class {
        PCI_CLASS_HOST_BRIDGE = 0x0600,
        PCI_CLASS_PCI_BRIDGE = 0x0604,
        PCI_CLASS_CARDBUS_BRIDGE = 0x0607,
        PCI_CLASS_SEMI_TRANSPARENT_BRIDGE = 0x0609,
        PCI_CLASS_VGA = 0x0300,
        PCI_CLASS_3D = 0x0302,
        PCI_CLASS_ACCELERATOR = 0x1200,
};

enum pci_base_class {
        PCI_BASE_STORAGE = 0x01,
        PCI_BASE_NETWORK = 0x02,
        PCI_BASE_DISPLAY = 0x03,
};

enum pci_vendor {
        PCI_VENDOR_MATROX = 0x102b,
        PCI_VENDOR_ASPEED = 0x1a03,
};

#define PCI_NO_GROUP    (-1)
#define PCI_NO_FUNCTION SIZE_MAX

/* What a listing does not show and `show` does. Text is NULL, and a number negative, where the
 * kernel gives none. */
struct pci_detail {
        const char *link_speed; /* "8.0 GT/s PCIe" */
        const char *link_width; /* "16" */
        const char *link_speed_max;
        const char *link_width_max;
        const char *power_state;    /* D0, D1, D2, D3hot, D3cold, unknown */
        const char *runtime_status; /* active, suspended, ... */
        int boot_vga;               /* 0, 1 */
        int numa_node;
        int sriov_total;
        size_t virtual_functions; /* how many are there now */
        size_t physical_function; /* index of the function whose virtual one this is */
};

/* One PCI function. Lives in a struct machine, and refers to others there by index. */
struct pci_function {
        struct pci_address address;
        uint16_t vendor;
        uint16_t device;
        uint16_t subsystem_vendor;
        uint16_t subsystem_device;
        uint32_t class_code; /* 0xCCSSPP */
        bool has_ids;        /* false: the kernel's text for ids and class was damaged */
        uint8_t revision;
        int group;          /* IOMMU group, or PCI_NO_GROUP */
        size_t parent;      /* index of the bridge above, or PCI_NO_FUNCTION on a root bus */
        const char *driver; /* NULL: none */
        struct pci_detail detail;
};

/* The order of a machine's functions, for qsort() and bsearch(): that of their addresses. */
int pci_compare(const void *a, const void *b);

/* Base class and sub-class: 0x0300. */
static inline uint16_t pci_class(const struct pci_function *function)
{
        return (uint16_t)(function->class_code >> 8);
}

static inline uint8_t pci_base_class(const struct pci_function *function)
{
        return (uint8_t)(function->class_code >> 16);
}

/* A bridge that leads to other functions, or to the processor: it stays with the host, and vfio-pci
 * refuses it (drivers/vfio/pci/vfio_pci_core.c: header type). An NVSwitch (0680) or an ISA bridge
 * (0601) is none in this sense: it is an endpoint. */
bool pci_is_bridge(const struct pci_function *function);

/* A display controller of any kind, or an accelerator: what makes a card. */
bool pci_is_display(const struct pci_function *function);

/* Whether it is a virtual function (SR-IOV). */
static inline bool pci_is_virtual(const struct pci_function *function)
{
        return function->detail.physical_function != PCI_NO_FUNCTION;
}

/* A small display device of a server's management controller: it shows the remote console. */
bool pci_is_bmc_display(const struct pci_function *function);

/* Reads the ids and the class out of "pci:v000010DEd00001F08sv...sd...bc03sc00i00". */
bool pci_parse_modalias(const char *text, struct pci_function *function);
