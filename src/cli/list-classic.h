/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "cli/list-columns.h"

/* What the loops of the guides print, for notes and scripts that know it: for each group, in
 * numeric order, "IOMMU Group 13:" and a line of `lspci -nns` behind a tab for each device; or,
 * FLAT, all in one line. Like the loops it shows everything that has a folder in iommu_groups: a
 * group of vfio's mode without an IOMMU too, and a line without text for a device that lspci does
 * not know. */
void list_classic(FILE *file, const struct list_context *context, bool flat);
