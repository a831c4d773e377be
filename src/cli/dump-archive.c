// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/dump-archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/library.h"

LIBRARY_FUNCTION(archive_write_new);
LIBRARY_FUNCTION(archive_write_free);
LIBRARY_FUNCTION(archive_write_close);
LIBRARY_FUNCTION(archive_write_add_filter_gzip);
LIBRARY_FUNCTION(archive_write_set_filter_option);
LIBRARY_FUNCTION(archive_write_set_format_pax_restricted);
LIBRARY_FUNCTION(archive_write_set_format_option);
LIBRARY_FUNCTION(archive_write_open_fd);
LIBRARY_FUNCTION(archive_write_set_bytes_in_last_block);
LIBRARY_FUNCTION(archive_errno);
LIBRARY_FUNCTION(archive_write_header);
LIBRARY_FUNCTION(archive_write_data);
LIBRARY_FUNCTION(archive_entry_new);
LIBRARY_FUNCTION(archive_entry_free);
LIBRARY_FUNCTION(archive_entry_set_pathname);
LIBRARY_FUNCTION(archive_entry_set_filetype);
LIBRARY_FUNCTION(archive_entry_set_perm);
LIBRARY_FUNCTION(archive_entry_set_size);
LIBRARY_FUNCTION(archive_entry_set_symlink);
LIBRARY_FUNCTION(archive_entry_set_mtime);

static const struct library_symbol symbols[] = {
        LIBRARY_SYMBOL(archive_write_new),
        LIBRARY_SYMBOL(archive_write_free),
        LIBRARY_SYMBOL(archive_write_close),
        LIBRARY_SYMBOL(archive_write_add_filter_gzip),
        LIBRARY_SYMBOL(archive_write_set_filter_option),
        LIBRARY_SYMBOL(archive_write_set_format_pax_restricted),
        LIBRARY_SYMBOL(archive_write_set_format_option),
        LIBRARY_SYMBOL(archive_write_open_fd),
        LIBRARY_SYMBOL(archive_write_set_bytes_in_last_block),
        LIBRARY_SYMBOL(archive_errno),
        LIBRARY_SYMBOL(archive_write_header),
        LIBRARY_SYMBOL(archive_write_data),
        LIBRARY_SYMBOL(archive_entry_new),
        LIBRARY_SYMBOL(archive_entry_free),
        LIBRARY_SYMBOL(archive_entry_set_pathname),
        LIBRARY_SYMBOL(archive_entry_set_filetype),
        LIBRARY_SYMBOL(archive_entry_set_perm),
        LIBRARY_SYMBOL(archive_entry_set_size),
        LIBRARY_SYMBOL(archive_entry_set_symlink),
        LIBRARY_SYMBOL(archive_entry_set_mtime),
};

static struct library libarchive = {
        .soname = "libarchive.so.13",
        .used_for = "to write a dump",
        .symbols = symbols,
        .n_symbols = ELEMENTS_OF(symbols),
};

static void archive_close(struct archive *archive)
{
        library_archive_write_free(archive);
}

static void entry_close(struct archive_entry *entry)
{
        library_archive_entry_free(entry);
}

DEFINE_CLEANUP(struct archive *, archive_close);
DEFINE_CLEANUP(struct archive_entry *, entry_close);

static int write_entry(struct archive *archive, const struct dump_entry *dump)
{
        static const struct {
                unsigned type;
                unsigned permissions;
        } kinds[] = {
                [DUMP_FOLDER] = { AE_IFDIR, 0755 },
                [DUMP_FILE] = { AE_IFREG, 0644 },
                [DUMP_LINK] = { AE_IFLNK, 0777 },
        };
        _cleanup_(entry_closep) struct archive_entry *entry = library_archive_entry_new();

        if (!entry)
                return -ENOMEM;
        library_archive_entry_set_pathname(entry, dump->path);
        library_archive_entry_set_filetype(entry, kinds[dump->kind].type);
        library_archive_entry_set_perm(entry, (mode_t)kinds[dump->kind].permissions);
        library_archive_entry_set_mtime(entry, 0, 0);
        if (dump->kind == DUMP_LINK)
                library_archive_entry_set_symlink(entry, dump->data);
        if (dump->kind == DUMP_FILE)
                library_archive_entry_set_size(entry, (int64_t)dump->size);
        if (library_archive_write_header(archive, entry) != ARCHIVE_OK)
                return -EIO;
        if (dump->kind == DUMP_FILE && dump->size > 0 &&
                library_archive_write_data(archive, dump->data, dump->size) != (ssize_t)dump->size)
                return -EIO;
        return 0;
}

int dump_archive_write(
        int fd, const struct dump_entry *entries, size_t n_entries, struct problem *reterr)
{
        _cleanup_(archive_closep) struct archive *archive = NULL;
        int r = library_load(&libarchive, reterr);

        if (r < 0)
                return r;
        archive = library_archive_write_new();
        if (!archive)
                return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
        library_archive_write_add_filter_gzip(archive);
        library_archive_write_set_filter_option(archive, "gzip", "timestamp", NULL);
        library_archive_write_set_format_pax_restricted(archive);
        /* Names are bytes here as they are in the kernel, whatever the locale. */
        library_archive_write_set_format_option(archive, "pax", "hdrcharset", "BINARY");
        /* Not filled up to a whole block, also where it goes into a pipe. */
        library_archive_write_set_bytes_in_last_block(archive, 1);
        r = library_archive_write_open_fd(archive, fd) == ARCHIVE_OK ? 0 : -EIO;
        for (size_t i = 0; i < n_entries && r >= 0; i++)
                r = write_entry(archive, &entries[i]);
        if (r >= 0 && library_archive_write_close(archive) != ARCHIVE_OK)
                r = -EIO;
        if (r < 0) {
                int code = library_archive_errno(archive);

                /* libarchive's own codes are negative. */
                return problem_set(reterr, code > 0 ? code : EIO, NULL, NULL,
                        "The dump cannot be written: %s", strerror(code > 0 ? code : EIO));
        }
        return 0;
}
