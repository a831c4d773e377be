// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "host/host.h"
#include "tests/unit/child.h"
#include "tests/unit/scratch.h"
#include "tests/unit/test.h"

DEFINE_CLEANUP(struct host *, host_close);
#define _cleanup_host_ _cleanup_(host_closep)

/* A folder with "root", which is the root of a host, and "outside", which is not below it. */
struct house {
        struct scratch scratch;
        struct host *host;
};

static void house_done(struct house *house)
{
        host_close(house->host);
        scratch_done(&house->scratch);
}

static bool house_begin(struct house *house)
{
        char root[96];

        house->scratch.fd = -EBADF;
        if (!scratch_begin(&house->scratch))
                return false;
        scratch_file(&house->scratch, "outside/secret", "secret\n");
        scratch_file(&house->scratch, "root/inside", "inside\n");
        scratch_file(&house->scratch, "root/folder/file", "file\n");
        snprintf(root, sizeof(root), "%s/root", house->scratch.path);
        return CHECK_INT(host_open(root, &house->host, NULL), 0);
}

#define _cleanup_house_ _cleanup_(house_done)

static void check_file(struct house *house, const char *path, int result, const char *text)
{
        _cleanup_free_ char *got = NULL;
        int r = host_read_file(house->host, path, 100, &got, NULL);

        if (!CHECK_INT(r, result) || !CHECK_TEXT(got, text))
                CHECK_TEXT(path, NULL);
}

TEST(confined_to_the_root)
{
        _cleanup_house_ struct house house = {};
        static const struct {
                const char *link;
                const char *target;
                const char *path;
                int result;
                const char *text;
        } cases[] = {
                { NULL, NULL, "inside", 0, "inside\n" },
                { NULL, NULL, "/inside", 0, "inside\n" },
                { NULL, NULL, "../inside", 0, "inside\n" },
                { NULL, NULL, "../outside/secret", -ENOENT, NULL },
                { NULL, NULL, "folder/../../../outside/secret", -ENOENT, NULL },
                { "absolute", "/inside", "absolute", 0, "inside\n" },
                { "up", "../../../../inside", "up", 0, "inside\n" },
                { "folder/up", "../../outside/secret", "folder/up", -ENOENT, NULL },
                { "to-folder", "/folder", "to-folder/file", 0, "file\n" },
                { "out", "../outside", "out/secret", -ENOENT, NULL },
                { "magic", "/proc/self/root", "magic/inside", -ENOENT, NULL },
                { "loop", "loop", "loop", -ELOOP, NULL },
                { "one", "two", "nothing", -ENOENT, NULL },
                { "two", "one", "two", -ELOOP, NULL },
        };

        if (!house_begin(&house))
                return;
        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                char link[96];

                snprintf(link, sizeof(link), "root/%s", cases[i].link ? cases[i].link : "");
                if (cases[i].link)
                        scratch_link(&house.scratch, link, cases[i].target);
                check_file(&house, cases[i].path, cases[i].result, cases[i].text);
        }
}

/* An absolute link to the very place outside. */
TEST(confined_from_absolute_outside)
{
        _cleanup_house_ struct house house = {};
        char outside[96];
        char secret[96];

        if (!house_begin(&house))
                return;
        snprintf(outside, sizeof(outside), "%s/outside", house.scratch.path);
        snprintf(secret, sizeof(secret), "%s/outside/secret", house.scratch.path);
        scratch_link(&house.scratch, "root/out", outside);
        scratch_link(&house.scratch, "root/secret", secret);
        check_file(&house, "out/secret", -ENOENT, NULL);
        check_file(&house, "secret", -ENOENT, NULL);
        check_file(&house, secret, -ENOENT, NULL);
        CHECK_INT(host_open_folder(house.host, "out"), -ENOENT);
        CHECK(!host_has(house.host, "secret"));
        CHECK(host_has(house.host, "inside"));
        CHECK(!host_has(house.host, "nothing"));
}

/* The host of a tree with a real proc below it must not follow what the kernel follows by magic. */
TEST(magic_links)
{
        _cleanup_host_ struct host *host = NULL;
        _cleanup_free_ char *text = NULL;

        if (!CHECK_INT(host_open("/proc", &host, NULL), 0))
                return;
        CHECK_INT(host_open_folder(host, "self/root"), -ELOOP);
        CHECK_INT(host_open_folder(host, "self/cwd"), -ELOOP);
        CHECK_INT(host_read_file(host, "self/exe", 100, &text, NULL), -ELOOP);
        CHECK_INT(host_read_file(host, "self/comm", 100, &text, NULL), 0);
}

TEST(folders_below_folders)
{
        _cleanup_house_ struct house house = {};
        _cleanup_fd_ int folder = -EBADF;
        _cleanup_fd_ int below = -EBADF;
        char text[16];
        static char much[5000];

        if (!house_begin(&house))
                return;
        scratch_file(&house.scratch, "root/a/b/file", "x\n");
        scratch_link(&house.scratch, "root/a/out", "../../outside");
        scratch_link(&house.scratch, "root/a/link", "/a/b");
        folder = host_open_folder(house.host, "a");
        below = host_open_folder_in(house.host, folder, "a", "b");
        CHECK_INT(host_read_attribute(house.host, below, "file", text, sizeof(text)), 1);
        fd_close(TAKE_FD(below));
        below = host_open_folder_in(house.host, folder, "a", "link");
        CHECK(below >= 0);
        CHECK_INT(host_open_folder_in(house.host, folder, "a", "out"), -ENOENT);
        CHECK_INT(host_open_folder_in(house.host, folder, "a", "b/file"), -ENOTDIR);
        memset(much, 'x', sizeof(much) - 1);
        CHECK_INT(host_open_folder_in(house.host, folder, "a", much), -ENAMETOOLONG);
        CHECK_INT(host_open_folder_in(house.host, folder, much, "a"), -ENAMETOOLONG);
}

/* Writes raw bytes, among them NULs. */
static void write_bytes(struct house *house, const char *path, const char *data, size_t size)
{
        _cleanup_fd_ int fd =
                openat(house->scratch.fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        CHECK_INT(fd_write_full(fd, data, size), 0);
}

TEST(attributes)
{
        _cleanup_house_ struct house house = {};
        _cleanup_fd_ int folder = -EBADF;
        static const struct {
                const char *name;
                const char *data;
                size_t size;
                ssize_t result;
                const char *text;
        } cases[] = {
                { "plain", "0x10de\n", 7, 6, "0x10de" },
                { "no-end", "0x10de", 6, 6, "0x10de" },
                { "ends", "a\n\n\n", 4, 1, "a" },
                { "blank-before-end", "a \n", 3, 2, "a " },
                { "empty", "", 0, 0, "" },
                { "only-end", "\n", 1, 0, "" },
                { "two-lines", "a\nb\n", 4, 3, "a\nb" },
                { "fits", "123456789\n", 10, -EFBIG, NULL },
                { "fits-just", "12345678\n", 9, 8, "12345678" },
                { "long", "1234567890123456", 16, -EFBIG, NULL },
                { "nul", "a\0b\n", 4, -EBADMSG, NULL },
                { "nul-first", "\0", 1, -EBADMSG, NULL },
        };

        if (!house_begin(&house))
                return;
        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                char path[64];

                snprintf(path, sizeof(path), "root/folder/%s", cases[i].name);
                write_bytes(&house, path, cases[i].data, cases[i].size);
        }
        folder = host_open_folder(house.host, "folder");
        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                char text[10] = "untouched";

                if (!CHECK_INT(host_read_attribute(
                                       house.host, folder, cases[i].name, text, sizeof(text)),
                            cases[i].result) ||
                        (cases[i].text && !CHECK_TEXT(text, cases[i].text)))
                        CHECK_TEXT(cases[i].name, NULL);
        }
}

static bool read_pipe(void *context)
{
        struct house *house = context;
        _cleanup_fd_ int folder = host_open_folder(house->host, "folder");
        char text[10];

        return host_read_attribute(house->host, folder, "pipe", text, sizeof(text)) == 0 &&
                text_equals(text, "");
}

TEST(attributes_that_are_none)
{
        _cleanup_house_ struct house house = {};
        _cleanup_fd_ int folder = -EBADF;
        char text[10];

        if (!house_begin(&house))
                return;
        scratch_link(&house.scratch, "root/folder/link", "file");
        scratch_folder(&house.scratch, "root/folder/below");
        CHECK_INT(mkfifoat(house.scratch.fd, "root/folder/pipe", 0600), 0);
        folder = host_open_folder(house.host, "folder");
        CHECK_INT(host_read_attribute(house.host, folder, "none", text, sizeof(text)), -ENOENT);
        CHECK_INT(host_read_attribute(house.host, folder, "link", text, sizeof(text)), -ELOOP);
        CHECK_INT(host_read_attribute(house.host, folder, "below", text, sizeof(text)), -EISDIR);
        CHECK(child_succeeds(read_pipe, &house, 10)); /* it does not wait for a writer */
}

/* "power/runtime_status" has a folder in it, and what stands there may be a link. */
TEST(attributes_below_a_link)
{
        _cleanup_house_ struct house house = {};
        _cleanup_fd_ int folder = -EBADF;
        char text[10] = "";

        if (!house_begin(&house))
                return;
        scratch_link(&house.scratch, "root/folder/out", "../../outside");
        scratch_file(&house.scratch, "root/folder/power/status", "active\n");
        folder = host_open_folder(house.host, "folder");
        CHECK_INT(host_read_attribute(house.host, folder, "power/status", text, sizeof(text)), 6);
        CHECK(host_read_attribute(house.host, folder, "out/secret", text, sizeof(text)) < 0);
        CHECK(!text_equals(text, "secret"));
        CHECK(host_read_attribute(house.host, folder, "../../outside/secret", text, sizeof(text)) <
                0);
}

TEST(links)
{
        _cleanup_house_ struct house house = {};
        _cleanup_fd_ int folder = -EBADF;
        char text[10];

        if (!house_begin(&house))
                return;
        scratch_link(&house.scratch, "root/folder/link", "../a");
        scratch_link(&house.scratch, "root/folder/just", "123456789");
        scratch_link(&house.scratch, "root/folder/long", "1234567890");
        scratch_link(&house.scratch, "outside/link", "secret");
        scratch_link(&house.scratch, "root/folder/out", "../../outside");
        folder = host_open_folder(house.host, "folder");
        CHECK_INT(host_read_link(house.host, folder, "link", text, sizeof(text)), 4);
        CHECK_TEXT(text, "../a");
        CHECK_INT(host_read_link(house.host, folder, "just", text, sizeof(text)), 9);
        CHECK_TEXT(text, "123456789");
        CHECK_INT(host_read_link(house.host, folder, "long", text, sizeof(text)), -ENAMETOOLONG);
        CHECK_INT(host_read_link(house.host, folder, "file", text, sizeof(text)), -EINVAL);
        CHECK_INT(host_read_link(house.host, folder, "none", text, sizeof(text)), -ENOENT);
}

/* A name from foreign text, such as a device number in mountinfo, may have slashes in it. */
TEST(links_elsewhere)
{
        _cleanup_house_ struct house house = {};
        _cleanup_fd_ int folder = -EBADF;
        char text[10];

        if (!house_begin(&house))
                return;
        scratch_link(&house.scratch, "outside/link", "secret");
        scratch_link(&house.scratch, "root/folder/out", "../../outside");
        folder = host_open_folder(house.host, "folder");
        CHECK(host_read_link(house.host, folder, "out/link", text, sizeof(text)) < 0);
        CHECK(host_read_link(house.host, folder, "../../outside/link", text, sizeof(text)) < 0);
}

TEST(folder_entries)
{
        _cleanup_house_ struct house house = {};
        _cleanup_fd_ int folder = -EBADF;
        static struct folder_reader reader;
        static bool seen[2000];
        const char *name;
        size_t count = 0;

        if (!house_begin(&house))
                return;
        scratch_folder(&house.scratch, "root/many");
        folder = openat(house.scratch.fd, "root/many", O_PATH | O_DIRECTORY | O_CLOEXEC);
        for (unsigned i = 0; i < ELEMENTS_OF(seen); i++) {
                char link[64];

                snprintf(link, sizeof(link), "%04u-with-a-name-of-some-length", i);
                CHECK_INT(symlinkat("x", folder, link), 0);
        }
        fd_close(folder);
        folder = host_open_folder(house.host, "many");
        folder_begin(&reader, folder);
        while ((name = folder_next(house.host, &reader))) {
                unsigned long number = strtoul(name, NULL, 10);

                if (CHECK(number < ELEMENTS_OF(seen)))
                        CHECK(!seen[number]);
                seen[number % ELEMENTS_OF(seen)] = true;
                count++;
        }
        CHECK_INT(reader.error, 0);
        CHECK_INT((int64_t)count, ELEMENTS_OF(seen));
}

TEST(folder_errors)
{
        _cleanup_house_ struct house house = {};
        _cleanup_fd_ int file = -EBADF;
        struct folder_reader reader;

        if (!house_begin(&house))
                return;
        file = host_open_file(house.host, "inside");
        folder_begin(&reader, file);
        CHECK(!folder_next(house.host, &reader));
        CHECK_INT(reader.error, -ENOTDIR);
        CHECK_INT(host_open_folder(house.host, "inside"), -ENOTDIR);
        CHECK_INT(host_open_folder(house.host, "nothing"), -ENOENT);
}

static void check_size(struct house *house, size_t limit, int result, size_t size)
{
        _cleanup_free_ char *text = NULL;
        size_t got = 0;

        CHECK_INT(host_read_file(house->host, "file", limit, &text, &got), result);
        CHECK_INT((int64_t)got, (int64_t)size);
        if (text)
                CHECK_INT((int64_t)strnlen(text, size + 1), (int64_t)size);
}

/* Sizes around those of the buffer, 8192 at first, and limits around the size. */
TEST(file_limits)
{
        _cleanup_house_ struct house house = {};
        static char data[40000];
        static const size_t sizes[] = { 0, 1, 4095, 8190, 8191, 8192, 16383, 16384, 40000 };

        if (!house_begin(&house))
                return;
        memset(data, 'x', sizeof(data));
        for (size_t i = 0; i < ELEMENTS_OF(sizes); i++) {
                write_bytes(&house, "root/file", data, sizes[i]);
                check_size(&house, sizes[i], 0, sizes[i]);
                check_size(&house, SIZE_MAX, 0, sizes[i]);
                if (sizes[i] > 0)
                        check_size(&house, sizes[i] - 1, -EFBIG, 0);
        }
        check_file(&house, "folder", -EISDIR, NULL);
}

TEST(roots_that_are_none)
{
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        struct problem problem = {};
        struct host *host = NULL;
        char path[96];

        if (!scratch_begin(&scratch))
                return;
        CHECK_INT(mkfifoat(scratch.fd, "pipe", 0600), 0);
        snprintf(path, sizeof(path), "%s/pipe", scratch.path);
        CHECK_INT(host_open(path, &host, &problem), -ENOTDIR);
        CHECK_INT(problem.code, ENOTDIR);
        snprintf(path, sizeof(path), "%s/none", scratch.path);
        CHECK_INT(host_open(path, &host, &problem), -ENOENT);
        CHECK_TEXT(problem.subject, path);
        CHECK(problem.hint[0]);
        CHECK(!host);
        host_close(NULL);
}

TEST(this_machine)
{
        _cleanup_host_ struct host *host = NULL;
        _cleanup_house_ struct house house = {};

        if (!house_begin(&house) || !CHECK_INT(host_open(NULL, &host, NULL), 0))
                return;
        CHECK(host_is_this_machine(host));
        CHECK(!host_is_this_machine(house.host));
        CHECK(host_has(host, "proc/self/comm"));
}

/* Renames a folder to and fro until it is killed. */
static pid_t start_renaming(int folder)
{
        pid_t child = fork();

        while (child == 0) {
                renameat(folder, "outside", folder, "elsewhere");
                renameat(folder, "elsewhere", folder, "outside");
        }
        return child;
}

/* While anything is renamed on the machine, the kernel gives up on a path with ".." in it and wants
 * to be asked again (openat2(2), EAGAIN). */
TEST(renames_elsewhere)
{
        _cleanup_house_ struct house house = {};
        unsigned failures = 0;
        pid_t child;

        if (!house_begin(&house))
                return;
        scratch_folder(&house.scratch, "root/sys/devices/a/b/c");
        scratch_link(&house.scratch, "root/sys/link", "devices/a/b/c/../../../a/b/c");
        child = start_renaming(house.scratch.fd);
        if (!CHECK(child > 0))
                return;
        for (unsigned i = 0; i < 20000; i++) {
                int fd = host_open_folder(house.host, "sys/link");

                failures += fd < 0;
                fd_close(fd);
        }
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        CHECK_INT(failures, 0);
}
