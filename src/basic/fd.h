/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Closes FD if it is one (not negative). Keeps errno, so that it can stand on an error path. */
void fd_close(int fd);

/* Reads until SIZE bytes are there or the file ends. Returns the number of bytes, or a negative
 * errno. Interrupted and short reads are continued. */
ssize_t fd_read_full(int fd, void *buffer, size_t size);

/* Writes all SIZE bytes. Returns 0 or a negative errno. */
int fd_write_full(int fd, const void *data, size_t size);

/* openat2(2) with RESOLVE as its rules for links, asking again where the kernel wants to be: EAGAIN
 * says that something was renamed or mounted anywhere on the machine while a ".." was walked, so
 * that it could not be sure of it. A descriptor, or a negative errno. */
int fd_open_confined(int folder, const char *path, int flags, uint64_t resolve);
