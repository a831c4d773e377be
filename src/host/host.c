// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "host/unpack.h"

struct host {
        int root;
        bool this_machine;
        char *unpacked;   /* the folder that a dump was unpacked to */
        sigset_t signals; /* that were blocked before there was such a folder */

        host_recorder recorder;
        void *recorder_context;
        char *root_path; /* only while recording: what a real path begins with */
};

void host_close(struct host *host)
{
        if (!host)
                return;
        if (host->unpacked) {
                unpack_remove(host->unpacked);
                sigprocmask(SIG_SETMASK, &host->signals, NULL);
        }
        fd_close(host->root);
        free(host->unpacked);
        free(host->root_path);
        free(host);
}

DEFINE_CLEANUP(struct host *, host_close);

/* Ctrl-C, and a reader that has seen enough, wait until the unpacked dump is removed again: a
 * replay takes a fraction of a second. */
static void hold_signals(sigset_t *ret_before)
{
        sigset_t signals;

        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGHUP);
        sigaddset(&signals, SIGPIPE);
        sigprocmask(SIG_BLOCK, &signals, ret_before);
}

static int open_root(struct host *host, const char *sysroot, struct problem *reterr)
{
        _cleanup_fd_ int fd = -EBADF;
        struct stat status;
        int r;

        fd = open(sysroot, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (fd < 0 || fstat(fd, &status) < 0)
                return problem_set(reterr, errno, sysroot,
                        "--sysroot takes a folder, or a file that gpulend dump wrote",
                        "%s cannot be opened: %s", sysroot, strerror(errno));

        if (S_ISREG(status.st_mode)) {
                hold_signals(&host->signals);
                r = unpack_dump(fd, sysroot, &host->unpacked, reterr);
                if (r < 0) {
                        sigprocmask(SIG_SETMASK, &host->signals, NULL);
                        return r;
                }
                fd_close(fd);
                fd = open(host->unpacked, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        } else if (!S_ISDIR(status.st_mode)) {
                errno = ENOTDIR;
                fd_close(TAKE_FD(fd));
        }
        if (fd < 0)
                return problem_set(reterr, errno, sysroot,
                        "--sysroot takes a folder, or a file that gpulend dump wrote",
                        "%s cannot be used as a root: %s", sysroot, strerror(errno));
        host->root = TAKE_FD(fd);
        return 0;
}

/* One trial, so that a kernel without openat2 is told about once and not for every file. */
static int check_confinement(struct host *host, const char *sysroot, struct problem *reterr)
{
        _cleanup_fd_ int fd = host_open_folder(host, ".");

        if (fd >= 0)
                return 0;
        return problem_set(reterr, -fd, sysroot,
                "It needs openat2, which Linux has since 5.6 and some containers forbid",
                "%s cannot be read without risk of leaving it: %s", sysroot, strerror(-fd));
}

int host_open(const char *sysroot, struct host **ret, struct problem *reterr)
{
        _cleanup_(host_closep) struct host *host = calloc(1, sizeof(*host));
        int r;

        if (!host)
                return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
        host->root = -EBADF;
        host->this_machine = !sysroot;
        r = open_root(host, sysroot ? sysroot : "/", reterr);
        if (r >= 0 && sysroot)
                r = check_confinement(host, sysroot, reterr);
        if (r < 0)
                return r;
        *ret = TAKE_PTR(host);
        return 0;
}

bool host_is_dump(const struct host *host)
{
        return host->unpacked != NULL;
}

bool host_is_this_machine(const struct host *host)
{
        return host->this_machine;
}

/* O_NONBLOCK and O_NOCTTY: what stands at a path under a foreign root may be a pipe or a terminal.
 */
static int open_below(struct host *host, const char *path, int flags)
{
        int fd;

        if (!host->this_machine)
                return fd_open_confined(host->root, path, flags | O_CLOEXEC,
                        RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
        fd = openat(host->root, path, flags | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

const char *host_fd_path(int fd, char buffer[HOST_FD_PATH_SIZE])
{
        snprintf(buffer, HOST_FD_PATH_SIZE, "/proc/self/fd/%d", fd);
        return buffer;
}

/* The path of an open file, from the root of the host; false where the kernel does not tell. */
static bool real_path(struct host *host, int fd, char *path, size_t size)
{
        char link[HOST_FD_PATH_SIZE];
        char target[PATH_MAX];
        size_t prefix = strlen(host->root_path);
        ssize_t length;

        length = readlink(host_fd_path(fd, link), target, sizeof(target) - 1);
        if (length < 0)
                return false;
        target[length] = '\0';
        if (!text_starts_with(target, host->root_path))
                return false;
        while (target[prefix] == '/')
                prefix++;
        return (size_t)snprintf(path, size, "%s", target + prefix) < size;
}

static void record(struct host *host, enum record_kind kind, int folder, const char *name,
        const void *data, size_t size)
{
        char folder_path[PATH_MAX];
        char path[PATH_MAX + NAME_MAX + 2];

        if (!real_path(host, folder, folder_path, sizeof(folder_path)))
                return;
        snprintf(path, sizeof(path), "%s%s%s", folder_path, name && folder_path[0] ? "/" : "",
                name ? name : "");
        host->recorder(host->recorder_context, kind, path, data, size);
}

/* A file that is asked for by its whole path is recorded under that path, because the real one can
 * be of the moment: proc/self is proc/4711. */
static void record_path(
        struct host *host, enum record_kind kind, const char *path, const void *data, size_t size)
{
        host->recorder(host->recorder_context, kind, path, data, size);
}

int host_record(struct host *host, host_recorder recorder, void *context)
{
        char link[HOST_FD_PATH_SIZE];
        char target[PATH_MAX];
        ssize_t length = readlink(host_fd_path(host->root, link), target, sizeof(target) - 1);

        if (length < 0)
                return -errno;
        target[length] = '\0';
        host->root_path = strdup(target);
        if (!host->root_path)
                return -ENOMEM;
        host->recorder = recorder;
        host->recorder_context = context;
        return 0;
}

int host_open_folder(struct host *host, const char *path)
{
        int fd = open_below(host, path, O_RDONLY | O_DIRECTORY);

        if (fd >= 0 && host->recorder)
                record(host, RECORD_FOLDER, fd, NULL, NULL, 0);
        return fd;
}

int host_open_folder_in(struct host *host, int folder, const char *path, const char *name)
{
        char whole[PATH_MAX];
        int fd;

        if (!host->this_machine) {
                size_t length = strlen(path);

                if (!text_copy(whole, sizeof(whole), path, length) || length + 1 >= sizeof(whole))
                        return -ENAMETOOLONG;
                whole[length] = '/';
                if (!text_copy(whole + length + 1, sizeof(whole) - length - 1, name, strlen(name)))
                        return -ENAMETOOLONG;
                return host_open_folder(host, whole);
        }
        fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        if (host->recorder)
                record(host, RECORD_FOLDER, fd, NULL, NULL, 0);
        return fd;
}

int host_open_file(struct host *host, const char *path)
{
        return open_below(host, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
}

bool host_has(struct host *host, const char *path)
{
        _cleanup_fd_ int fd = open_below(host, path, O_PATH);

        if (fd >= 0 && host->recorder) {
                struct stat status;

                if (fstat(fd, &status) >= 0)
                        record_path(host, S_ISDIR(status.st_mode) ? RECORD_FOLDER : RECORD_FILE,
                                path, "", 0);
        }
        return fd >= 0;
}

bool host_is_plain(const struct host *host)
{
        return host->this_machine && !host->recorder;
}

/* O_NONBLOCK and O_NOCTTY: under a foreign root it may be a pipe or a terminal. */
static int open_attribute(struct host *host, int folder, const char *name)
{
        int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
        int fd;

        if (!host->this_machine)
                return fd_open_confined(folder, name, flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
        fd = openat(folder, name, flags);
        return fd < 0 ? -errno : fd;
}

ssize_t host_read_attribute(
        struct host *host, int folder, const char *name, char *buffer, size_t size)
{
        _cleanup_fd_ int fd = -EBADF;
        ssize_t length;

        fd = open_attribute(host, folder, name);
        if (fd < 0)
                return fd;
        /* One read: the kernel gives an attribute whole (fs/sysfs/file.c, at most a page). */
        do
                length = read(fd, buffer, size);
        while (length < 0 && errno == EINTR);
        if (length < 0)
                return -errno;
        if ((size_t)length >= size)
                return -EFBIG;
        if (host->recorder)
                record(host, RECORD_FILE, folder, name, buffer, (size_t)length);
        while (length > 0 && buffer[length - 1] == '\n')
                length--;
        buffer[length] = '\0';
        return memchr(buffer, '\0', (size_t)length) ? -EBADMSG : length;
}

ssize_t host_read_link(struct host *host, int folder, const char *name, char *buffer, size_t size)
{
        ssize_t length;

        /* A path could lead through a link, and so out of a foreign root. */
        if (!host->this_machine && strchr(name, '/'))
                return -EINVAL;
        length = readlinkat(folder, name, buffer, size);
        if (length < 0)
                return -errno;
        if ((size_t)length >= size)
                return -ENAMETOOLONG;
        buffer[length] = '\0';
        if (host->recorder)
                record(host, RECORD_LINK, folder, name, buffer, (size_t)length);
        return length;
}

int host_read_file(struct host *host, const char *path, size_t limit, char **ret, size_t *ret_size)
{
        _cleanup_fd_ int fd = host_open_file(host, path);
        _cleanup_free_ char *data = NULL;
        size_t capacity = 4096;
        size_t size = 0;

        if (fd < 0)
                return fd;
        do {
                char *grown = realloc(data, capacity *= 2);
                ssize_t n;

                if (!grown)
                        return -ENOMEM;
                data = grown;
                n = fd_read_full(fd, data + size, capacity - size - 1);
                if (n < 0)
                        return (int)n;
                size += (size_t)n;
                if (size > limit)
                        return -EFBIG;
        } while (size == capacity - 1);
        data[size] = '\0';
        if (host->recorder)
                record_path(host, RECORD_FILE, path, data, size);
        *ret = TAKE_PTR(data);
        if (ret_size)
                *ret_size = size;
        return 0;
}

/* In a recording every link of a folder that was listed is kept, because its name was read. */
static void record_entry(struct host *host, int folder, const struct dirent64 *entry)
{
        char target[PATH_MAX];
        ssize_t length = readlinkat(folder, entry->d_name, target, sizeof(target) - 1);

        if (length >= 0) {
                target[length] = '\0';
                record(host, RECORD_LINK, folder, entry->d_name, target, (size_t)length);
        } else if (entry->d_type == DT_DIR) {
                record(host, RECORD_FOLDER, folder, entry->d_name, NULL, 0);
        }
}

void folder_begin(struct folder_reader *reader, int fd)
{
        reader->fd = fd;
        reader->error = 0;
        reader->position = 0;
        reader->length = 0;
}

const char *folder_next(struct host *host, struct folder_reader *reader)
{
        for (;;) {
                struct dirent64 *entry;

                if (reader->position >= reader->length) {
                        ssize_t n = getdents64(reader->fd, reader->buffer, sizeof(reader->buffer));

                        if (n <= 0) {
                                reader->error = n < 0 ? -errno : 0;
                                return NULL;
                        }
                        reader->position = 0;
                        reader->length = (size_t)n;
                }
                entry = (struct dirent64 *)(void *)(reader->buffer + reader->position);
                reader->position += entry->d_reclen;
                if (text_equals(entry->d_name, ".") || text_equals(entry->d_name, ".."))
                        continue;
                if (host->recorder)
                        record_entry(host, reader->fd, entry);
                return entry->d_name;
        }
}
