// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "host/host.h"
#include "host/unpack.h"
#include "tests/unit/scratch.h"
#include "tests/unit/test.h"

/* One entry of a tar archive, in the words of POSIX (ustar): 0 file, 1 hard link, 2 link, 3 and 4
 * devices, 5 folder, 6 pipe. */
struct entry {
        char type;
        const char *name;
        const char *content; /* or where a link leads */
        size_t size;         /* of what the header promises, where CONTENT is NULL */
};

static void put_entry(int fd, const struct entry *entry)
{
        bool is_link = entry->type == '1' || entry->type == '2';
        size_t size = is_link ? 0 : entry->content ? strlen(entry->content) : entry->size;
        unsigned char header[512] = {};
        char *text = (char *)header;
        char block[512] = {};
        unsigned sum = 0;

        memcpy(text, entry->name, MIN_OF(strlen(entry->name), (size_t)100));
        if (is_link)
                memcpy(text + 157, entry->content, strlen(entry->content));
        snprintf(text + 100, 24, "%07o%c%07o%c%07o", 0644U, 0, 0U, 0, 0U);
        snprintf(text + 124, 24, "%011o %011o", (unsigned)size, 0U);
        memset(text + 148, ' ', 8);
        text[156] = entry->type;
        memcpy(text + 257, "ustar\00000", 8);
        for (size_t i = 0; i < sizeof(header); i++)
                sum += header[i];
        snprintf(text + 148, 8, "%06o", sum & 0777777);
        CHECK_INT(fd_write_full(fd, header, sizeof(header)), 0);
        if (!is_link && entry->content)
                CHECK_INT(fd_write_full(fd, entry->content, size), 0);
        if (!is_link && entry->content && size % 512)
                CHECK_INT(fd_write_full(fd, block, 512 - size % 512), 0);
}

/* A name that is too long for the header goes before it as a file of its own (GNU tar). */
static void put_long_entry(int fd, const struct entry *entry)
{
        const struct entry name = { 'L', "././@LongLink", entry->name, 0 };

        put_entry(fd, &name);
        put_entry(fd, entry);
}

static void put_end(int fd)
{
        static const char end[1024];

        CHECK_INT(fd_write_full(fd, end, sizeof(end)), 0);
}

/* A folder with "tmp", where dumps are unpacked, and "outside", which must stay as it is. */
struct place {
        struct scratch scratch;
        int archive;
};

static void place_done(struct place *place)
{
        fd_close(place->archive);
        scratch_done(&place->scratch);
}

#define _cleanup_place_ _cleanup_(place_done)

static bool place_begin(struct place *place)
{
        char tmp[96];

        place->scratch.fd = -EBADF;
        place->archive = memfd_create("archive", MFD_CLOEXEC);
        if (!CHECK(place->archive >= 0) || !scratch_begin(&place->scratch))
                return false;
        scratch_folder(&place->scratch, "tmp");
        scratch_file(&place->scratch, "outside/file", "mine");
        snprintf(tmp, sizeof(tmp), "%s/tmp", place->scratch.path);
        return CHECK_INT(setenv("TMPDIR", tmp, 1), 0);
}

/* Unpacks what was put, and checks the error and that nothing is left. */
static void check_refused(struct place *place, int code)
{
        struct problem problem = {};
        char *path = NULL;

        CHECK_INT(lseek(place->archive, 0, SEEK_SET), 0);
        CHECK_INT(unpack_dump(place->archive, "x.tar", &path, &problem), -code);
        CHECK_INT(problem.code, code);
        CHECK_TEXT(problem.subject, "x.tar");
        CHECK(text_starts_with(problem.sentence, "x.tar is "));
        CHECK(!path);
        CHECK_INT((int64_t)scratch_count(&place->scratch, "tmp"), 0);
        CHECK_INT((int64_t)scratch_count(&place->scratch, "outside"), 1);
        CHECK_TEXT(scratch_text(&place->scratch, "outside/file"), "mine");
        CHECK_INT((int64_t)scratch_count(&place->scratch, "."), 2);
}

TEST(sound_dump)
{
        static const struct entry entries[] = {
                { '5', "sys/", NULL, 0 },
                { '0', "sys/devices/a/vendor", "0x10de\n", 0 },
                { '2', "sys/bus/a", "../devices/a", 0 },
                { '0', "./proc/./cmdline", "ro\n", 0 },
                { '5', "sys/", NULL, 0 },
                { '5', "./", NULL, 0 },
                { '2', "out", "../../outside", 0 },
        };
        _cleanup_place_ struct place place = {};
        _cleanup_free_ char *path = NULL;
        const char *name;
        char file[128];
        struct stat status;

        if (!place_begin(&place))
                return;
        for (size_t i = 0; i < ELEMENTS_OF(entries); i++)
                put_entry(place.archive, &entries[i]);
        put_end(place.archive);
        lseek(place.archive, 0, SEEK_SET);
        if (!CHECK_INT(unpack_dump(place.archive, "x.tar", &path, NULL), 0))
                return;
        CHECK_INT(stat(path, &status), 0);
        CHECK_INT(status.st_mode & 07777, 0700);
        name = text_last_component(path);
        snprintf(file, sizeof(file), "tmp/%s/sys/bus/a/vendor", name);
        CHECK_TEXT(scratch_text(&place.scratch, file), "0x10de\n");
        snprintf(file, sizeof(file), "tmp/%s/proc/cmdline", name);
        CHECK_TEXT(scratch_text(&place.scratch, file), "ro\n");
        unpack_remove(path);
        CHECK_INT((int64_t)scratch_count(&place.scratch, "tmp"), 0);
        CHECK_TEXT(scratch_text(&place.scratch, "outside/file"), "mine");
}

/* Each behind one sound entry, which must be gone as well. */
TEST(hostile_entries)
{
        static const struct {
                struct entry entry;
                int code;
        } cases[] = {
                { { '0', "../evil", "x", 0 }, EINVAL },
                { { '0', "../../outside/file", "x", 0 }, EINVAL },
                { { '0', "a/../../evil", "x", 0 }, EINVAL },
                { { '0', "..", "x", 0 }, EINVAL },
                { { '0', "a/..", "x", 0 }, EINVAL },
                { { '0', "/evil", "x", 0 }, EINVAL },
                { { '0', "a//b", "x", 0 }, EINVAL },
                { { '5', "../evil/", NULL, 0 }, EINVAL },
                { { '2', "../evil", "x", 0 }, EINVAL },
                { { '1', "hard", "sound", 0 }, EINVAL },
                { { '1', "hard", "../../outside/file", 0 }, EINVAL },
                { { '3', "character", NULL, 0 }, EINVAL },
                { { '4', "block", NULL, 0 }, EINVAL },
                { { '6', "pipe", NULL, 0 }, EINVAL },
                { { '0', "sound", "again", 0 }, EEXIST },
                { { '0', "sound/below", "x", 0 }, ENOTDIR },
                { { '0', "short", NULL, 100000 }, EBADMSG },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                _cleanup_place_ struct place place = {};

                if (!place_begin(&place))
                        return;
                put_entry(place.archive, &(struct entry){ '0', "sound", "sound", 0 });
                put_entry(place.archive, &cases[i].entry);
                if (cases[i].entry.size == 0)
                        put_end(place.archive);
                check_refused(&place, cases[i].code);
        }
}

/* A link earlier in the archive, and a file through it, or onto it. */
TEST(files_through_links)
{
        static const struct {
                const char *target;
                struct entry entry;
                int code;
        } cases[] = {
                { "../../outside", { '0', "link/evil", "x", 0 }, ENOTDIR },
                { "../../outside", { '5', "link/evil", NULL, 0 }, ENOTDIR },
                { "../../outside", { '2', "link/evil", "x", 0 }, ENOTDIR },
                { "../../outside", { '0', "link/evil/deep", "x", 0 }, ENOTDIR },
                { "folder", { '0', "link/file", "x", 0 }, ENOTDIR },
                { "../../outside/file", { '0', "link", "x", 0 }, EEXIST },
                { "../../outside/new", { '0', "link", "x", 0 }, EEXIST },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                _cleanup_place_ struct place place = {};

                if (!place_begin(&place))
                        return;
                put_entry(place.archive, &(struct entry){ '5', "folder", NULL, 0 });
                put_entry(place.archive, &(struct entry){ '2', "link", cases[i].target, 0 });
                put_entry(place.archive, &(struct entry){ '5', "link", NULL, 0 });
                put_entry(place.archive, &cases[i].entry);
                put_end(place.archive);
                check_refused(&place, cases[i].code);
        }
}

TEST(no_archives)
{
        static const char *const texts[] = { "", "no archive at all", "\x1f\x8b" };

        for (size_t i = 0; i < ELEMENTS_OF(texts); i++) {
                _cleanup_place_ struct place place = {};

                if (!place_begin(&place))
                        return;
                fd_write_full(place.archive, texts[i], strlen(texts[i]));
                check_refused(&place, EBADMSG);
        }
}

TEST(no_place)
{
        _cleanup_place_ struct place place = {};
        struct problem problem = {};
        char *path = NULL;

        if (!place_begin(&place))
                return;
        setenv("TMPDIR", "/nowhere/at/all", 1);
        put_entry(place.archive, &(struct entry){ '0', "a", "x", 0 });
        put_end(place.archive);
        lseek(place.archive, 0, SEEK_SET);
        CHECK_INT(unpack_dump(place.archive, "x.tar", &path, &problem), -ENOENT);
        CHECK_TEXT(
                problem.sentence, "There is no place to unpack x.tar: No such file or directory");
        CHECK_TEXT(problem.hint, "Set TMPDIR to a folder with room");
}

/* A file in the archive that is all zeros takes no room here. */
TEST(too_many_bytes)
{
        _cleanup_place_ struct place place = {};
        const struct entry large = { '0', "large", NULL, 300 << 20 };

        if (!place_begin(&place))
                return;
        put_entry(place.archive, &large);
        CHECK_INT(ftruncate(place.archive, 512 + (300 << 20) + 1024), 0);
        check_refused(&place, EFBIG);
}

/* Through a pipe, because so many headers are 200 MB. */
TEST(too_many_entries)
{
        _cleanup_place_ struct place place = {};
        struct problem problem = {};
        char *path = NULL;
        int ends[2];
        pid_t pid;

        if (!place_begin(&place) || !CHECK_INT(pipe2(ends, O_CLOEXEC), 0))
                return;
        fflush(stdout);
        pid = fork();
        if (pid == 0) {
                char many[512 * 100];

                fd_close(ends[0]); /* or it would wait for itself to read */
                for (size_t i = 0; i < 100; i++)
                        put_entry(place.archive, &(struct entry){ '5', ".", NULL, 0 });
                if (pread(place.archive, many, sizeof(many), 0) != sizeof(many))
                        _exit(1);
                while (fd_write_full(ends[1], many, sizeof(many)) == 0)
                        ;
                _exit(0);
        }
        fd_close(ends[1]);
        CHECK_INT(unpack_dump(ends[0], "x.tar", &path, &problem), -EFBIG);
        fd_close(ends[0]);
        CHECK(!path);
        waitpid(pid, NULL, 0);
        CHECK_INT((int64_t)scratch_count(&place.scratch, "tmp"), 0);
}

/* Folders in folders, to a path that no system call takes once the place it is unpacked to stands
 * before it. */
TEST(deep_folders_are_removed)
{
        _cleanup_place_ struct place place = {};
        _cleanup_free_ char *path = NULL;
        static char name[4091];

        if (!place_begin(&place))
                return;
        for (size_t i = 0; i < sizeof(name) - 1; i++)
                name[i] = i % 2 ? '/' : 'd';
        name[sizeof(name) - 2] = 'f';
        put_long_entry(place.archive, &(struct entry){ '0', name, "x", 0 });
        put_end(place.archive);
        lseek(place.archive, 0, SEEK_SET);
        if (unpack_dump(place.archive, "x.tar", &path, NULL) == 0)
                unpack_remove(path);
        CHECK_INT((int64_t)scratch_count(&place.scratch, "tmp"), 0);
}

/* As host_open() does it: gone again with the host. */
TEST(host_of_a_dump)
{
        _cleanup_place_ struct place place = {};
        _cleanup_free_ char *text = NULL;
        struct host *host = NULL;
        _cleanup_fd_ int fd = -EBADF;
        char file[96];

        if (!place_begin(&place))
                return;
        fd = openat(place.scratch.fd, "x.tar", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        put_entry(fd, &(struct entry){ '0', "proc/cmdline", "ro\n", 0 });
        put_entry(fd, &(struct entry){ '2', "out", "../../outside/file", 0 });
        put_end(fd);
        snprintf(file, sizeof(file), "%s/x.tar", place.scratch.path);
        if (!CHECK_INT(host_open(file, &host, NULL), 0))
                return;
        CHECK_INT(host_read_file(host, "proc/cmdline", 100, &text, NULL), 0);
        CHECK_TEXT(text, "ro\n");
        free(TAKE_PTR(text));
        CHECK_INT(host_read_file(host, "out", 100, &text, NULL), -ENOENT);
        CHECK_INT((int64_t)scratch_count(&place.scratch, "tmp"), 1);
        host_close(host);
        CHECK_INT((int64_t)scratch_count(&place.scratch, "tmp"), 0);
}

/* Names in UTF-8 are marked as such by other programs that write archives (pax). The program's
 * locale must not matter. */
TEST(names_in_utf8)
{
        static const char record[] = "18 path=\xc3\xa4/x\xe6\xbc\xa2yz\n";
        _cleanup_place_ struct place place = {};
        _cleanup_free_ char *path = NULL;
        char file[128];

        if (!place_begin(&place) || !CHECK_INT((int64_t)strlen(record), 18))
                return;
        put_entry(place.archive, &(struct entry){ 'x', "PaxHeader", record, 0 });
        put_entry(place.archive, &(struct entry){ '0', "short", "x", 0 });
        put_end(place.archive);
        lseek(place.archive, 0, SEEK_SET);
        if (!CHECK_INT(unpack_dump(place.archive, "x.tar", &path, NULL), 0))
                return;
        snprintf(file, sizeof(file), "tmp/%s/\xc3\xa4/x\xe6\xbc\xa2yz", text_last_component(path));
        CHECK_TEXT(scratch_text(&place.scratch, file), "x");
        unpack_remove(path);
}
