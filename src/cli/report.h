/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cli/command.h"
#include "model/machine.h"

/* Tells on standard error what could not be read, what is worth noting, and, where no IOMMU is at
 * work, why. Returns what the reading commands exit with: EXIT_FAILED when the picture has a hole.
 */
enum exit_code report_reading(struct session *session, const struct machine *machine);
