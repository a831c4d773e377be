// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/usage.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/text.h"
#include "model/usage-trace.h"

static const struct {
        const char *word;
        bool vital;
        const char *before; /* around the mount point, or alone */
} kinds[_USAGE_KINDS] = {
        [USAGE_ROOT] = { "root", true, "the disk of " },
        [USAGE_SWAP] = { "swap", true, "swap space" },
        [USAGE_MOUNT] = { "mount", true, "the disk of " },
        [USAGE_DEFAULT_ROUTE] = { "default-route", true, "the way to the network" },
        [USAGE_ONLY_KEYBOARD] = { "only-keyboard", true, "the only keyboard" },
        [USAGE_ZFS] = { "zfs", true, "a disk that may be part of a ZFS pool in use" },
        [USAGE_KEYBOARD] = { "keyboard", false, "a keyboard" },
        [USAGE_NETWORK] = { "network", false, "a network interface" },
        [USAGE_DISK] = { "disk", false, "a disk that is not mounted" },
        [USAGE_SOUND] = { "sound", false, "a sound card" },
        [USAGE_MOUSE] = { "mouse", false, "a mouse" },
};

const char *usage_word(enum usage_kind kind)
{
        return kinds[kind].word;
}

bool usage_is_vital(enum usage_kind kind)
{
        return kinds[kind].vital;
}

const char *usage_describe(const struct usage *usage, char *buffer, size_t size)
{
        snprintf(buffer, size, "%s%s (%s)", kinds[usage->kind].before,
                usage->what ? usage->what : "", usage->name);
        text_make_printable(buffer);
        return buffer;
}

void usage_clear(struct usage_list *list)
{
        free(list->items);
        arena_clear(&list->arena);
        *list = (struct usage_list){};
}

static int compare_usages(const void *a, const void *b)
{
        const struct usage *x = a;
        const struct usage *y = b;

        if (x->function != y->function)
                return COMPARE(x->function, y->function);
        return x->kind != y->kind ? COMPARE(x->kind, y->kind) : strcmp(x->name, y->name);
}

struct search {
        struct usage_list list;
        struct trace trace;
        struct problem_list *problems;
        bool zfs; /* a ZFS file system is mounted */
};

/* One usage, once: a file system can be mounted in many places, and its first place names it. */
static int add(struct usage_list *list, size_t function, enum usage_kind kind, const char *name,
        const char *what)
{
        struct usage usage = { .function = function, .kind = kind };

        for (size_t i = 0; i < list->count; i++)
                if (list->items[i].function == function && text_equals(list->items[i].name, name) &&
                        (list->items[i].kind == kind ||
                                (list->items[i].kind == USAGE_ROOT && kind == USAGE_MOUNT)))
                        return 0;
        usage.name = arena_text(&list->arena, name, strlen(name));
        usage.what = what ? arena_text(&list->arena, what, strlen(what)) : NULL;
        if (!usage.name || (what && !usage.what) ||
                !ARRAY_RESERVE(list->items, list->count, list->capacity))
                return -ENOMEM;
        list->items[list->count++] = usage;
        return 0;
}

/* Adds it for every function that the device NAME rests on. */
static int add_traced(struct search *search, enum trace_class class, const char *name,
        enum usage_kind kind, const char *what)
{
        struct function_set set = {};
        int r = 0;

        trace_device(&search->trace, class, name, &set);
        for (size_t i = 0; i < set.count && r >= 0; i++)
                r = add(&search->list, set.items[i], kind, name, what);
        return r;
}

/* "\040" and the like in a mount point (fs/proc_namespace.c:mangle). */
static void unescape(char *text)
{
        char *to = text;

        for (const char *from = text; *from; to++) {
                unsigned value;

                if (*from == '\\' && sscanf(from + 1, "%3o", &value) == 1 && value > 0 &&
                        value < 256) {
                        *to = (char)value;
                        from += MIN_OF((size_t)4, strlen(from));
                } else {
                        *to = *from++;
                }
        }
        *to = '\0';
}

/* One line of mountinfo (proc_pid_mountinfo(5)):
 * 36 35 98:0 /root /mount/point options... - ext4 /dev/sda1 options */
static int read_mount(struct search *search, char *line)
{
        char *fields[5];
        char *behind = strstr(line, " - ");
        char name[NAME_MAX + 1];
        const char *source;

        if (!behind)
                return 0;
        *behind = '\0';
        behind += 3;
        for (size_t i = 0; i < ELEMENTS_OF(fields); i++)
                if (!(fields[i] = strsep(&line, " ")))
                        return 0;
        if (text_equals(strsep(&behind, " "), "zfs"))
                search->zfs = true;
        source = strsep(&behind, " ");
        if (!trace_device_number(&search->trace, fields[2], name, sizeof(name)) &&
                !(source && trace_device_path(&search->trace, source, name, sizeof(name))))
                return 0;
        unescape(fields[4]);
        return add_traced(search, TRACE_BLOCK, name,
                text_equals(fields[4], "/") ? USAGE_ROOT : USAGE_MOUNT, fields[4]);
}

/* Calls READ for each line of a file. A file that is not there has none. */
static int for_each_line(struct search *search, const char *path, size_t limit,
        int (*read)(struct search *search, char *line))
{
        _cleanup_free_ char *text = NULL;
        char *rest;
        int r = host_read_file(search->trace.host, path, limit, &text, NULL);

        if (r == -ENOMEM)
                return r;
        if (r < 0) {
                if (r != -ENOENT)
                        problem_list_add(search->problems, -r, NULL, NULL,
                                "What the host uses is not fully known: /%s cannot be read: %s",
                                path, strerror(-r));
                return 0;
        }
        rest = text;
        for (char *line; r >= 0 && (line = strsep(&rest, "\n"));)
                r = read(search, line);
        return r;
}

static int find_mounts(struct search *search)
{
        return for_each_line(search, "proc/self/mountinfo", 4 << 20, read_mount);
}

/* proc_swaps(5): a heading, then "/dev/sda2 partition 1 2 3". */
static int read_swap(struct search *search, char *line)
{
        char name[NAME_MAX + 1];
        const char *path = strsep(&line, " \t");

        if (!trace_device_path(&search->trace, path, name, sizeof(name)))
                return 0;
        return add_traced(search, TRACE_BLOCK, name, USAGE_SWAP, NULL);
}

static int find_swaps(struct search *search)
{
        return for_each_line(search, "proc/swaps", 1 << 16, read_swap);
}

/* net/ipv4/fib_trie.c:fib_route_seq_show */
static int read_ipv4_route(struct search *search, char *line)
{
        char name[64];
        char destination[64];
        char mask[64];

        if (sscanf(line, "%63s %63s %*s %*s %*s %*s %*s %63s", name, destination, mask) != 3 ||
                !text_equals(destination, "00000000") || !text_equals(mask, "00000000"))
                return 0;
        return add_traced(search, TRACE_NETWORK, name, USAGE_DEFAULT_ROUTE, NULL);
}

/* net/ipv6/route.c:rt6_seq_show */
static int read_ipv6_route(struct search *search, char *line)
{
        char name[64];
        char destination[64];
        char length[64];

        if (sscanf(line, "%63s %63s %*s %*s %*s %*s %*s %*s %*s %63s", destination, length, name) !=
                        3 ||
                strspn(destination, "0") != 32 || !text_equals(length, "00"))
                return 0;
        return add_traced(search, TRACE_NETWORK, name, USAGE_DEFAULT_ROUTE, NULL);
}

static int find_routes(struct search *search)
{
        int r = for_each_line(search, "proc/net/route", 8 << 20, read_ipv4_route);

        return r < 0 ? r : for_each_line(search, "proc/net/ipv6_route", 8 << 20, read_ipv6_route);
}

static bool is_listed(
        const struct search *search, const struct trace_link *link, enum usage_kind kind)
{
        for (size_t i = 0; i < search->list.count; i++)
                if (search->list.items[i].function == link->function &&
                        search->list.items[i].kind == kind &&
                        text_equals(search->list.items[i].name, link->name))
                        return true;
        return false;
}

/* Adds every device of a class that JUDGE wants and that hangs on a function directly. */
static int find_class(struct search *search, enum trace_class class,
        bool (*judge)(struct search *search, const struct trace_link *link, enum usage_kind *ret))
{
        const struct trace_links *links = &search->trace.classes[class];
        int r = 0;

        for (size_t i = 0; i < links->count && r >= 0; i++) {
                const struct trace_link *link = &links->items[i];
                enum usage_kind kind;

                if (link->function != PCI_NO_FUNCTION && judge(search, link, &kind))
                        r = add(&search->list, link->function, kind, link->name, NULL);
        }
        return r;
}

static bool judge_network(
        struct search *search, const struct trace_link *link, enum usage_kind *ret)
{
        *ret = USAGE_NETWORK;
        return !is_listed(search, link, USAGE_DEFAULT_ROUTE);
}

static int find_networks(struct search *search)
{
        return find_class(search, TRACE_NETWORK, judge_network);
}

static bool judge_sound(struct search *search, const struct trace_link *link, enum usage_kind *ret)
{
        (void)search;
        *ret = USAGE_SOUND;
        return text_starts_with(link->name, "card");
}

static int find_sound(struct search *search)
{
        return find_class(search, TRACE_SOUND, judge_sound);
}

/* A keyboard is the only one when no other function has one, nor anything that is not PCI, such as
 * a PS/2 port. */
static bool is_only_keyboard(struct search *search, const struct trace_link *keyboard)
{
        const struct trace_links *links = &search->trace.classes[TRACE_INPUT];

        for (size_t i = 0; i < links->count; i++)
                if (links->items[i].function != keyboard->function &&
                        trace_input(&search->trace, &links->items[i]) == INPUT_KEYBOARD)
                        return false;
        return true;
}

static bool judge_input(struct search *search, const struct trace_link *link, enum usage_kind *ret)
{
        enum input_kind kind = trace_input(&search->trace, link);

        if (kind == INPUT_KEYBOARD)
                *ret = is_only_keyboard(search, link) ? USAGE_ONLY_KEYBOARD : USAGE_KEYBOARD;
        else
                *ret = USAGE_MOUSE;
        return kind != INPUT_OTHER;
}

static int find_inputs(struct search *search)
{
        return find_class(search, TRACE_INPUT, judge_input);
}

/* One of the ways to a disk with native multipath, nvme0c1n1: the disk itself is nvme0n1. */
static bool is_hidden_path(const char *name)
{
        unsigned parts[3];

        return sscanf(name, "nvme%uc%un%u", &parts[0], &parts[1], &parts[2]) == 3;
}

/* A whole disk that nothing was found on. Where LVM or RAID lies above it, that was looked at. */
static bool judge_disk(struct search *search, const struct trace_link *link, enum usage_kind *ret)
{
        *ret = search->zfs ? USAGE_ZFS : USAGE_DISK;
        if (trace_is_part(&search->trace, link) || is_hidden_path(link->name) ||
                trace_is_below_another(&search->trace, link))
                return false;
        for (size_t i = 0; i < search->list.count; i++) {
                const struct usage *usage = &search->list.items[i];

                if (usage->function == link->function &&
                        trace_is_of_disk(&search->trace, link, usage->name))
                        return false;
        }
        return true;
}

static int find_disks(struct search *search)
{
        return find_class(search, TRACE_BLOCK, judge_disk);
}

int usage_read(struct host *host, const struct machine *machine, struct usage_list *ret,
        struct problem_list *problems)
{
        /* In this order: the later ones leave out what the earlier ones found. */
        static int (*const searches[])(struct search *) = {
                find_mounts,
                find_swaps,
                find_routes,
                find_networks,
                find_inputs,
                find_sound,
                find_disks,
        };
        struct search search = {
                .trace = { .host = host, .machine = machine },
                .problems = problems,
        };
        int r = trace_begin(&search.trace);

        for (size_t i = 0; i < ELEMENTS_OF(searches) && r >= 0; i++)
                r = searches[i](&search);
        if (r >= 0 && search.trace.error == -ENOMEM)
                r = -ENOMEM;
        else if (search.trace.error)
                problem_list_add(problems, -search.trace.error, NULL, NULL,
                        "What the host uses is not fully known: %s", strerror(-search.trace.error));
        trace_clear(&search.trace);
        if (r < 0) {
                usage_clear(&search.list);
                return r;
        }
        if (search.list.count > 0)
                qsort(search.list.items, search.list.count, sizeof(*search.list.items),
                        compare_usages);
        *ret = search.list;
        return 0;
}
