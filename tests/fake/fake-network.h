/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-files.h"
#include "tests/fake/fake-host.h"

/* Network interfaces and routes: sys/class/net, proc/net/route, proc/net/ipv6_route. */
void fake_network_write(struct fake_files *files, const struct fake_host *host);
