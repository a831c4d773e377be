/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "basic/problem.h"

/* One entry of a dump. */
struct dump_entry {
        enum dump_entry_kind {
                DUMP_FOLDER,
                DUMP_FILE,
                DUMP_LINK,
        } kind;
        const char *path;
        const char *data; /* content, or the text of a link */
        size_t size;
};

/* Writes entries as a compressed tar archive that says nothing about when and by whom it was made.
 */
int dump_archive_write(
        int fd, const struct dump_entry *entries, size_t n_entries, struct problem *reterr);
