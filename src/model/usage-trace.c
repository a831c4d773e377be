// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/usage-trace.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/parse.h"
#include "basic/text.h"

static const char *const class_folders[_TRACE_CLASSES] = {
        [TRACE_BLOCK] = "sys/class/block",
        [TRACE_NETWORK] = "sys/class/net",
        [TRACE_INPUT] = "sys/class/input",
        [TRACE_SOUND] = "sys/class/sound",
};

void trace_clear(struct trace *trace)
{
        for (size_t i = 0; i < _TRACE_CLASSES; i++)
                free(trace->classes[i].items);
        arena_clear(&trace->arena);
}

/* The last function named in a path of sysfs: what hangs on a bridge hangs on the function below
 * it. */
static size_t function_in_path(const struct machine *machine, const char *path)
{
        size_t found = PCI_NO_FUNCTION;

        while (*path) {
                size_t length = strcspn(path, "/");
                char component[PCI_ADDRESS_TEXT_SIZE];
                struct pci_address address;

                if (length < sizeof(component)) {
                        memcpy(component, path, length);
                        component[length] = '\0';
                        if (pci_address_parse(component, &address) &&
                                machine_find(machine, &address) != PCI_NO_FUNCTION)
                                found = machine_find(machine, &address);
                }
                path += length + (path[length] == '/');
        }
        return found;
}

/* "../../devices/pci0000:00/...": the classes lie two folders deep. */
static bool path_of_target(const char *target, char path[PATH_MAX])
{
        while (text_starts_with(target, "../"))
                target += 3;
        memcpy(path, "sys/", 4);
        return text_copy(path + 4, PATH_MAX - 4, target, strlen(target));
}

static int add_link(
        struct trace *trace, struct trace_links *links, const char *name, const char *target)
{
        char path[PATH_MAX];
        char *slash;
        struct trace_link link = {};

        if (!path_of_target(target, path))
                return 0;
        link.name = arena_text(&trace->arena, name, strlen(name));
        link.path = arena_text(&trace->arena, path, strlen(path));
        link.function = function_in_path(trace->machine, path);
        slash = strrchr(path, '/');
        if (slash)
                *slash = '\0';
        link.parent = arena_text(
                &trace->arena, text_last_component(path), strlen(text_last_component(path)));
        if (!link.name || !link.path || !link.parent ||
                !ARRAY_RESERVE(links->items, links->count, links->capacity))
                return -ENOMEM;
        links->items[links->count++] = link;
        return 0;
}

static int compare_links(const void *a, const void *b)
{
        return strcmp(((const struct trace_link *)a)->name, ((const struct trace_link *)b)->name);
}

/* What is not there says nothing; what cannot be opened or read to its end leaves a hole. */
static void note_error(struct trace *trace, int error)
{
        static const int harmless[] = { 0, -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG };

        for (size_t i = 0; i < ELEMENTS_OF(harmless); i++)
                if (error == harmless[i])
                        return;
        if (!trace->error || error == -ENOMEM)
                trace->error = error;
}

static int open_folder(struct trace *trace, const char *path, struct folder_reader *reader)
{
        int folder = host_open_folder(trace->host, path);

        if (folder < 0)
                note_error(trace, folder);
        folder_begin(reader, folder);
        return folder;
}

static int read_links(struct trace *trace, enum trace_class class)
{
        struct trace_links *links = &trace->classes[class];
        struct folder_reader reader;
        _cleanup_fd_ int folder = open_folder(trace, class_folders[class], &reader);
        const char *name;
        int r = 0;

        if (folder < 0)
                return 0;
        while (r >= 0 && (name = folder_next(trace->host, &reader))) {
                char target[PATH_MAX];

                if (host_read_link(trace->host, folder, name, target, sizeof(target)) >= 0)
                        r = add_link(trace, links, name, target);
        }
        note_error(trace, reader.error);
        if (links->count > 0)
                qsort(links->items, links->count, sizeof(*links->items), compare_links);
        return r;
}

int trace_begin(struct trace *trace)
{
        int r = 0;

        for (enum trace_class class = 0; class < _TRACE_CLASSES && r >= 0; class ++)
                r = read_links(trace, class);
        return r;
}

static struct trace_link *find_link(
        const struct trace *trace, enum trace_class class, const char *name)
{
        const struct trace_links *links = &trace->classes[class];
        const struct trace_link wanted = { .name = name };

        if (links->count == 0)
                return NULL;
        return bsearch(&wanted, links->items, links->count, sizeof(wanted), compare_links);
}

static void set_add(struct function_set *set, size_t function)
{
        for (size_t i = 0; i < set->count; i++)
                if (set->items[i] == function)
                        return;
        if (set->count < ELEMENTS_OF(set->items))
                set->items[set->count++] = function;
}

static void trace_below(
        struct trace *trace, enum trace_class class, const char *name, struct function_set *set);

/* Goes on with each entry of a folder whose name begins with PREFIX, without it. */
static void trace_entries(struct trace *trace, enum trace_class class, const char *path,
        const char *prefix, struct function_set *set)
{
        struct folder_reader reader;
        _cleanup_fd_ int folder = open_folder(trace, path, &reader);
        const char *name;

        while (folder >= 0 && (name = folder_next(trace->host, &reader)))
                if (text_starts_with(name, prefix))
                        trace_below(trace, class, name + strlen(prefix), set);
        note_error(trace, reader.error);
}

/* With native multipath (nvme_core.multipath) a disk hangs on a virtual subsystem, which has links
 * to its controllers; those hang on functions. */
static void trace_nvme_subsystem(
        struct trace *trace, const char *disk_path, struct function_set *set)
{
        struct folder_reader reader;
        _cleanup_fd_ int folder = -EBADF;
        char path[PATH_MAX];
        const char *name;

        if (!text_copy(path, sizeof(path), disk_path,
                    (size_t)(text_last_component(disk_path) - disk_path)))
                return;
        folder = open_folder(trace, path, &reader);
        while (folder >= 0 && (name = folder_next(trace->host, &reader))) {
                char target[PATH_MAX];
                size_t function;

                if (!text_starts_with(name, "nvme") ||
                        host_read_link(trace->host, folder, name, target, sizeof(target)) < 0)
                        continue;
                function = function_in_path(trace->machine, target);
                if (function != PCI_NO_FUNCTION)
                        set_add(set, function);
        }
        note_error(trace, reader.error);
}

static void trace_below_block(
        struct trace *trace, const struct trace_link *link, struct function_set *set)
{
        const struct trace_link *disk = find_link(trace, TRACE_BLOCK, link->parent);
        char path[PATH_MAX];

        if (strstr(link->path, "/nvme-subsystem/"))
                trace_nvme_subsystem(trace, disk ? disk->path : link->path, set);
        else if (disk)
                trace_below(trace, TRACE_BLOCK, disk->name, set);
        if ((size_t)snprintf(path, sizeof(path), "%s/slaves", link->path) < sizeof(path))
                trace_entries(trace, TRACE_BLOCK, path, "", set);
}

static void trace_below(
        struct trace *trace, enum trace_class class, const char *name, struct function_set *set)
{
        struct trace_link *link = find_link(trace, class, name);

        if (!link || link->seen == trace->searches)
                return;
        link->seen = trace->searches;
        if (link->function != PCI_NO_FUNCTION)
                set_add(set, link->function);
        else if (class == TRACE_NETWORK)
                trace_entries(trace, class, link->path, "lower_", set);
        else if (class == TRACE_BLOCK)
                trace_below_block(trace, link, set);
}

void trace_device(
        struct trace *trace, enum trace_class class, const char *name, struct function_set *set)
{
        trace->searches++;
        trace_below(trace, class, name, set);
}

bool trace_is_of_disk(const struct trace *trace, const struct trace_link *disk, const char *name)
{
        const struct trace_link *link = find_link(trace, TRACE_BLOCK, name);

        return link == disk || (link && text_equals(link->parent, disk->name));
}

bool trace_is_part(const struct trace *trace, const struct trace_link *link)
{
        return find_link(trace, TRACE_BLOCK, link->parent) != NULL;
}

/* Whether the software device ABOVE rests on a disk or on a part of it. */
static bool rests_on(
        struct trace *trace, const struct trace_link *above, const struct trace_link *disk)
{
        struct folder_reader reader;
        _cleanup_fd_ int folder = -EBADF;
        char path[PATH_MAX];
        const char *name;

        if ((size_t)snprintf(path, sizeof(path), "%s/slaves", above->path) >= sizeof(path))
                return false;
        folder = open_folder(trace, path, &reader);
        while (folder >= 0 && (name = folder_next(trace->host, &reader)))
                if (trace_is_of_disk(trace, disk, name))
                        return true;
        note_error(trace, reader.error);
        return false;
}

bool trace_is_below_another(struct trace *trace, const struct trace_link *link)
{
        const struct trace_links *links = &trace->classes[TRACE_BLOCK];

        for (size_t i = 0; i < links->count; i++)
                if (links->items[i].function == PCI_NO_FUNCTION &&
                        rests_on(trace, &links->items[i], link))
                        return true;
        return false;
}

/* The name at the end of the link NAME in FOLDER. */
static bool name_behind_link(
        struct trace *trace, const char *folder_path, const char *link, char *name, size_t size)
{
        _cleanup_fd_ int folder = host_open_folder(trace->host, folder_path);
        char target[PATH_MAX];

        if (folder < 0 || host_read_link(trace->host, folder, link, target, sizeof(target)) < 0)
                return false;
        return (size_t)snprintf(name, size, "%s", text_last_component(target)) < size;
}

bool trace_device_number(struct trace *trace, const char *number, char *name, size_t size)
{
        /* Major 0: a file system without a device of its own, such as btrfs. */
        return !text_starts_with(number, "0:") &&
                name_behind_link(trace, "sys/dev/block", number, name, size);
}

bool trace_device_path(struct trace *trace, const char *path, char *name, size_t size)
{
        const char *node = path[0] == '/' ? path + 1 : path;
        const char *last = text_last_component(node);
        char folder[PATH_MAX];

        if (!text_starts_with(node, "dev/") ||
                !text_copy(folder, sizeof(folder), node, (size_t)(last - node) - 1))
                return false;
        /* A device node is no link; then the path already ends in the name. */
        if (!name_behind_link(trace, folder, last, name, size) &&
                !text_copy(name, size, last, strlen(last)))
                return false;
        return find_link(trace, TRACE_BLOCK, name) != NULL;
}

/* The lowest word of a bitmap: words in hexadecimal, the highest first (drivers/input/input.c:
 * input_print_bitmap). */
static uint64_t lowest_word(struct trace *trace, const char *input_path, const char *bitmap)
{
        _cleanup_free_ char *text = NULL;
        char path[PATH_MAX];
        const char *blank;
        uint64_t value;
        int r;

        if ((size_t)snprintf(path, sizeof(path), "%s/capabilities/%s", input_path, bitmap) >=
                sizeof(path))
                return 0;
        r = host_read_file(trace->host, path, 4096, &text, NULL);
        if (r < 0) {
                note_error(trace, r);
                return 0;
        }
        text_trim_end(text);
        blank = strrchr(text, ' ');
        return parse_hex(blank ? blank + 1 : text, UINT64_MAX, &value) < 0 ? 0 : value;
}

enum input_kind trace_input(struct trace *trace, const struct trace_link *link)
{
        char path[PATH_MAX];
        char *slash;

        if (!text_starts_with(link->name, "event"))
                return INPUT_OTHER;
        snprintf(path, sizeof(path), "%s", link->path);
        slash = strrchr(path, '/');
        if (!slash)
                return INPUT_OTHER;
        *slash = '\0';
        /* As udev judges (udev-builtin-input_id.c): a keyboard has all keys from Esc to S, a mouse
         * moves along X and Y. */
        if ((lowest_word(trace, path, "key") & 0xfffffffe) == 0xfffffffe)
                return INPUT_KEYBOARD;
        return (lowest_word(trace, path, "rel") & 3) == 3 ? INPUT_MOUSE : INPUT_OTHER;
}
