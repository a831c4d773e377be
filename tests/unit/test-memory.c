// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory that runs out at every allocation in turn: each time the reading either fails with ENOMEM
 * or shows what it shows otherwise, or says that something is missing; and it gives back what it
 * took. The linker leads every allocation of this program here (ld(1), --wrap); those inside of the
 * C library pass by. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "model/card.h"
#include "model/display.h"
#include "model/names.h"
#include "model/usage.h"
#include "tests/unit/made-host.h"
#include "tests/unit/test.h"

DEFINE_CLEANUP(struct names *, names_free);

static size_t countdown;      /* the allocation that fails; 0: none */
static size_t read_countdown; /* likewise for folders */
static bool watching;
static bool has_failed;
static void *living[4096];
static size_t n_living;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
char *__real_strdup(const char *text);
void __real_free(void *pointer);
ssize_t __real_getdents64(int fd, void *buffer, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *pointer);
ssize_t __wrap_getdents64(int fd, void *buffer, size_t size);

static bool fails(size_t *left)
{
        if (!watching || *left == 0 || --*left > 0)
                return false;
        has_failed = true;
        errno = ENOMEM;
        return true;
}

static void *born(void *pointer)
{
        if (watching && pointer && n_living < ELEMENTS_OF(living))
                living[n_living++] = pointer;
        return pointer;
}

static void died(void *pointer)
{
        for (size_t i = n_living; i-- > 0;)
                if (living[i] == pointer) {
                        living[i] = living[--n_living];
                        return;
                }
}

void *__wrap_malloc(size_t size)
{
        return fails(&countdown) ? NULL : born(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
        return fails(&countdown) ? NULL : born(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
        void *grown = fails(&countdown) ? NULL : __real_realloc(old, size);

        if (grown) {
                died(old);
                born(grown);
        }
        return grown;
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
        void *grown = fails(&countdown) ? NULL : __real_reallocarray(old, count, size);

        if (grown) {
                died(old);
                born(grown);
        }
        return grown;
}

char *__wrap_strdup(const char *text)
{
        return fails(&countdown) ? NULL : born(__real_strdup(text));
}

void __wrap_free(void *pointer)
{
        if (pointer)
                died(pointer);
        __real_free(pointer);
}

/* A folder that cannot be read further. */
ssize_t __wrap_getdents64(int fd, void *buffer, size_t size)
{
        if (!fails(&read_countdown))
                return __real_getdents64(fd, buffer, size);
        errno = EIO;
        return -1;
}

static const char host_text[] =
        "acpi-table DMAR\n"
        "function 00:00.0 0600 8086:9a14 group 0\n"
        "function 00:01.0 0604 8086:1901 group 1 driver pcieport\n"
        "function 01:00.0 0300 10de:1f06 rev a1 subsystem 1462:3756 group 1 under 00:01.0 driver "
        "nvidia boot_vga 1 numa 0 link 2.5 8 max-link 8.0 16 sriov 4\n"
        "function 01:00.1 0403 10de:10f9 group 1 under 00:01.0 driver snd_hda_intel\n"
        "function 01:00.4 0300 10de:1f06 group 7 under 00:01.0 physfn 01:00.0\n"
        "function 02:00.0 0108 144d:a808 group 2 driver nvme\n"
        "function 03:00.0 0c03 1022:43ee group 3 driver xhci_hcd\n"
        "function 04:00.0 0200 10ec:8168 group 4 driver r8169\n"
        "group 1 type DMA platform MSFT0101:00 reserved 0xfee00000-0xfeefffff:msi\n"
        "drm card0 on 01:00.0 render renderD128 connector DP-1=connected connector "
        "HDMI-A-1=disconnected\n"
        "disk nvme0n1 on 02:00.0 partition nvme0n1p1 partition nvme0n1p2\n"
        "mapped dm-0 on nvme0n1p2 called vg-root\n"
        "mount / dm-0 ext4\nmount /boot nvme0n1p1 ext4\nswap dm-0\n"
        "network eth0 on 04:00.0\nbridge br0 over eth0 default-route\n"
        "keyboard event0 on 03:00.0\nmouse event1 on 03:00.0\nsound card0 on 01:00.1\n"
        "file usr/share/misc/pci.ids \"10de  NVIDIA\\n\\t1f06  TU106\\nC 03  Display\\n\"\n";

/* Everything that was read, as text, without what may be missing where it was said to be. */
struct picture {
        char text[8192];
        size_t used;
        size_t n_problems;
};

__attribute__((format(printf, 2, 3))) static void say(
        struct picture *picture, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        picture->used += (size_t)vsnprintf(picture->text + picture->used,
                sizeof(picture->text) - picture->used, format, arguments);
        va_end(arguments);
        if (picture->used >= sizeof(picture->text))
                abort();
}

static const char *or_none(const char *text)
{
        return text ? text : "none";
}

static void say_machine(struct picture *picture, const struct machine *machine)
{
        for (size_t i = 0; i < machine->n_functions; i++) {
                const struct pci_function *function = &machine->functions[i];

                say(picture, "%zx %x %d %zx %s %s %s %s %zx %zu\n", i, function->class_code,
                        function->group, function->parent, or_none(function->driver),
                        or_none(function->detail.link_speed), or_none(function->detail.power_state),
                        or_none(function->detail.runtime_status),
                        function->detail.physical_function, function->detail.virtual_functions);
        }
        for (size_t i = 0; i < machine->n_groups; i++)
                say(picture, "group %u %zu %zu %s %zu\n", machine->groups[i].number,
                        machine->groups[i].n_members, machine->groups[i].n_others,
                        or_none(machine->groups[i].type), machine->groups[i].n_regions);
        picture->n_problems += machine->problems.count + machine->problems.lost;
}

static int paint_cards(struct picture *picture, struct host *host, const struct machine *machine)
{
        _cleanup_free_ struct card *cards = NULL;
        _cleanup_(companions_clear) struct companions companions = {};
        _cleanup_(display_clear) struct display display = {};
        size_t count;
        int r = cards_find(machine, &cards, &count);

        if (r >= 0 && count > 0)
                r = companions_find(
                        machine, cards[0].functions, cards[0].n_functions, &cards[0], &companions);
        if (r >= 0 && count > 0)
                r = display_read(host, &machine->functions[cards[0].display], &display);
        if (r < 0)
                return r;
        say(picture, "cards %zu all %zu foreign %zu bridges %zu others %zu\n", count,
                companions.n_all, companions.n_foreign, companions.n_bridges, companions.n_others);
        say(picture, "display %s %s %zu\n", or_none(display.card), or_none(display.render),
                display.n_connectors);
        return 0;
}

static int paint_usage(struct picture *picture, struct host *host, const struct machine *machine)
{
        _cleanup_(usage_clear) struct usage_list list = {};
        _cleanup_(problem_list_clear) struct problem_list problems = {};
        int r = usage_read(host, machine, &list, &problems);

        for (size_t i = 0; r >= 0 && i < list.count; i++)
                say(picture, "%zx %s %s %s\n", list.items[i].function,
                        usage_word(list.items[i].kind), list.items[i].name,
                        or_none(list.items[i].what));
        picture->n_problems += problems.count + problems.lost;
        return r;
}

static int paint_names(struct picture *picture, struct host *host, const struct machine *machine)
{
        _cleanup_(names_freep) struct names *names = NULL;
        _cleanup_free_ char *written = NULL;
        size_t size;
        int r = names_read(host, machine, true, &names, NULL);

        if (r >= 0)
                r = names_write(names, &written, &size);
        if (r >= 0)
                say(picture, "%s", written);
        return r;
}

DEFINE_CLEANUP(struct machine *, machine_free);

static int paint(struct picture *picture, struct host *host)
{
        _cleanup_(machine_freep) struct machine *machine = NULL;
        int r = machine_read(host, MACHINE_ALL, &machine, NULL);

        if (r < 0)
                return r;
        say_machine(picture, machine);
        r = paint_cards(picture, host, machine);
        if (r >= 0)
                r = paint_usage(picture, host, machine);
        return r < 0 ? r : paint_names(picture, host, machine);
}

/* Tells the first line that differs. */
static void check_same(const char *got, const char *wanted)
{
        size_t same = 0;

        while (got[same] && got[same] == wanted[same])
                same++;
        while (same > 0 && got[same - 1] != '\n')
                same--;
        printf("# \"%.*s\", not \"%.*s\"\n", (int)strcspn(got + same, "\n"), got + same,
                (int)strcspn(wanted + same, "\n"), wanted + same);
}

/* Lets the NUMBERth of what *LEFT counts fail. False: there are not so many. */
static bool check_failure(
        struct host *host, const struct picture *whole, size_t *left, size_t number, int error)
{
        static struct picture picture;
        int r;

        memset(&picture, 0, sizeof(picture));
        has_failed = false;
        n_living = 0;
        *left = number;
        watching = true;
        r = paint(&picture, host);
        watching = false;
        *left = 0;
        if (!has_failed)
                return false;
        if (!CHECK_INT((int64_t)n_living, 0))
                printf("# after failure %zu\n", number);
        if (r < 0 && !CHECK_INT(r, error))
                printf("# after failure %zu\n", number);
        if (r >= 0 && picture.n_problems == 0 && !CHECK(strcmp(picture.text, whole->text) == 0)) {
                printf("# after failure %zu: ", number);
                check_same(picture.text, whole->text);
        }
        return true;
}

static void check_all_failures(size_t *left, int error)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        static struct picture whole;
        size_t number = 1;

        memset(&whole, 0, sizeof(whole));
        if (!made_host_begin(&made, host_text) || !CHECK_INT(paint(&whole, made.host), 0))
                return;
        CHECK_INT((int64_t)whole.n_problems, 0);
        while (check_failure(made.host, &whole, left, number, error))
                number++;
        CHECK(number > 20);
        printf("# %zu failures\n", number - 1);
}

TEST(every_allocation_fails_once)
{
        check_all_failures(&countdown, -ENOMEM);
}

/* A folder of which only a part can be read must not be taken for the whole. */
TEST(every_folder_fails_once)
{
        check_all_failures(&read_countdown, -EIO);
}

/* An array that cannot grow stays as it is. */
TEST(array_stays_without_memory)
{
        _cleanup_free_ unsigned *items = NULL;
        unsigned *before;
        size_t count = 0;
        size_t capacity = 0;

        do {
                if (!CHECK(ARRAY_RESERVE(items, count, capacity)))
                        return;
                items[count] = (unsigned)count;
        } while (++count < capacity);
        before = items;
        countdown = 1;
        watching = true;
        CHECK(!ARRAY_RESERVE(items, count, capacity));
        watching = false;
        CHECK(items == before);
        CHECK_INT((int64_t)capacity, (int64_t)count);
        CHECK_INT(items[count - 1], (int64_t)count - 1);
}

/* Problems are only counted then. */
TEST(problems_that_find_no_memory)
{
        _cleanup_(problem_list_clear) struct problem_list list = {};

        countdown = 1;
        watching = true;
        CHECK_INT(problem_list_add(&list, EIO, NULL, NULL, "lost"), -EIO);
        watching = false;
        CHECK_INT(problem_list_add(&list, ENOENT, NULL, NULL, "kept"), -ENOENT);
        CHECK_INT((int64_t)list.lost, 1);
        if (CHECK_INT((int64_t)list.count, 1))
                CHECK_TEXT(list.items[0].sentence, "kept");
}
