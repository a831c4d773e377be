/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A folder of a test's own, which goes away with the variable:
 *
 *     _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
 *
 *     if (!scratch_begin(&scratch))
 *             return;
 */
struct scratch {
        char path[64];
        int fd;
};

#define SCRATCH_NONE \
        { \
                .fd = -EBADF \
        }
#define _cleanup_scratch_ _cleanup_(scratch_done)

/* A check that fails says why. */
bool scratch_begin(struct scratch *scratch);
void scratch_done(struct scratch *scratch);

/* Each makes the folders above, and fails the test if it cannot. */
void scratch_file(const struct scratch *scratch, const char *path, const char *text);
void scratch_link(const struct scratch *scratch, const char *path, const char *target);
void scratch_folder(const struct scratch *scratch, const char *path);

/* What a file says; valid until the next call. NULL: there is none. */
const char *scratch_text(const struct scratch *scratch, const char *path);

/* How many entries the folder PATH has; "." is the scratch folder itself. */
size_t scratch_count(const struct scratch *scratch, const char *path);
