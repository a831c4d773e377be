// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/parse.h"
#include "basic/text.h"
#include "model/names-source.h"
#include "model/names.h"
#include "tests/unit/child.h"
#include "tests/unit/made-host.h"
#include "tests/unit/test.h"

DEFINE_CLEANUP(struct names *, names_free);

/* A list as a person would read it: line by line from the top, and of several lines with one id the
 * first counts. Every line becomes an entry. */
struct plain_list {
        struct name_entry *entries;
        size_t count;
        size_t capacity;
};

static void plain_add(struct plain_list *list, enum name_kind kind, uint64_t id, const char *text,
        const char *end)
{
        while (text < end && (*text == ' ' || *text == '\t'))
                text++;
        while (end > text && (end[-1] == ' ' || end[-1] == '\r'))
                end--;
        if (CHECK(ARRAY_RESERVE(list->entries, list->count, list->capacity)))
                list->entries[list->count++] = (struct name_entry){
                        .kind = kind, .id = id, .text = text, .length = (size_t)(end - text)
                };
}

/* The line, without its tabs, has no NUL but ends at END. */
static void plain_line(struct plain_list *list, const char *line, const char *end)
{
        static unsigned vendor, device;
        static bool in_classes;
        const char *cursor = line;
        unsigned tabs = 0;
        uint32_t a, b;

        while (cursor < end && *cursor == '\t')
                cursor++, tabs++;
        if (tabs == 0 && end - cursor > 4 && cursor[0] == 'C' && cursor[1] == ' ') {
                cursor += 2;
                in_classes = true;
                if (parse_hex_digits(&cursor, 2, &vendor))
                        plain_add(list, NAME_CLASS, name_id(vendor, 0, 0, 0), cursor, end);
        } else if (tabs == 0 && end - cursor > 4 && parse_hex_digits(&cursor, 4, &a)) {
                vendor = a;
                in_classes = false;
                plain_add(list, NAME_VENDOR, name_id(vendor, 0, 0, 0), cursor, end);
        } else if (tabs == 1 && in_classes && end - cursor > 2 &&
                parse_hex_digits(&cursor, 2, &a)) {
                plain_add(list, NAME_SUBCLASS, name_id(vendor, a, 0, 0), cursor, end);
        } else if (tabs == 1 && end - cursor > 4 && parse_hex_digits(&cursor, 4, &a)) {
                device = a;
                plain_add(list, NAME_DEVICE, name_id(vendor, device, 0, 0), cursor, end);
        } else if (tabs == 2 && !in_classes && end - cursor > 9 &&
                parse_hex_digits(&cursor, 4, &a) && *cursor++ == ' ' &&
                parse_hex_digits(&cursor, 4, &b)) {
                plain_add(list, NAME_SUBSYSTEM, name_id(vendor, device, a, b), cursor, end);
        }
}

static struct plain_list plain_read(const char *text, size_t size)
{
        struct plain_list list = {};
        const char *end = text + size;

        while (text < end) {
                const char *line_end = memchr(text, '\n', (size_t)(end - text));

                if (!line_end)
                        line_end = end;
                if (*text != '#')
                        plain_line(&list, text, line_end);
                text = line_end < end ? line_end + 1 : end;
        }
        return list;
}

static int compare(const void *a, const void *b)
{
        const struct name_entry *x = a;
        const struct name_entry *y = b;

        if (x->kind != y->kind)
                return COMPARE(x->kind, y->kind);
        return x->id != y->id ? COMPARE(x->id, y->id) : COMPARE(x->text, y->text);
}

/* Wants every entry of the list and some that are not there, looks them up in TEXT and compares.
 * False after a difference, which was told. */
static bool check_against_plain(const char *text, size_t size, struct plain_list *list)
{
        struct name_table table = { .entries =
                                            calloc(list->count * 2 + 1, sizeof(*table.entries)) };
        bool same = CHECK(table.entries);
        size_t next = 0;

        qsort(list->entries, list->count, sizeof(*list->entries), compare);
        for (size_t i = 0; i < list->count && same; i++) {
                const struct name_entry *entry = &list->entries[i];

                if (i > 0 && entry->kind == entry[-1].kind && entry->id == entry[-1].id)
                        continue;
                table.entries[table.count++] =
                        (struct name_entry){ .kind = entry->kind, .id = entry->id };
                /* The next id, where that is not wanted anyway. */
                if (entry->kind == NAME_DEVICE &&
                        (i + 1 == list->count || entry[1].id >> 32 != (entry->id >> 32) + 1) &&
                        (entry->id >> 32 & 0xffff) != 0xffff)
                        table.entries[table.count++] = (struct name_entry){ .kind = entry->kind,
                                .id = entry->id + (UINT64_C(1) << 32) };
        }
        names_from_text(&table, text, size);
        for (size_t i = 0; i < table.count && same; i++) {
                const struct name_entry *got = &table.entries[i];
                const struct name_entry *wanted;

                while (next < list->count &&
                        (list->entries[next].kind < got->kind ||
                                (list->entries[next].kind == got->kind &&
                                        list->entries[next].id < got->id)))
                        next++;
                wanted = next < list->count && list->entries[next].kind == got->kind &&
                                list->entries[next].id == got->id
                        ? &list->entries[next]
                        : NULL;
                same = wanted ? got->text && got->length == wanted->length &&
                                memcmp(got->text, wanted->text, got->length) == 0
                              : !got->text;
                if (!same)
                        printf("# kind %d, id %016llx: \"%.*s\", not \"%.*s\"\n", (int)got->kind,
                                (unsigned long long)got->id, got->text ? (int)got->length : 4,
                                got->text ? got->text : "none", wanted ? (int)wanted->length : 4,
                                wanted ? wanted->text : "none");
        }
        arena_clear(&table.arena);
        free(table.entries);
        return CHECK(same);
}

/* The real list, where there is one: every vendor, device, subsystem and class of it. */
TEST(real_list)
{
        _cleanup_fd_ int fd = open("/usr/share/misc/pci.ids", O_RDONLY | O_CLOEXEC);
        struct stat status;
        struct plain_list list;
        void *text;

        if (fd < 0)
                fd = open("/usr/share/hwdata/pci.ids", O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &status) < 0)
                SKIP("there is no pci.ids here");
        text = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (!CHECK(text != MAP_FAILED))
                return;
        list = plain_read(text, (size_t)status.st_size);
        CHECK(list.count > 20000);
        check_against_plain(text, (size_t)status.st_size, &list);
        free(list.entries);
        munmap(text, (size_t)status.st_size);
}

/* Lists that chance wrote. */

struct writer {
        char text[60000];
        size_t size;
        unsigned long long random;
        bool sorted;
        bool crlf;
};

/* Knuth's MMIX generator: the same on every machine. */
static unsigned below(struct writer *writer, unsigned limit)
{
        writer->random = writer->random * 6364136223846793005ULL + 1442695040888963407ULL;
        return (unsigned)(writer->random >> 33) % limit;
}

static void put_line(struct writer *writer, const char *margin, unsigned id, unsigned digits)
{
        static const char *const names[] = { "N", "NVIDIA Corporation", "a  b\tc",
                "\xc3\xa4\xe6\xbc\xa2", "0123 4567  looks like one", "x " };
        const char *name = names[below(writer, ELEMENTS_OF(names))];
        int repeat = below(writer, 40) == 0 ? 300 : 0; /* longer than any step */

        writer->size += (size_t)snprintf(writer->text + writer->size,
                sizeof(writer->text) - writer->size, "%s%0*x  %s%0*d%s", margin, (int)digits, id,
                name, repeat, repeat, writer->crlf ? "\r\n" : "\n");
}

static void put_noise(struct writer *writer)
{
        static const char *const noise[] = { "# comment\n", "\n", "#\tx\n", "# 10de  NVIDIA\n" };

        if (below(writer, 6) == 0)
                writer->size += (size_t)snprintf(writer->text + writer->size,
                        sizeof(writer->text) - writer->size, "%s",
                        noise[below(writer, ELEMENTS_OF(noise))]);
}

/* COUNT different ids below LIMIT, ascending or mixed. */
static void make_ids(struct writer *writer, unsigned *ids, unsigned count, unsigned limit)
{
        unsigned step = limit / count;

        for (unsigned i = 0; i < count; i++)
                ids[i] = i * step + below(writer, step);
        for (unsigned i = 0; i < count && !writer->sorted; i++) {
                unsigned other = below(writer, count);
                unsigned id = ids[i];

                ids[i] = ids[other];
                ids[other] = id;
        }
}

static void put_devices(struct writer *writer, bool classes)
{
        unsigned count = 1 + below(writer, below(writer, 10) == 0 ? 100 : 6);
        unsigned ids[100];

        make_ids(writer, ids, count, classes ? 0x100 : 0x10000);
        for (unsigned i = 0; i < count; i++) {
                put_line(writer, "\t", ids[i], classes ? 2 : 4);
                for (unsigned k = below(writer, 4); k > 0; k--) {
                        char margin[16];

                        put_noise(writer);
                        snprintf(margin, sizeof(margin), "\t\t%04x ", k);
                        put_line(writer, classes ? "\t\t" : margin, below(writer, 0x100),
                                classes ? 2 : 4);
                }
                put_noise(writer);
        }
}

static void put_list(struct writer *writer)
{
        unsigned count = 1 + below(writer, 30);
        unsigned ids[30];

        make_ids(writer, ids, count, 0x10000);
        for (unsigned i = 0; i < count && writer->size < 40000; i++) {
                put_noise(writer);
                put_line(writer, "", ids[i], 4);
                if (below(writer, 4))
                        put_devices(writer, false);
        }
        count = 1 + below(writer, 10);
        make_ids(writer, ids, count, 0x100);
        for (unsigned i = 0; i < count && writer->size < 50000; i++) {
                put_line(writer, "C ", ids[i], 2);
                if (below(writer, 3))
                        put_devices(writer, true);
        }
        if (below(writer, 3) == 0)
                writer->size--; /* the last line does not end */
}

TEST(random_lists)
{
        static struct writer writer;

        for (unsigned seed = 0; seed < 300; seed++) {
                struct plain_list list;
                char *exact;
                bool same;

                writer.size = 0;
                writer.random = seed;
                writer.sorted = seed % 3 != 0;
                writer.crlf = seed % 5 == 0;
                put_list(&writer);
                /* Exactly as large as the text, so that a sanitizer sees a read behind it. */
                exact = malloc(writer.size);
                memcpy(exact, writer.text, writer.size);
                list = plain_read(exact, writer.size);
                same = check_against_plain(exact, writer.size, &list);
                free(list.entries);
                free(exact);
                if (!same) {
                        CHECK_INT(seed, -1);
                        return;
                }
        }
}

/* What a comment in the middle of subsystems does: nothing. */
TEST(comment_among_subsystems)
{
        static const char text[] = "10de  NVIDIA\n"
                                   "\t1f06  TU106\n"
                                   "\t\t1043 8724  first\n"
                                   "# comment\n"
                                   "\n"
                                   "\t\t1462 3756  second\n"
                                   "\t1f07  other\n"
                                   "\t\t1462 3757  third\n";
        struct plain_list list = plain_read(text, strlen(text));

        CHECK_INT((int64_t)list.count, 6);
        check_against_plain(text, strlen(text), &list);
        free(list.entries);
}

TEST(duplicates_and_nothing)
{
        static const char text[] = "10de  first\n\t0001  one\n10de  second\n\t0002  two\n";
        struct name_entry entries[] = {
                { .kind = NAME_VENDOR, .id = name_id(0x10de, 0, 0, 0) },
                { .kind = NAME_DEVICE, .id = name_id(0x10de, 1, 0, 0) },
        };
        struct name_table table = { .entries = entries, .count = 2 };

        names_from_text(&table, text, strlen(text));
        CHECK(entries[0].text);
        names_from_text(&(struct name_table){}, text, strlen(text));
        entries[0].text = entries[1].text = NULL;
        names_from_text(&table, "", 0);
        names_from_text(&table, "\n", 1);
        names_from_text(&table, "10de", 4);
        names_from_text(&table, "\t0001  x", 8);
        CHECK(!entries[1].text);
}

#define CARD "function 01:00.0 0300 10de:1f06 subsystem 1462:3756\n"

TEST(texts_for_people)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(names_freep) struct names *names = NULL;
        const struct pci_function *function;
        char text[NAME_TEXT_SIZE];

        if (!made_host_read(&made,
                    CARD "function 02:00.0 0280 8086:0001\n"
                         "function 03:00.0 ff00 1234:0001\n"
                         "file usr/share/misc/pci.ids \"10de  NVIDIA\\x1b Corporation\\n"
                         "\\t1f06  TU106\\n\\t\\t1462 3756  Gaming\\n1462  Micro-Star\\n"
                         "8086  Intel\\nC 02  Network\\nC 03  Display\\n\\t00  VGA\\n\"\n") ||
                !CHECK_INT(names_read(made.host, made.machine, true, &names, NULL), 0))
                return;
        function = made.machine->functions;
        CHECK(names_are_known(names));
        CHECK_TEXT(names_function(names, &function[0], text), "NVIDIA? Corporation TU106");
        CHECK_TEXT(names_vendor(names, 0x10de, text), "NVIDIA? Corporation");
        CHECK_TEXT(names_device(names, &function[0], text), "TU106");
        CHECK_TEXT(names_subsystem(names, &function[0], text), "Gaming");
        CHECK_TEXT(names_class(names, 0x030000, text), "VGA");
        CHECK_TEXT(names_function(names, &function[1], text), "Intel Device");
        CHECK_TEXT(names_class(names, 0x028000, text), "Network");
        CHECK_TEXT(names_device(names, &function[1], text), "");
        CHECK_TEXT(names_function(names, &function[2], text), "Device");
        CHECK_TEXT(names_class(names, 0xff0000, text), "Class ff00");
}

TEST(long_names_are_cut)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(names_freep) struct names *names = NULL;
        char ids[1200];
        char text[NAME_TEXT_SIZE];

        for (int length = 240; length < 270; length++) {
                if (!made_host_read(&made, CARD))
                        return;
                snprintf(ids, sizeof(ids), "10de  %0*d\n\t1f06  %0300d\n", length, 0, 0);
                scratch_file(&made.scratch, "usr/share/misc/pci.ids", ids);
                CHECK_INT(names_read(made.host, made.machine, false, &names, NULL), 0);
                names_function(names, made.machine->functions, text);
                CHECK_INT((int64_t)strlen(text), NAME_TEXT_SIZE - 1);
                names_free(TAKE_PTR(names));
                made_host_done(&made);
        }
}

/* What is written reads back as the same. */
TEST(written_names_read_back)
{
        static const char ids[] = "10de  NVIDIA\n\t1f06  TU106\n\t\t1462 3756  Gaming\n"
                                  "1462  Micro-Star\nC 03  Display\n\t00  VGA\n";
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(names_freep) struct names *names = NULL;
        _cleanup_free_ char *written = NULL;
        size_t size;

        if (!made_host_read(&made, CARD))
                return;
        scratch_file(&made.scratch, "usr/share/hwdata/pci.ids", ids);
        CHECK_INT(names_read(made.host, made.machine, true, &names, NULL), 0);
        CHECK_INT(names_write(names, &written, &size), 0);
        CHECK_INT((int64_t)size, (int64_t)strlen(ids));
        CHECK_TEXT(written, ids);
}

TEST(no_list)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(names_freep) struct names *names = NULL;
        char text[NAME_TEXT_SIZE];

        if (!made_host_read(&made,
                    CARD "file usr/share/misc/pci.ids \"\"\n"
                         "folder usr/share/hwdata/pci.ids\n") ||
                !CHECK_INT(names_read(made.host, made.machine, true, &names, NULL), 0))
                return;
        CHECK(!names_are_known(names));
        CHECK_TEXT(names_function(names, made.machine->functions, text), "Device");
        CHECK_TEXT(names_subsystem(names, made.machine->functions, text), "");
        CHECK_TEXT(names_class(names, 0x030000, text), "Class 0300");
        names_free(NULL);
}

/* This machine's hardware database, laid into a host that has no pci.ids. */
TEST(hardware_database)
{
        static const char *const places[] = { "/etc/udev/hwdb.bin", "/usr/lib/udev/hwdb.bin",
                "/usr/lib/systemd/hwdb/hwdb.bin", "/lib/udev/hwdb.bin" };
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(names_freep) struct names *names = NULL;
        char path[128];
        char text[NAME_TEXT_SIZE];
        size_t place = 0;

        while (place < ELEMENTS_OF(places) && access(places[place], R_OK) < 0)
                place++;
        if (place == ELEMENTS_OF(places))
                SKIP("there is no hwdb.bin here");
        if (!made_host_read(&made, CARD))
                return;
        scratch_folder(&made.scratch, "usr/lib/udev");
        snprintf(path, sizeof(path), "cp %s %s/usr/lib/udev/hwdb.bin", places[place],
                made.scratch.path);
        if (!CHECK_INT(system(path), 0))
                return;
        CHECK_INT(names_read(made.host, made.machine, true, &names, NULL), 0);
        if (!names_are_known(names))
                SKIP("the hardware database is not read here");
        CHECK_TEXT(names_vendor(names, 0x10de, text), "NVIDIA Corporation");
        CHECK(text_starts_with(names_device(names, made.machine->functions, text), "TU106"));
        CHECK_TEXT(names_class(names, 0x030000, text), "VGA compatible controller");
}

static bool read_names_of_dump(void *context)
{
        const struct made_host *made = context;
        struct names *names = NULL;
        struct host *host;
        char path[96];
        int r;

        snprintf(path, sizeof(path), "%s/x.tar", made->scratch.path);
        if (host_open(path, &host, NULL) < 0)
                return false;
        r = names_read(host, made->machine, true, &names, NULL);
        names_free(names);
        host_close(host);
        return r == 0;
}

/* A database with the right head and offsets to nowhere, in somebody's dump (systemd:
 * src/libsystemd/sd-hwdb/hwdb-internal.h, struct trie_header_f). */
TEST(hostile_hardware_database)
{
        static const uint64_t head[] = { 0, 252, 88, 80, 24, 16, 32, 1ULL << 40, 8, 0, 0 };
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_fd_ int fd = -EBADF;
        char bytes[sizeof(head)];
        char command[160];

        if (!made_host_read(&made, CARD))
                return;
        memcpy(bytes, head, sizeof(bytes));
        memcpy(bytes, "KSLPHHRH", 8);
        scratch_folder(&made.scratch, "etc/udev");
        fd = openat(made.scratch.fd, "etc/udev/hwdb.bin", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        CHECK_INT(fd_write_full(fd, bytes, sizeof(bytes)), 0);
        snprintf(command, sizeof(command), "tar -C %s -cf %s/x.tar etc", made.scratch.path,
                made.scratch.path);
        if (CHECK_INT(system(command), 0))
                CHECK(child_succeeds(read_names_of_dump, &made, 10));
}
