/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-host.h"

/* Writes what the kernel of HOST would show, as plain files, below a folder: sys, proc, and the few
 * files of dev and etc that belong to it. The folder is empty before. Returns 0 or a negative
 * errno. */
int fake_tree_write(const struct fake_host *host, int directory_fd, struct problem *reterr);
