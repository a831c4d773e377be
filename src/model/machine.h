/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "basic/arena.h"
#include "basic/problem.h"
#include "host/host.h"
#include "model/iommu.h"
#include "model/pci.h"

/* What to read beyond addresses, ids, classes and groups. A listing costs only what it shows. */
enum machine_fields {
        MACHINE_DRIVER = 1 << 0,
        MACHINE_REVISION = 1 << 1,
        MACHINE_TREE = 1 << 2,   /* which bridge is above which function */
        MACHINE_DETAIL = 1 << 3, /* struct pci_detail */
        MACHINE_GROUPS = 1 << 4, /* type and reserved regions of groups */

        MACHINE_ALL = (1 << 5) - 1,
};

/* What a host showed at one moment. Plain data: nothing in it refers to the host. */
struct machine {
        struct pci_function *functions; /* in the order of their addresses */
        size_t n_functions;
        struct iommu_group *groups; /* in the order of their numbers */
        size_t n_groups;

        struct problem_list problems; /* something could not be read: the picture has a hole */
        struct problem_list notes;    /* worth saying; the picture is right */
        struct arena arena;
};

/* Reads it. Fails only when there is nothing to show: no sysfs, no memory. What is wrong with one
 * device goes to `problems`, and the rest is there.
 *
 * Never reads `config` (that wakes a sleeping card), nor `uevent`, `driver_override` and
 * `sriov_numvfs` (they take the device's lock, so they hang for as long as a driver hangs in its
 * remove function). */
int machine_read(struct host *host, unsigned fields, struct machine **ret,
        struct problem *reterr) MUST_CHECK;

/* Takes NULL. */
void machine_free(struct machine *machine);

/* Index of the function at ADDRESS, or PCI_NO_FUNCTION. */
size_t machine_find(const struct machine *machine, const struct pci_address *address);

/* The group with that number, or NULL. */
const struct iommu_group *machine_group(const struct machine *machine, int number);

/* Whether any group isolates anything. */
bool machine_has_iommu(const struct machine *machine);
