/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "basic/macro.h"

/* A range of addresses that a device may not be given for its memory
 * (iommu_groups/N/reserved_regions). */
struct iommu_region {
        uint64_t start;
        uint64_t end;
        const char *type; /* direct, direct-relaxable, reserved, msi */
};

/* The smallest set of devices that can be given away. Lives in a struct machine. */
struct iommu_group {
        unsigned number;
        /* vfio gives a group of this kind to a device that has none, in its unsafe mode without an
         * IOMMU (drivers/vfio/group.c). It isolates nothing and does not count. */
        bool is_noiommu;
        const size_t *members; /* indices of functions, in the order of their addresses */
        size_t n_members;
        const char *
                *others; /* members that are no PCI functions of this machine: platform devices */
        size_t n_others;

        /* Only when asked for. */
        const char *type; /* DMA, DMA-FQ, identity, blocked, unmanaged; NULL: unknown */
        const struct iommu_region *regions;
        size_t n_regions;
};

/* The order of a machine's groups, for qsort() and bsearch(): that of their numbers. */
static inline int iommu_compare(const void *a, const void *b)
{
        return COMPARE(
                ((const struct iommu_group *)a)->number, ((const struct iommu_group *)b)->number);
}

/* Why there are no groups, from what the kernel and the firmware show. */
enum iommu_state {
        IOMMU_WORKS,
        IOMMU_OFF_IN_KERNEL,   /* the firmware describes one (ACPI table DMAR, IVRS or VIOT) */
        IOMMU_OFF_IN_FIRMWARE, /* no such table */
};

struct host;
struct machine;
struct problem;

enum iommu_state iommu_find_state(struct host *host, const struct machine *machine);
/* A sentence and a remedy for a state that is not IOMMU_WORKS. */
void iommu_explain(struct host *host, enum iommu_state state, struct problem *ret);
