// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/text.h"

#define FOLDER_MODE 0755
#define FILE_MODE   0644

static void fail(struct fake_files *files, int error, const char *folder, const char *name)
{
        if (files->error < 0)
                return;
        files->error = problem_set(files->reterr, -error, name, NULL, "%s%s%s cannot be made: %s",
                folder ? folder : "", folder ? "/" : "", name, strerror(-error));
}

void fake_files_fail(struct fake_files *files, int error)
{
        fail(files, error, NULL, "The fake host");
}

/* NULL when there is no memory. */
FORMAT_LIKE_PRINTF(1, 0)
static char *write_format(const char *format, va_list arguments, size_t *ret_length)
{
        char *text;
        int length = vasprintf(&text, format, arguments);

        if (length < 0)
                return NULL;
        if (ret_length)
                *ret_length = (size_t)length;
        return text;
}

/* mkdir -p. PATH is changed on the way, and back. */
static int make_folders(int fd, char *path)
{
        char *slash;
        int r;

        if (mkdirat(fd, path, FOLDER_MODE) == 0 || errno == EEXIST)
                return 0;
        slash = strrchr(path, '/');
        if (errno != ENOENT || !slash)
                return -errno;
        *slash = '\0';
        r = make_folders(fd, path);
        *slash = '/';
        if (r < 0)
                return r;
        return mkdirat(fd, path, FOLDER_MODE) < 0 ? -errno : 0;
}

/* mkdir -p of what is above PATH. */
static int make_parents(int fd, const char *path)
{
        const char *slash = strrchr(path, '/');
        _cleanup_free_ char *parent = slash ? strndup(path, (size_t)(slash - path)) : NULL;

        if (!slash)
                return -ENOENT;
        return parent ? make_folders(fd, parent) : -ENOMEM;
}

void fake_files_enter(struct fake_files *files, const char *format, ...)
{
        _cleanup_free_ char *path = NULL;
        va_list arguments;
        int fd, r;

        if (files->error < 0)
                return;
        va_start(arguments, format);
        path = write_format(format, arguments, NULL);
        va_end(arguments);
        if (!path)
                return fail(files, -ENOMEM, NULL, format);
        r = make_folders(files->root_fd, path);
        if (r < 0)
                return fail(files, r, NULL, path);
        fd = openat(files->root_fd, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return fail(files, -errno, NULL, path);
        fd_close(files->folder_fd);
        free(files->folder);
        files->folder_fd = fd;
        files->folder = TAKE_PTR(path);
}

static int create_file(int fd, const char *name)
{
        const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
        int file = openat(fd, name, flags, FILE_MODE);

        if (file < 0 && errno == ENOENT) {
                int r = make_parents(fd, name);

                if (r < 0)
                        return r;
                file = openat(fd, name, flags, FILE_MODE);
        }
        return file < 0 ? -errno : file;
}

void fake_files_bytes(struct fake_files *files, const char *name, const void *data, size_t size)
{
        int fd, r;

        if (files->error < 0)
                return;
        fd = create_file(files->folder_fd, name);
        if (fd < 0)
                return fail(files, fd, files->folder, name);
        r = fd_write_full(fd, data, size);
        fd_close(fd);
        if (r < 0)
                fail(files, r, files->folder, name);
}

void fake_files_text(struct fake_files *files, const char *name, const char *format, ...)
{
        _cleanup_free_ char *text = NULL;
        va_list arguments;
        size_t length;

        if (files->error < 0)
                return;
        va_start(arguments, format);
        text = write_format(format, arguments, &length);
        va_end(arguments);
        if (!text)
                return fail(files, -ENOMEM, files->folder, name);
        fake_files_bytes(files, name, text, length);
}

void fake_files_folder(struct fake_files *files, const char *name)
{
        if (files->error == 0 && mkdirat(files->folder_fd, name, FOLDER_MODE) < 0)
                fail(files, -errno, files->folder, name);
}

/* From the folder that LINK lies in up to the nearest folder above both, and down to TARGET. */
static char *relative_target(const char *link, const char *target)
{
        size_t common = 0, ups = 0, length = strlen(target);
        char *text, *end;

        for (size_t i = 0; link[i] && link[i] == target[i]; i++)
                if (link[i] == '/')
                        common = i + 1;
        for (const char *p = link + common; *p; p++)
                ups += *p == '/';
        text = malloc(3 * ups + (length - common) + 1);
        if (!text)
                return NULL;
        end = text;
        for (; ups > 0; ups--)
                end = mempcpy(end, "../", 3);
        memcpy(end, target + common, length - common + 1);
        return text;
}

/* Both are paths. */
static void make_link(struct fake_files *files, const char *link, const char *target)
{
        _cleanup_free_ char *relative = relative_target(link, target);
        int r = relative ? symlinkat(relative, files->root_fd, link) : -1;

        if (!relative)
                return fail(files, -ENOMEM, NULL, link);
        if (r < 0 && errno == ENOENT) {
                r = make_parents(files->root_fd, link);
                if (r < 0)
                        return fail(files, r, NULL, link);
                r = symlinkat(relative, files->root_fd, link);
        }
        if (r < 0)
                fail(files, -errno, NULL, link);
}

void fake_files_link(struct fake_files *files, const char *name, const char *format, ...)
{
        _cleanup_free_ char *target = NULL, *link = NULL;
        va_list arguments;

        if (files->error < 0)
                return;
        va_start(arguments, format);
        target = write_format(format, arguments, NULL);
        va_end(arguments);
        if (!target || asprintf(&link, "%s/%s", files->folder, name) < 0)
                return fail(files, -ENOMEM, files->folder, name);
        make_link(files, link, target);
}

void fake_files_link_back(struct fake_files *files, const char *name, const char *format, ...)
{
        _cleanup_free_ char *folder = NULL, *link = NULL;
        va_list arguments;

        if (files->error < 0)
                return;
        va_start(arguments, format);
        folder = write_format(format, arguments, NULL);
        va_end(arguments);
        if (!name)
                name = text_last_component(files->folder);
        if (!folder || asprintf(&link, "%s/%s", folder, name) < 0)
                return fail(files, -ENOMEM, files->folder, name);
        make_link(files, link, files->folder);
}

int fake_files_finish(struct fake_files *files)
{
        fd_close(TAKE_FD(files->folder_fd));
        free(TAKE_PTR(files->folder));
        return files->error;
}

/* The root is to this as / is to a process that chroot() has locked in: links from the text form
 * lead nowhere else. */
static int open_inside(int root_fd, const char *path)
{
        return fd_open_confined(root_fd, path, O_PATH | O_DIRECTORY | O_CLOEXEC,
                RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

/* Opens the folder PATH, and makes what is missing of it. */
static int open_folder(int root_fd, char *path)
{
        _cleanup_fd_ int parent_fd = -EBADF;
        int fd = open_inside(root_fd, path);
        char *slash = strrchr(path, '/');
        const char *name = slash ? slash + 1 : path;

        if (fd != -ENOENT)
                return fd;
        if (slash) {
                *slash = '\0';
                parent_fd = open_folder(root_fd, path);
                *slash = '/';
        } else {
                parent_fd = open_inside(root_fd, ".");
        }
        if (parent_fd < 0)
                return parent_fd;
        if (mkdirat(parent_fd, name, FOLDER_MODE) < 0)
                return -errno;
        return open_inside(root_fd, path);
}

/* The folder that PATH lies in, and PATH's last component. */
static int open_parent(int root_fd, const char *path, bool make, const char **ret_name)
{
        const char *slash = strrchr(path, '/');
        _cleanup_free_ char *parent = slash ? strndup(path, (size_t)(slash - path)) : strdup(".");

        if (!parent)
                return -ENOMEM;
        *ret_name = text_last_component(path);
        return make ? open_folder(root_fd, parent) : open_inside(root_fd, parent);
}

int fake_files_delete(int root_fd, const char *path)
{
        const char *name;
        _cleanup_fd_ int parent_fd = open_parent(root_fd, path, false, &name);

        if (parent_fd < 0)
                return parent_fd;
        return unlinkat(parent_fd, name, 0) < 0 ? -errno : 0;
}

/* As fake_files_delete(), but it may be missing, and its parents are made. Returns the folder. */
static int make_place(int root_fd, const char *path, const char **ret_name)
{
        _cleanup_fd_ int parent_fd = open_parent(root_fd, path, true, ret_name);

        if (parent_fd >= 0 && unlinkat(parent_fd, *ret_name, 0) < 0 && errno != ENOENT)
                return -errno;
        return TAKE_FD(parent_fd);
}

int fake_files_replace(int root_fd, const char *path, const void *data, size_t size)
{
        const char *name;
        _cleanup_fd_ int parent_fd = make_place(root_fd, path, &name);
        _cleanup_fd_ int fd = -EBADF;

        if (parent_fd < 0)
                return parent_fd;
        fd = create_file(parent_fd, name);
        return fd < 0 ? fd : fd_write_full(fd, data, size);
}

int fake_files_replace_link(int root_fd, const char *path, const char *target)
{
        const char *name;
        _cleanup_fd_ int parent_fd = make_place(root_fd, path, &name);

        if (parent_fd < 0)
                return parent_fd;
        return symlinkat(target, parent_fd, name) < 0 ? -errno : 0;
}

int fake_files_make_folder(int root_fd, const char *path)
{
        _cleanup_free_ char *copy = strdup(path);
        int fd;

        if (!copy)
                return -ENOMEM;
        fd = open_folder(root_fd, copy);
        fd_close(fd);
        return fd < 0 ? fd : 0;
}
