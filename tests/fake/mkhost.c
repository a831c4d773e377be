// SPDX-License-Identifier: GPL-2.0-or-later
/* mkhost FILE DIR: the host that FILE describes (tests/machines/README.md), as files in DIR. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "tests/fake/fake-host.h"
#include "tests/fake/fake-tree.h"

static int read_host(const char *file_name, struct fake_host *ret, struct problem *reterr)
{
        if (text_equals(file_name, "-"))
                return fake_host_read(STDIN_FILENO, "standard input", ret, reterr);
        return fake_host_load(file_name, ret, reterr);
}

/* The number of entries does not matter, so this looks for the first. Keeps FD open. */
static int is_empty(int fd)
{
        int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        _cleanup_(closedirp) DIR *directory = copy < 0 ? NULL : fdopendir(copy);

        if (!directory) {
                fd_close(copy);
                return -errno;
        }
        for (;;) {
                const struct dirent *entry = readdir(directory);

                if (!entry)
                        return true;
                if (!text_equals(entry->d_name, ".") && !text_equals(entry->d_name, ".."))
                        return false;
        }
}

/* Makes it where it is missing. */
static int open_directory(const char *path, struct problem *reterr)
{
        _cleanup_fd_ int fd = -EBADF;
        int r;

        if (mkdir(path, 0755) < 0 && errno != EEXIST)
                return problem_set(
                        reterr, errno, path, NULL, "%s cannot be made: %s", path, strerror(errno));
        fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        r = fd < 0 ? -errno : is_empty(fd);
        if (r < 0)
                return problem_set(
                        reterr, -r, path, NULL, "%s cannot be opened: %s", path, strerror(-r));
        if (!r)
                return problem_set(reterr, ENOTEMPTY, path,
                        "Name a folder that is empty or does not exist", "%s is not empty", path);
        return TAKE_FD(fd);
}

static int make_host(const char *file_name, const char *path, struct problem *reterr)
{
        _cleanup_(fake_host_clear) struct fake_host host = {};
        _cleanup_fd_ int fd = -EBADF;
        int r = read_host(file_name, &host, reterr);

        if (r < 0)
                return r;
        fd = open_directory(path, reterr);
        return fd < 0 ? fd : fake_tree_write(&host, fd, reterr);
}

int main(int argc, char **argv)
{
        struct problem problem = {};

        if (argc != 3) {
                fprintf(stderr, "Usage: mkhost FILE DIR\n");
                return 2;
        }
        if (make_host(argv[1], argv[2], &problem) >= 0)
                return EXIT_SUCCESS;
        fprintf(stderr, "%s.\n", problem.sentence);
        if (problem.hint[0])
                fprintf(stderr, "%s.\n", problem.hint);
        return EXIT_FAILURE;
}
