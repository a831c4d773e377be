// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "tests/fake/fake-files.h"
#include "tests/unit/test.h"

bool scratch_begin(struct scratch *scratch)
{
        char path[sizeof(scratch->path)] = "/tmp/test-gpulend.XXXXXX";

        if (!CHECK(mkdtemp(path)))
                return false;
        memcpy(scratch->path, path, sizeof(path));
        scratch->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return CHECK(scratch->fd >= 0);
}

/* Relative to open folders, since a test may have made a path that is too long for any call. */
static void remove_below(int parent, const char *name)
{
        int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        _cleanup_(closedirp) DIR *folder = fd < 0 ? NULL : fdopendir(fd);
        const struct dirent *entry;

        while (folder && (entry = readdir(folder))) {
                if (text_equals(entry->d_name, ".") || text_equals(entry->d_name, ".."))
                        continue;
                if (unlinkat(dirfd(folder), entry->d_name, 0) < 0)
                        remove_below(dirfd(folder), entry->d_name);
        }
        unlinkat(parent, name, AT_REMOVEDIR);
}

void scratch_done(struct scratch *scratch)
{
        fd_close(TAKE_FD(scratch->fd));
        if (scratch->path[0])
                remove_below(AT_FDCWD, scratch->path);
        scratch->path[0] = '\0';
}

void scratch_file(const struct scratch *scratch, const char *path, const char *text)
{
        CHECK_INT(fake_files_replace(scratch->fd, path, text, strlen(text)), 0);
}

void scratch_link(const struct scratch *scratch, const char *path, const char *target)
{
        CHECK_INT(fake_files_replace_link(scratch->fd, path, target), 0);
}

void scratch_folder(const struct scratch *scratch, const char *path)
{
        CHECK_INT(fake_files_make_folder(scratch->fd, path), 0);
}

const char *scratch_text(const struct scratch *scratch, const char *path)
{
        static char buffer[8192];
        _cleanup_fd_ int fd = openat(scratch->fd, path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : fd_read_full(fd, buffer, sizeof(buffer) - 1);

        if (n < 0)
                return NULL;
        buffer[n] = '\0';
        return buffer;
}

size_t scratch_count(const struct scratch *scratch, const char *path)
{
        int fd = openat(scratch->fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        _cleanup_(closedirp) DIR *folder = fd < 0 ? NULL : fdopendir(fd);
        const struct dirent *entry;
        size_t count = 0;

        while (folder && (entry = readdir(folder)))
                count += !text_equals(entry->d_name, ".") && !text_equals(entry->d_name, "..");
        return count;
}
