/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "basic/problem.h"

/* The machine, as an object. Everything that gpulend knows of the outside goes through it, and
 * every path here is relative to its root: "sys/bus/pci/devices". The root is "/" on this machine;
 * with
 * --sysroot it is a folder or an unpacked dump, and then no path and no link leads out of it
 * (openat2(2), RESOLVE_IN_ROOT: an absolute link starts at the root, ".." stops there). */
struct host;

/* Opens this machine (SYSROOT NULL), a folder, or a file that `gpulend dump` wrote. */
int host_open(const char *sysroot, struct host **ret, struct problem *reterr) MUST_CHECK;
/* Closes it and removes what was unpacked. Takes NULL. */
void host_close(struct host *host);

/* Whether it is a recording that may come from anyone, made by whatever program. */
bool host_is_dump(const struct host *host);

/* Whether it is the machine that the program runs on. */
bool host_is_this_machine(const struct host *host);

/* The file system's own view of a path: a descriptor, or a negative errno. */
int host_open_file(struct host *host, const char *path);
int host_open_folder(struct host *host, const char *path);
bool host_has(struct host *host, const char *path);

/* A folder below an open one: PATH is the path of FOLDER, NAME a path below it. On this machine the
 * kernel walks only NAME; under a foreign root it must walk all of it, to see every link. */
int host_open_folder_in(struct host *host, int folder, const char *path, const char *name);

/* A path that names an open file, for libraries that take only paths. Returns BUFFER. */
#define HOST_FD_PATH_SIZE 32
const char *host_fd_path(int fd, char buffer[HOST_FD_PATH_SIZE]);

/* Whether a path may be walked without a look at the links in it: this machine's own, and not while
 * recording, where every file is told by its real path. */
bool host_is_plain(const struct host *host);

/* The attribute NAME, which may be a path but leads through no link, in a folder that
 * host_open_folder() opened: its text without the line end. Returns the length, or a negative
 * errno: -EFBIG when it is longer than the buffer. A NUL byte in it counts as garbage: -EBADMSG. */
ssize_t host_read_attribute(
        struct host *host, int folder, const char *name, char *buffer, size_t size);

/* The text of the link NAME in an open folder; nothing is followed. Returns the length, or a
 * negative errno: -EINVAL for what is no link, -ENAMETOOLONG when it is longer than the buffer. */
ssize_t host_read_link(struct host *host, int folder, const char *name, char *buffer, size_t size);

/* A whole file, with a NUL behind it that does not count; *RET is the caller's to free. -EFBIG when
 * it is longer than LIMIT bytes. */
int host_read_file(struct host *host, const char *path, size_t limit, char **ret, size_t *ret_size);

/* Goes through a folder:
 *     folder_begin(&reader, fd);
 *     while ((name = folder_next(host, &reader)))
 * "." and ".." are left out. At the end reader.error is 0 or a negative errno. Raw getdents64(2),
 * with a buffer that can be used again, because there is a folder for every IOMMU group and
 * opendir(3) costs two system calls and an allocation more for each. */
struct folder_reader {
        int fd;
        int error;
        size_t position;
        size_t length;
        _Alignas(8) char buffer[16384];
};
void folder_begin(struct folder_reader *reader, int fd);
const char *folder_next(struct host *host, struct folder_reader *reader);

/* What `gpulend dump` is made of: from here on, everything that is read is told to RECORDER with
 * its real path (links resolved), so that a dump holds exactly what the reading commands read. */
enum record_kind {
        RECORD_FOLDER,
        RECORD_FILE,
        RECORD_LINK,
};
typedef void (*host_recorder)(
        void *context, enum record_kind kind, const char *path, const void *data, size_t size);
int host_record(struct host *host, host_recorder recorder, void *context);
