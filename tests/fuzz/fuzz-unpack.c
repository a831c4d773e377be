// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "host/unpack.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_fd_ int fd = memfd_create("dump", MFD_CLOEXEC);
        _cleanup_free_ char *path = NULL;
        struct problem problem = {};
        int r;

        if (fd < 0 || fd_write_full(fd, data, size) < 0 || lseek(fd, 0, SEEK_SET) < 0)
                return 0;
        r = unpack_dump(fd, "dump", &path, &problem);
        MUST((r == 0) == (path != NULL));
        MUST(r == 0 || problem.sentence[0]);
        if (path)
                unpack_remove(path);
        MUST(!path || access(path, F_OK) < 0);
        return 0;
}
