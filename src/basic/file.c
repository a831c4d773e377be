// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basic/cleanup.h"

int new_file_begin(int directory_fd, mode_t mode, struct new_file *ret, struct problem *reterr)
{
        struct new_file file = { .directory_fd = directory_fd };

        do {
                uint64_t random;

                if (getrandom(&random, sizeof(random), 0) != sizeof(random))
                        return problem_set(
                                reterr, EIO, NULL, NULL, "The kernel gives no random number");
                snprintf(file.temporary_name, sizeof(file.temporary_name),
                        ".gpulend-%016" PRIx64 ".new", random);
                file.fd = openat(directory_fd, file.temporary_name,
                        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        } while (file.fd < 0 && errno == EEXIST);
        if (file.fd < 0)
                return problem_set(reterr, errno, NULL, NULL, "The file cannot be written: %s",
                        strerror(errno));
        *ret = file;
        return 0;
}

static int sync_and_name(struct new_file *file, const char *name, bool replace)
{
        int folder = file->directory_fd;

        if (fsync(file->fd) < 0)
                return -errno;
        /* A link instead of a rename where an old file shall stay: every file system that has links
         * refuses it, while RENAME_NOREPLACE is unknown to some (NFS, for one). */
        if (!replace && linkat(folder, file->temporary_name, folder, name, 0) < 0)
                return -errno;
        if (replace) {
                if (renameat(folder, file->temporary_name, folder, name) < 0)
                        return -errno;
                file->temporary_name[0] = '\0';
        }
        return fsync(folder) < 0 ? -errno : 0;
}

int new_file_commit(struct new_file *file, const char *name, bool replace, struct problem *reterr)
{
        int r = sync_and_name(file, name, replace);

        new_file_abandon(file);
        if (r == -EEXIST)
                return problem_set(reterr, EEXIST, name, NULL, "%s exists already", name);
        if (r < 0)
                return problem_set(
                        reterr, -r, name, NULL, "%s cannot be written: %s", name, strerror(-r));
        return 0;
}

void new_file_abandon(struct new_file *file)
{
        fd_close(TAKE_FD(file->fd));
        if (file->temporary_name[0])
                unlinkat(file->directory_fd, file->temporary_name, 0);
        file->temporary_name[0] = '\0';
}

int file_write_atomic(int directory_fd, const char *name, const void *data, size_t size,
        mode_t mode, bool replace, struct problem *reterr)
{
        _cleanup_(new_file_abandon) struct new_file file = NEW_FILE_NONE;
        int r = new_file_begin(directory_fd, mode, &file, reterr);

        if (r < 0)
                return r;
        r = fd_write_full(file.fd, data, size);
        if (r < 0)
                return problem_set(
                        reterr, -r, name, NULL, "%s cannot be written: %s", name, strerror(-r));
        return new_file_commit(&file, name, replace, reterr);
}
