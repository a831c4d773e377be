/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "host/host.h"
#include "model/machine.h"
#include "tests/unit/scratch.h"

/* A host that is told in the words of tests/machines/README.md, made as a tree and opened:
 *
 *     _cleanup_made_ struct made_host made = MADE_HOST_NONE;
 *
 *     if (!made_host_begin(&made, "function 01:00.0 0300 10de:1f06 group 1\n"))
 *             return;
 */
struct made_host {
        struct scratch scratch;
        struct host *host;
        struct machine *machine;
};

#define MADE_HOST_NONE \
        { \
                .scratch = SCRATCH_NONE \
        }
#define _cleanup_made_ _cleanup_(made_host_done)

/* Only `host`. A check that fails says why. */
bool made_host_begin(struct made_host *made, const char *text);
/* With the `machine`, everything of it read. */
bool made_host_read(struct made_host *made, const char *text);
void made_host_done(struct made_host *made);

/* Index of the function with that address, which the test knows to be there. */
size_t made_host_index(const struct made_host *made, const char *address);
