/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <errno.h>
#include <stddef.h>

#include "basic/problem.h"

/* Makes many files below one folder. After the first failure everything does nothing, so that the
 * caller looks once, at the end. All paths are relative to the root and begin without a slash.
 * Nothing is overwritten, except by the fake_files_replace... functions. */
struct fake_files {
        int root_fd;   /* the caller's */
        int folder_fd; /* of the current folder */
        char *folder;  /* its path */
        int error;     /* 0 or a negative errno: the first failure */
        struct problem *reterr;
};

#define FAKE_FILES_AT(root, problem) \
        { \
                .root_fd = (root), .folder_fd = -EBADF, .reterr = (problem) \
        }

/* mkdir -p and cd: makes a folder, if need be, the current one. */
void fake_files_enter(struct fake_files *files, const char *format, ...) FORMAT_LIKE_PRINTF(2, 3);

/* A file in the current folder; NAME may lead into folders below, which are made. */
void fake_files_text(struct fake_files *files, const char *name, const char *format, ...)
        FORMAT_LIKE_PRINTF(3, 4);
void fake_files_bytes(struct fake_files *files, const char *name, const void *data, size_t size);

/* A folder below the current one, which stays the current. */
void fake_files_folder(struct fake_files *files, const char *name);

/* A link NAME in the current folder to TARGET, a path, as short as sysfs makes it
 * ("../../../bus/pci"; fs/kernfs/symlink.c, kernfs_get_target_path()). */
void fake_files_link(struct fake_files *files, const char *name, const char *format, ...)
        FORMAT_LIKE_PRINTF(3, 4);

/* The other way round: a link to the current folder in another one, which is made. NAME may be
 * NULL: the name of the current folder. */
void fake_files_link_back(struct fake_files *files, const char *name, const char *format, ...)
        FORMAT_LIKE_PRINTF(3, 4);

/* A failure of the caller's own. */
void fake_files_fail(struct fake_files *files, int error);

/* These go through links on the way, but never out of the root. They return 0 or a negative errno,
 * make parents, and take away what stands there, if it is no folder. */
int fake_files_replace(int root_fd, const char *path, const void *data, size_t size);
int fake_files_replace_link(int root_fd, const char *path, const char *target);
int fake_files_make_folder(int root_fd, const char *path);
/* -EISDIR for a folder. */
int fake_files_delete(int root_fd, const char *path);

/* Says the first failure, if any, and closes. */
int fake_files_finish(struct fake_files *files);
