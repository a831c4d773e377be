/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-files.h"
#include "tests/fake/fake-host.h"

/* What a person sits at: sys/class/drm, sys/class/input, sys/class/sound. */
void fake_seat_write(struct fake_files *files, const struct fake_host *host);
