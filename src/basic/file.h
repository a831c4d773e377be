/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "basic/problem.h"

/* A file on its way: written under a temporary name in the folder where it shall stand, and there
 * under its own name only when it is whole. Whatever happens in between, even a power cut, a reader
 * finds the old file or the new one (rename(2); the folder is synced because the rename lives
 * there). */
struct new_file {
        int directory_fd;
        int fd; /* write here */
        char temporary_name[40];
};

#define NEW_FILE_NONE \
        { \
                .directory_fd = -EBADF, .fd = -EBADF \
        }

/* Begins a file in the folder DIRECTORY_FD, which the caller keeps open. */
int new_file_begin(int directory_fd, mode_t mode, struct new_file *ret, struct problem *reterr);
/* Syncs and gives it the name NAME. With REPLACE false an existing NAME stays, and -EEXIST is
 * returned. The file is closed in either case. */
int new_file_commit(struct new_file *file, const char *name, bool replace, struct problem *reterr);
/* Throws away what was not committed. */
void new_file_abandon(struct new_file *file);

/* The three in one. */
int file_write_atomic(int directory_fd, const char *name, const void *data, size_t size,
        mode_t mode, bool replace, struct problem *reterr);
