// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/fd.h"

#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

void fd_close(int fd)
{
        int saved = errno;

        if (fd >= 0)
                close(fd);
        errno = saved;
}

ssize_t fd_read_full(int fd, void *buffer, size_t size)
{
        size_t done = 0;

        while (done < size) {
                ssize_t n = read(fd, (char *)buffer + done, size - done);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                if (n == 0)
                        break;
                done += (size_t)n;
        }
        return (ssize_t)done;
}

int fd_write_full(int fd, const void *data, size_t size)
{
        size_t done = 0;

        while (done < size) {
                ssize_t n = write(fd, (const char *)data + done, size - done);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                done += (size_t)n;
        }
        return 0;
}

#define OPEN_TRIES 1000

int fd_open_confined(int folder, const char *path, int flags, uint64_t resolve)
{
        struct open_how how = { .flags = (unsigned)flags, .resolve = resolve };
        long fd = -1;

        errno = EAGAIN;
        for (unsigned i = 0; i < OPEN_TRIES && fd < 0 && errno == EAGAIN; i++)
                fd = syscall(SYS_openat2, folder, path, &how, sizeof(how));
        return fd < 0 ? -errno : (int)fd;
}
