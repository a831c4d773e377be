// SPDX-License-Identifier: GPL-2.0-or-later
/* pci.ids: a text of 1.4 MB and 36,000 lines, of which a machine needs some fifty. A vendor's line
 * begins at the margin, its devices are indented by one tab, their subsystems by two. Vendors are
 * sorted, and so are the devices of a vendor: both are looked for by bisection, and line by line
 * where that finds nothing, since nobody promises that they are. Where a vendor's lines end is
 * looked for line by line always. Lines are found 64 bytes at a time. */
#include "model/names-source.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "basic/cleanup.h"
#include "basic/macro.h"
#include "basic/parse.h"

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

/* Which byte of eight is the first, in memory, that is not zero. */
static unsigned first_byte(uint64_t word)
{
        return (unsigned)(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_ctzll(word)
                                                                    : __builtin_clzll(word)) /
                8;
}

/* Marks, of the 16 bytes at FROM, the line ends before a line that is indented by less than DEPTH
 * tabs. */
static inline __attribute__((always_inline)) bytes16 mark_ends(const char *from, unsigned depth)
{
        const bytes16 line_end = (bytes16){} + '\n';
        const bytes16 tab = (bytes16){} + '\t';
        bytes16 here, first, second, indented;

        memcpy(&here, from, 16);
        memcpy(&first, from + 1, 16);
        memcpy(&second, from + 2, 16);
        indented = (bytes16)(first == tab);
        if (depth > 1)
                indented &= (bytes16)(second == tab);
        return (bytes16)(here == line_end) & ~indented;
}

/* The next line after FROM that is indented by less than DEPTH tabs (1 or 2); END where there is
 * none. FROM stands anywhere inside a line. */
static inline __attribute__((always_inline)) const char *next_line(
        const char *from, const char *end, unsigned depth)
{
        words2 found;

        /* Most of the text is skipped: four steps are looked at together. */
        for (; end - from >= 66; from += 64) {
                found = (words2)(mark_ends(from, depth) | mark_ends(from + 16, depth) |
                        mark_ends(from + 32, depth) | mark_ends(from + 48, depth));
                if (found[0] | found[1])
                        break;
        }
        for (; end - from >= 18; from += 16) {
                found = (words2)mark_ends(from, depth);
                if (found[0])
                        return from + first_byte(found[0]) + 1;
                if (found[1])
                        return from + 8 + first_byte(found[1]) + 1;
        }
        for (; from < end; from++)
                if (*from == '\n' && end - from > 1 &&
                        !(from[1] == '\t' && (depth == 1 || (end - from > 2 && from[2] == '\t'))))
                        return from + 1;
        return end;
}

static const char *next_margin(const char *from, const char *end)
{
        return next_line(from, end, 1);
}

static const char *next_device(const char *from, const char *end)
{
        return next_line(from, end, 2);
}

/* At most 16 bytes behind an id, so a number is never read past the end. */
static bool take_number(const char **cursor, const char *end, unsigned digits, uint32_t *ret)
{
        return end - *cursor > (ptrdiff_t)digits && parse_hex_digits(cursor, digits, ret);
}

/* The rest of the line without the blanks in front of it. */
static void set_text(struct name_entry *entry, const char *cursor, const char *end)
{
        const char *line_end = memchr(cursor, '\n', (size_t)(end - cursor));

        if (!line_end)
                line_end = end;
        while (cursor < line_end && (*cursor == ' ' || *cursor == '\t'))
                cursor++;
        while (line_end > cursor && (line_end[-1] == ' ' || line_end[-1] == '\r'))
                line_end--;
        entry->text = cursor;
        entry->length = (size_t)(line_end - cursor);
}

/* A block: the lines below one line at the margin. */
struct block {
        const char *begin;
        const char *end;
        unsigned digits; /* of the ids in it: 4 for devices, 2 for sub-classes */
};

/* The first line of the block at or after FROM with an id: where it begins, what stands behind the
 * id. */
static bool line_after(const struct block *block, const char *from, const char **ret_line,
        const char **ret_rest, uint32_t *ret_id)
{
        for (const char *line = from; line < block->end; line = next_device(line, block->end)) {
                const char *cursor = line + 1;

                if (*line == '\t' && take_number(&cursor, block->end, block->digits, ret_id)) {
                        *ret_line = line;
                        *ret_rest = cursor;
                        return true;
                }
        }
        return false;
}

/* Returns what stands behind the id, or NULL. */
static const char *bisect(const struct block *block, uint32_t wanted)
{
        const char *low = block->begin; /* the beginning of a line, always */
        const char *high = block->end;

        while (low < high) {
                const char *middle = low + (high - low) / 2;
                const char *start = middle > low ? next_device(middle - 1, block->end) : low;
                const char *line;
                const char *rest;
                uint32_t id;

                if (!line_after(block, start, &line, &rest, &id) || line >= high || id > wanted)
                        high = middle;
                else if (id == wanted)
                        return rest;
                else
                        low = next_device(rest, block->end);
        }
        return NULL;
}

static const char *find_line(const struct block *block, uint32_t wanted)
{
        const char *found = bisect(block, wanted);
        const char *line = block->begin;
        const char *rest;
        uint32_t id;

        for (; !found && line_after(block, line, &line, &rest, &id);
                line = next_device(rest, block->end))
                if (id == wanted)
                        found = rest;
        return found;
}

/* "\t\t1043 8724  name", below the line of the device that CURSOR stands in. */
static void take_subsystems(
        struct name_table *table, uint64_t device, const char *cursor, const char *end)
{
        struct name_entry *wanted = name_table_from(table, NAME_SUBSYSTEM, device);

        if (!wanted || wanted->kind != NAME_SUBSYSTEM || wanted->id >> 32 != device >> 32)
                return;
        while ((cursor = memchr(cursor, '\n', (size_t)(end - cursor))) && ++cursor < end) {
                struct name_entry *entry;
                uint32_t vendor;
                uint32_t subsystem;

                /* Comments may stand between them; the next device, or vendor, ends them. */
                if (end - cursor < 2 || strchr("#\r\n", *cursor))
                        continue;
                if (cursor[0] != '\t' || cursor[1] != '\t') {
                        const char *id = cursor + 1;

                        if (*cursor == '\t' && !take_number(&id, end, 4, &vendor))
                                continue;
                        return;
                }
                cursor += 2;
                if (!take_number(&cursor, end, 4, &vendor) || *cursor != ' ')
                        continue;
                cursor++;
                if (!take_number(&cursor, end, 4, &subsystem))
                        continue;
                entry = name_table_find(
                        table, NAME_SUBSYSTEM, device | name_id(0, 0, vendor, subsystem));
                if (entry)
                        set_text(entry, cursor, end);
        }
}

/* Looks for the wanted entries below PARENT. */
static void take_block(
        struct name_table *table, const struct name_entry *parent, const struct block *block)
{
        enum name_kind kind = parent->kind == NAME_CLASS ? NAME_SUBCLASS : NAME_DEVICE;
        struct name_entry *entry = name_table_from(table, kind, parent->id);
        const struct name_entry *end = table->entries + table->count;

        for (; entry && entry < end && entry->kind == kind && entry->id >> 48 == parent->id >> 48;
                entry++) {
                const char *line = find_line(block, (entry->id >> 32) & 0xffff);

                if (!line)
                        continue;
                set_text(entry, line, block->end);
                if (kind == NAME_DEVICE)
                        take_subsystems(table, entry->id, line, block->end);
        }
}

/* What a line at the margin begins: a vendor ("10de  NVIDIA Corporation"), by its id; a class ("C
 * 03 Display controller"), by CLASS_KEY and its number, since classes stand behind all vendors. A
 * comment or an empty line begins nothing and ends nothing. */
#define CLASS_KEY 0x10000u

struct margin {
        uint32_t key;
        const char *line;
        const char *rest; /* behind the id */
};

static bool read_margin(const char *line, const char *end, struct margin *ret)
{
        const char *cursor = line;
        bool is_class = end - line > 2 && line[0] == 'C' && line[1] == ' ';
        uint32_t id;

        if (is_class)
                cursor += 2;
        if (!take_number(&cursor, end, is_class ? 2 : 4, &id))
                return false;
        *ret = (struct margin){
                .key = is_class ? CLASS_KEY + id : id, .line = line, .rest = cursor
        };
        return true;
}

/* The first line at or after LINE, the beginning of one, and before LIMIT that begins something. */
static bool margin_from(const char *line, const char *limit, const char *end, struct margin *ret)
{
        for (; line < limit; line = next_margin(line, limit))
                if (read_margin(line, end, ret))
                        return true;
        return false;
}

/* The lines of the great vendors fill hundreds of kilobytes. Bisecting must not walk through them,
 * so it looks a short way from several points for a line at the margin. */
#define LOOK_AHEAD 512
#define SMALL      2048

static bool split(const char *low, const char *high, const char *end, struct margin *ret)
{
        static const unsigned char parts[] = { 16, 8, 24, 4, 12, 20, 28, 2, 30, 31 };

        for (size_t i = 0; i < sizeof(parts); i++) {
                const char *from = low + (high - low) / 32 * parts[i];
                const char *limit = high - from > LOOK_AHEAD ? from + LOOK_AHEAD : high;

                /* FROM stands inside a line, which begins before it. */
                if (margin_from(next_margin(from, limit), limit, end, ret))
                        return true;
        }
        return false;
}

/* The line with just that key. It is looked for from BEGIN on, and if that fails, everywhere. */
static bool find_margin(
        const char *text, const char *begin, const char *end, uint32_t key, struct margin *ret)
{
        const char *low = begin;
        const char *high = end;
        struct margin middle;

        while (high - low > SMALL && split(low, high, end, &middle)) {
                if (middle.key <= key)
                        low = middle.line;
                else
                        high = middle.line;
        }
        for (unsigned pass = 0; pass < 2; pass++) {
                for (const char *line = low; margin_from(line, high, end, ret);
                        line = next_margin(ret->line, high))
                        if (ret->key == key)
                                return true;
                low = text;
                high = end;
        }
        return false;
}

/* The wanted entries of KIND, and below each what is wanted of the lines that are indented there.
 */
static void take_all(
        struct name_table *table, enum name_kind kind, const char *text, const char *end)
{
        struct name_entry *entry = name_table_from(table, kind, 0);
        const struct name_entry *last = table->entries + table->count;
        uint32_t base = kind == NAME_CLASS ? CLASS_KEY : 0;

        /* Ids ascend here and in the text: each is looked for behind the one before. */
        for (const char *begin = text; entry && entry < last && entry->kind == kind; entry++) {
                struct block block = { .digits = kind == NAME_CLASS ? 2 : 4, .end = end };
                struct margin margin;
                struct margin next;

                if (!find_margin(text, begin, end, base + (uint32_t)(entry->id >> 48), &margin))
                        continue;
                set_text(entry, margin.rest, end);
                if (margin_from(next_margin(margin.line, end), end, end, &next))
                        block.end = next.line;
                block.begin = next_device(margin.line, block.end);
                take_block(table, entry, &block);
                begin = block.end;
        }
}

void names_from_text(struct name_table *table, const char *text, size_t size)
{
        take_all(table, NAME_VENDOR, text, text + size);
        take_all(table, NAME_CLASS, text, text + size);
}

/* Where distributions keep it: Debian, then Fedora, Arch and SUSE, then update-pciids(8). */
static const char *const places[] = {
        "usr/share/misc/pci.ids",
        "usr/share/hwdata/pci.ids",
        "var/lib/pciutils/pci.ids",
        "usr/share/pci.ids",
};

bool names_from_pci_ids(struct host *host, struct name_table *table)
{
        for (size_t i = 0; i < ELEMENTS_OF(places); i++) {
                _cleanup_fd_ int fd = host_open_file(host, places[i]);
                struct stat status;
                void *mapped;

                if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
                        status.st_size == 0)
                        continue;
                mapped = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
                if (mapped == MAP_FAILED)
                        continue;
                table->mapped = mapped;
                table->mapped_size = (size_t)status.st_size;
                names_from_text(table, mapped, table->mapped_size);
                return true;
        }
        return false;
}
