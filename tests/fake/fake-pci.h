/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-files.h"
#include "tests/fake/fake-host.h"

/* The PCI functions, their drivers and IOMMU groups: sys/devices/pci*, sys/bus/pci, sys/module,
 * sys/kernel/iommu_groups. */
void fake_pci_write(struct fake_files *files, const struct fake_host *host);
