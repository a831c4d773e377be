/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-files.h"
#include "tests/fake/fake-host.h"

/* Disks, partitions and what is mapped above them, and who uses them: sys/class/block, sys/block,
 * sys/dev/block, dev/mapper, proc/self/mountinfo, proc/swaps. */
void fake_block_write(struct fake_files *files, const struct fake_host *host);
