// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/file.h"
#include "tests/unit/scratch.h"
#include "tests/unit/test.h"

TEST(write_and_replace)
{
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        struct problem problem = {};
        struct stat status;

        if (!scratch_begin(&scratch))
                return;
        umask(0022);
        CHECK_INT(file_write_atomic(scratch.fd, "a", "one", 3, 0666, false, &problem), 0);
        CHECK_TEXT(scratch_text(&scratch, "a"), "one");
        CHECK_INT(fstatat(scratch.fd, "a", &status, 0), 0);
        CHECK_INT(status.st_mode & 07777, 0644);
        CHECK_INT((int64_t)status.st_nlink, 1);
        CHECK_INT(file_write_atomic(scratch.fd, "a", "second", 6, 0600, true, &problem), 0);
        CHECK_TEXT(scratch_text(&scratch, "a"), "second");
        CHECK_INT(file_write_atomic(scratch.fd, "empty", "", 0, 0600, true, &problem), 0);
        CHECK_TEXT(scratch_text(&scratch, "empty"), "");
        CHECK_INT((int64_t)scratch_count(&scratch, "."), 2);
        CHECK_TEXT(problem.sentence, "");
}

/* Somebody reads the old file while the new one is written: it stays what it was for them. */
TEST(old_reader_keeps_old_file)
{
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        _cleanup_fd_ int reader = -EBADF;
        char text[16] = {};

        if (!scratch_begin(&scratch))
                return;
        scratch_file(&scratch, "a", "old");
        reader = openat(scratch.fd, "a", O_RDONLY | O_CLOEXEC);
        CHECK_INT(file_write_atomic(scratch.fd, "a", "newer", 5, 0600, true, NULL), 0);
        CHECK_INT(fd_read_full(reader, text, sizeof(text)), 3);
        CHECK_TEXT(text, "old");
}

TEST(nothing_shows_before_commit)
{
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        struct new_file file = NEW_FILE_NONE;

        if (!scratch_begin(&scratch))
                return;
        scratch_file(&scratch, "a", "old");
        if (!CHECK_INT(new_file_begin(scratch.fd, 0600, &file, NULL), 0))
                return;
        CHECK_INT(fd_write_full(file.fd, "new", 3), 0);
        CHECK_TEXT(scratch_text(&scratch, "a"), "old");
        CHECK_INT((int64_t)scratch_count(&scratch, "."), 2);
        new_file_abandon(&file);
        CHECK_TEXT(scratch_text(&scratch, "a"), "old");
        CHECK_INT((int64_t)scratch_count(&scratch, "."), 1);
        CHECK_INT(file.fd, -EBADF);
        new_file_abandon(&file);
        CHECK_INT((int64_t)scratch_count(&scratch, "."), 1);
}

TEST(existing_file_stays_without_replace)
{
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        struct problem problem = {};

        if (!scratch_begin(&scratch))
                return;
        scratch_file(&scratch, "a", "old");
        CHECK_INT(file_write_atomic(scratch.fd, "a", "new", 3, 0600, false, &problem), -EEXIST);
        CHECK_INT(problem.code, EEXIST);
        CHECK_TEXT(problem.subject, "a");
        CHECK_TEXT(problem.sentence, "a exists already");
        CHECK_TEXT(scratch_text(&scratch, "a"), "old");
        CHECK_INT((int64_t)scratch_count(&scratch, "."), 1);

        /* A link counts, even one that leads nowhere, and is not followed. */
        scratch_link(&scratch, "link", "nowhere");
        CHECK_INT(file_write_atomic(scratch.fd, "link", "new", 3, 0600, false, NULL), -EEXIST);
        CHECK(!scratch_text(&scratch, "nowhere"));
        CHECK_INT(file_write_atomic(scratch.fd, "link", "new", 3, 0600, true, NULL), 0);
        CHECK(!scratch_text(&scratch, "nowhere"));
        CHECK_TEXT(scratch_text(&scratch, "link"), "new");
}

TEST(folder_in_the_way)
{
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        struct problem problem = {};

        if (!scratch_begin(&scratch))
                return;
        scratch_folder(&scratch, "a");
        CHECK_INT(file_write_atomic(scratch.fd, "a", "new", 3, 0600, true, &problem), -EISDIR);
        CHECK_TEXT(problem.sentence, "a cannot be written: Is a directory");
        CHECK_INT(file_write_atomic(scratch.fd, "b/c", "new", 3, 0600, true, &problem), -ENOENT);
        CHECK_INT((int64_t)scratch_count(&scratch, "."), 1);
}

TEST(folder_that_is_not_writable)
{
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        struct problem problem = {};
        bool is_root = geteuid() == 0;
        int r;

        if (!scratch_begin(&scratch))
                return;
        CHECK_INT(fchmod(scratch.fd, 0555), 0);
        if (is_root)
                CHECK_INT(seteuid(65534), 0);
        r = file_write_atomic(scratch.fd, "a", "new", 3, 0600, true, &problem);
        if (is_root)
                CHECK_INT(seteuid(0), 0);
        CHECK_INT(r, -EACCES);
        CHECK_INT(problem.code, EACCES);
        CHECK_TEXT(problem.sentence, "The file cannot be written: Permission denied");
        CHECK_INT((int64_t)scratch_count(&scratch, "."), 0);
        CHECK_INT(fchmod(scratch.fd, 0700), 0);
}

/* A limit on the size of files is a full disk that anybody can make. */
TEST(no_room)
{
        static char data[100000];
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        struct problem problem = {};
        struct rlimit before;
        struct rlimit small;
        int r;

        if (!scratch_begin(&scratch) || !CHECK_INT(getrlimit(RLIMIT_FSIZE, &before), 0))
                return;
        scratch_file(&scratch, "a", "old");
        small = before;
        small.rlim_cur = 40000;
        signal(SIGXFSZ, SIG_IGN);
        fflush(stdout);
        CHECK_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
        r = file_write_atomic(scratch.fd, "a", data, sizeof(data), 0600, true, &problem);
        CHECK_INT(setrlimit(RLIMIT_FSIZE, &before), 0);
        signal(SIGXFSZ, SIG_DFL);
        CHECK_INT(r, -EFBIG);
        CHECK_INT(problem.code, EFBIG);
        CHECK_TEXT(problem.subject, "a");
        CHECK_TEXT(scratch_text(&scratch, "a"), "old");
        CHECK_INT((int64_t)scratch_count(&scratch, "."), 1);
}
