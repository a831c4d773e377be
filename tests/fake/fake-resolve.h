/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-host.h"

/* When all lines of a host are read: sorts it, finds what its lines name in each other, and what
 * follows from that. 0, -EINVAL with a problem, or -ENOMEM. */
int fake_resolve(struct fake_host *host, struct problem *reterr);
