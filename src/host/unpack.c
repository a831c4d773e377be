// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/library.h"
#include "basic/text.h"

/* A machine with 4,096 functions needs about 70,000 entries of some ten bytes. */
#define ENTRIES_MAX 400000
/* The longest path of sysfs has some three hundred; what is longer could not be removed by its
 * path. */
#define ENTRY_PATH_SIZE 1024
#define BYTES_MAX       (256 << 20)

LIBRARY_FUNCTION(archive_read_new);
LIBRARY_FUNCTION(archive_read_free);
LIBRARY_FUNCTION(archive_read_support_filter_gzip);
LIBRARY_FUNCTION(archive_read_support_format_tar);
LIBRARY_FUNCTION(archive_read_open_fd);
LIBRARY_FUNCTION(archive_read_next_header);
LIBRARY_FUNCTION(archive_read_data);
LIBRARY_FUNCTION(archive_error_string);
LIBRARY_FUNCTION(archive_entry_pathname);
LIBRARY_FUNCTION(archive_entry_pathname_utf8);
LIBRARY_FUNCTION(archive_entry_filetype);
LIBRARY_FUNCTION(archive_entry_symlink);
LIBRARY_FUNCTION(archive_entry_symlink_utf8);

static const struct library_symbol symbols[] = {
        LIBRARY_SYMBOL(archive_read_new),
        LIBRARY_SYMBOL(archive_read_free),
        LIBRARY_SYMBOL(archive_read_support_filter_gzip),
        LIBRARY_SYMBOL(archive_read_support_format_tar),
        LIBRARY_SYMBOL(archive_read_open_fd),
        LIBRARY_SYMBOL(archive_read_next_header),
        LIBRARY_SYMBOL(archive_read_data),
        LIBRARY_SYMBOL(archive_error_string),
        LIBRARY_SYMBOL(archive_entry_pathname),
        LIBRARY_SYMBOL(archive_entry_pathname_utf8),
        LIBRARY_SYMBOL(archive_entry_filetype),
        LIBRARY_SYMBOL(archive_entry_symlink),
        LIBRARY_SYMBOL(archive_entry_symlink_utf8),
};

static struct library libarchive = {
        .soname = "libarchive.so.13",
        .used_for = "to read a dump",
        .symbols = symbols,
        .n_symbols = ELEMENTS_OF(symbols),
};

struct unpacking {
        struct archive *archive;
        int root;
        size_t entries;
        size_t bytes;
};

static void archive_close(struct archive *archive)
{
        library_archive_read_free(archive);
}

DEFINE_CLEANUP(struct archive *, archive_close);

/* Opens the folder in which the last component of PATH stands, making what is missing, one
 * component at a time and never through a link. Returns a descriptor; *RET_NAME is the last
 * component. */
static int open_parent(struct unpacking *unpacking, const char *path, const char **ret_name)
{
        _cleanup_fd_ int folder = fcntl(unpacking->root, F_DUPFD_CLOEXEC, 3);

        for (;;) {
                const char *slash = strchr(path, '/');
                char name[256];
                int next;

                if (text_equals(path, "") || text_equals(path, ".") || text_equals(path, ".."))
                        return -EINVAL;
                if (!slash) {
                        *ret_name = path;
                        return TAKE_FD(folder);
                }
                if (slash == path || (size_t)(slash - path) >= sizeof(name))
                        return -EINVAL;
                memcpy(name, path, (size_t)(slash - path));
                name[slash - path] = '\0';
                path = slash + 1;
                if (text_equals(name, ".") && *path)
                        continue;
                if (text_equals(name, "..") || text_equals(name, "."))
                        return -EINVAL;
                if (mkdirat(folder, name, 0700) == 0)
                        unpacking->entries++;
                else if (errno != EEXIST)
                        return -errno;
                next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
                if (next < 0)
                        return -errno;
                fd_close(folder);
                folder = next;
        }
}

static int unpack_file(struct unpacking *unpacking, int folder, const char *name)
{
        _cleanup_fd_ int fd =
                openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        char buffer[16384];
        ssize_t n;

        if (fd < 0)
                return -errno;
        while ((n = library_archive_read_data(unpacking->archive, buffer, sizeof(buffer))) > 0) {
                int r = fd_write_full(fd, buffer, (size_t)n);

                if (r < 0)
                        return r;
                unpacking->bytes += (size_t)n;
                if (unpacking->bytes > BYTES_MAX)
                        return -EFBIG;
        }
        return n < 0 ? -EBADMSG : 0;
}

/* libarchive knows a name as UTF-8 (pax) or as the bytes that stand in the archive (ustar), and the
 * first as bytes only in a locale of that kind. NULL where there is none. */
static const char *path_of_entry(struct archive_entry *entry)
{
        const char *path = library_archive_entry_pathname_utf8(entry);

        return path ? path : library_archive_entry_pathname(entry);
}

static const char *target_of_entry(struct archive_entry *entry)
{
        const char *target = library_archive_entry_symlink_utf8(entry);

        return target ? target : library_archive_entry_symlink(entry);
}

static int make_entry(
        struct unpacking *unpacking, struct archive_entry *entry, int folder, const char *name)
{
        const char *target;

        switch (library_archive_entry_filetype(entry)) {
        case AE_IFDIR:
                return mkdirat(folder, name, 0700) < 0 && errno != EEXIST ? -errno : 0;
        case AE_IFREG:
                return unpack_file(unpacking, folder, name);
        case AE_IFLNK:
                target = target_of_entry(entry);
                return !target ? -EINVAL : symlinkat(target, folder, name) < 0 ? -errno : 0;
        default:
                return -EINVAL;
        }
}

static int unpack_entry(struct unpacking *unpacking, struct archive_entry *entry)
{
        _cleanup_fd_ int folder = -EBADF;
        char path[ENTRY_PATH_SIZE];
        const char *name = NULL;
        const char *whole = path_of_entry(entry);

        if (!whole || !text_copy(path, sizeof(path), whole, strlen(whole)))
                return -EINVAL;
        for (size_t end = strlen(path); end > 0 && path[end - 1] == '/';)
                path[--end] = '\0';
        if (++unpacking->entries > ENTRIES_MAX)
                return -EFBIG;
        if (text_equals(path, ".") || text_equals(path, ""))
                return 0;
        folder = open_parent(unpacking, path, &name);
        return folder < 0 ? folder : make_entry(unpacking, entry, folder, name);
}

static int unpack_all(struct unpacking *unpacking, const char *name, struct problem *reterr)
{
        struct archive_entry *entry;
        int status;

        for (;;) {
                int r;

                status = library_archive_read_next_header(unpacking->archive, &entry);
                /* A warning is about a name that this locale has no letters for; path_of_entry()
                 * has it. */
                if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
                        break;
                r = unpack_entry(unpacking, entry);
                if (r < 0)
                        return problem_set(reterr, -r, name,
                                "A dump holds folders, files and links of one machine",
                                "%s is damaged or no dump: %s: %s", name,
                                path_of_entry(entry) ? path_of_entry(entry) : "an entry",
                                strerror(-r));
        }
        if (status != ARCHIVE_EOF || unpacking->entries == 0)
                return problem_set(reterr, EBADMSG, name,
                        "--sysroot takes a folder, or a file that gpulend dump wrote",
                        "%s is no dump: %s", name,
                        status == ARCHIVE_EOF ? "it is empty"
                                              : library_archive_error_string(unpacking->archive));
        return 0;
}

static int make_folder(char **ret)
{
        const char *base = secure_getenv("TMPDIR");
        char *path;

        if (asprintf(&path, "%s/gpulend-XXXXXX", base && base[0] == '/' ? base : "/tmp") < 0)
                return -ENOMEM;
        if (!mkdtemp(path)) {
                int code = errno;

                free(path);
                return -code;
        }
        *ret = path;
        return 0;
}

int unpack_dump(int fd, const char *name, char **ret, struct problem *reterr)
{
        _cleanup_(archive_closep) struct archive *archive = NULL;
        _cleanup_free_ char *path = NULL;
        _cleanup_fd_ int root = -EBADF;
        struct unpacking unpacking = {};
        int r = library_load(&libarchive, reterr);

        if (r < 0)
                return r;
        archive = library_archive_read_new();
        if (!archive)
                return problem_set(reterr, ENOMEM, name, NULL, "There is no memory left");
        library_archive_read_support_filter_gzip(archive);
        library_archive_read_support_format_tar(archive);
        if (library_archive_read_open_fd(archive, fd, 16384) != ARCHIVE_OK)
                return problem_set(reterr, EBADMSG, name,
                        "--sysroot takes a folder, or a file that gpulend dump wrote",
                        "%s is no dump: %s", name, library_archive_error_string(archive));

        r = make_folder(&path);
        if (r >= 0)
                root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (r < 0 || root < 0)
                return problem_set(reterr, r < 0 ? -r : errno, name,
                        "Set TMPDIR to a folder with room", "There is no place to unpack %s: %s",
                        name, strerror(r < 0 ? -r : errno));
        unpacking = (struct unpacking){ .archive = archive, .root = root };
        r = unpack_all(&unpacking, name, reterr);
        if (r < 0) {
                unpack_remove(path);
                return r;
        }
        *ret = TAKE_PTR(path);
        return 0;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *level)
{
        (void)status;
        (void)kind;
        (void)level;
        remove(path);
        return 0;
}

void unpack_remove(const char *path)
{
        nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}
