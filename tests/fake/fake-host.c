// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/parse.h"
#include "basic/text.h"
#include "tests/fake/fake-key.h"
#include "tests/fake/fake-parse.h"
#include "tests/fake/fake-resolve.h"

/* Larger than any host that a person or a test would write. */
#define TEXT_MAX (64 * 1024 * 1024)

int fake_host_problem(const struct fake_host *host, unsigned line, struct problem *reterr,
        const char *format, ...)
{
        char sentence[256];
        va_list arguments;

        va_start(arguments, format);
        if (vsnprintf(sentence, sizeof(sentence), format, arguments) >= (int)sizeof(sentence))
                memcpy(sentence + sizeof(sentence) - 4, "...", 4);
        va_end(arguments);
        text_make_printable(sentence);
        return problem_set(reterr, EINVAL, host->file_name, NULL, "%s:%u: %s", host->file_name,
                line, sentence);
}

/* What there is of the host as a whole */

static int parse_iommu(struct fake_parser *parser)
{
        const char *name;
        int r = fake_take_new_name(parser, "NAME", FAKE_SPACE_IOMMU, &name);

        if (r < 0)
                return r;
        return FAKE_APPEND(parser, iommus, name);
}

static int parse_acpi_table(struct fake_parser *parser)
{
        const char *name;
        int r = fake_take_new_name(parser, "NAME", FAKE_SPACE_ACPI, &name);

        if (r < 0)
                return r;
        return FAKE_APPEND(parser, acpi_tables, name);
}

static int parse_cmdline(struct fake_parser *parser)
{
        int r = fake_take_claim(parser, FAKE_SPACE_LINE, "cmdline");

        return r < 0 ? r : fake_take_text(parser, "TEXT", &parser->host->cmdline);
}

static int parse_kernel(struct fake_parser *parser)
{
        int r = fake_take_claim(parser, FAKE_SPACE_LINE, "kernel");

        return r < 0 ? r : fake_take_name(parser, "RELEASE", &parser->host->kernel);
}

static int parse_os(struct fake_parser *parser)
{
        int r = fake_take_claim(parser, FAKE_SPACE_LINE, "os");

        if (r >= 0)
                r = fake_take_name(parser, "ID", &parser->host->os_id);
        /* Distributions without releases have no version. */
        if (r >= 0 && fake_take_has_more(parser))
                r = fake_take_name(parser, "VERSION", &parser->host->os_version);
        return r;
}

/* file, link, folder, delete */

/* Inside the tree, and without ways to leave it. */
static bool is_path(const char *path)
{
        if (!*path || strlen(path) > 2000)
                return false;
        for (;;) {
                size_t length = strcspn(path, "/");

                if (length == 0 || length > 255 || (length == 1 && path[0] == '.') ||
                        (length == 2 && path[0] == '.' && path[1] == '.'))
                        return false;
                if (!path[length])
                        return true;
                path += length + 1;
        }
}

static int parse_change(struct fake_parser *parser, enum fake_change_kind kind, const char *content)
{
        struct fake_change change = { .line = parser->line, .kind = kind };
        struct fake_word word = { .text = "" };
        int r = fake_take_text(parser, "PATH", &change.path);

        if (r < 0)
                return r;
        change.path += change.path[0] == '/';
        if (!is_path(change.path))
                return FAKE_COMPLAIN(
                        parser, "PATH is a path without . and .., not \"%s\"", change.path);
        if (content)
                r = fake_take_bytes(parser, content, &word);
        if (r < 0)
                return r;
        if (kind == FAKE_CHANGE_LINK && (word.length == 0 || strlen(word.text) != word.length))
                return FAKE_COMPLAIN(parser, "TARGET is empty or contains a NUL byte");
        change.content = word.text;
        change.length = word.length;
        return FAKE_APPEND(parser, changes, change);
}

static int parse_file(struct fake_parser *parser)
{
        return parse_change(parser, FAKE_CHANGE_FILE, "TEXT");
}

static int parse_link(struct fake_parser *parser)
{
        return parse_change(parser, FAKE_CHANGE_LINK, "TARGET");
}

static int parse_folder(struct fake_parser *parser)
{
        return parse_change(parser, FAKE_CHANGE_FOLDER, NULL);
}

static int parse_delete(struct fake_parser *parser)
{
        return parse_change(parser, FAKE_CHANGE_DELETE, NULL);
}

/* expect */

static const char *const expect_keys[] = { "card", "functions", "companions", "foreign", "bridges",
        "groups", "clean", "candidate", NULL };

static int expect_pair(struct fake_parser *parser, struct fake_names *words)
{
        const char *text, *equals, *key;
        int r = fake_take_text(parser, "KEY=VALUE", &text);

        if (r < 0)
                return r;
        equals = strchr(text, '=');
        if (!equals || !equals[1])
                return FAKE_COMPLAIN(parser, "what is expected is KEY=VALUE, not \"%s\"", text);
        key = arena_text(&parser->host->arena, text, (size_t)(equals - text));
        if (!key)
                return -ENOMEM;
        r = fake_key_check_choice(parser, "KEY", expect_keys, key);
        return r < 0 ? r : fake_take_into(parser, words, text);
}

static int expect_show(struct fake_parser *parser, struct fake_expect *expect)
{
        int r = fake_take_text(parser, "WHAT", &expect->what);

        while (r >= 0 && fake_take_has_more(parser))
                r = expect_pair(parser, &expect->words);
        return r;
}

static int expect_cards(struct fake_parser *parser, struct fake_expect *expect)
{
        int r = 0;

        while (r >= 0 && fake_take_has_more(parser)) {
                const char *text = parser->words.words[parser->next].text;
                struct fake_address address;

                r = fake_take_address(parser, "ADDRESS", &address);
                if (r >= 0)
                        r = fake_take_into(parser, &expect->words, text);
        }
        return r;
}

static int expect_refuse(struct fake_parser *parser, struct fake_expect *expect)
{
        const char *word;
        int r = fake_take_text(parser, "WHAT", &expect->what);

        if (r >= 0)
                r = fake_take_text(parser, "WORD", &word);
        return r < 0 ? r : fake_take_into(parser, &expect->words, word);
}

static const struct {
        const char *word;
        enum fake_expect_kind kind;
        int (*parse)(struct fake_parser *parser, struct fake_expect *expect);
} expect_kinds[] = {
        { "show", FAKE_EXPECT_SHOW, expect_show },
        { "cards", FAKE_EXPECT_CARDS, expect_cards },
        { "refuse", FAKE_EXPECT_REFUSE, expect_refuse },
};

static int parse_expect(struct fake_parser *parser)
{
        struct fake_expect expect = { .line = parser->line };
        const char *word;
        int r = fake_take_text(parser, "what is expected", &word);

        if (r < 0)
                return r;
        for (size_t i = 0; i < ELEMENTS_OF(expect_kinds); i++) {
                if (!text_equals(expect_kinds[i].word, word))
                        continue;
                expect.kind = expect_kinds[i].kind;
                r = expect_kinds[i].parse(parser, &expect);
                return r < 0 ? r : FAKE_APPEND(parser, expects, expect);
        }
        return FAKE_COMPLAIN(parser, "nothing can be expected of \"%s\"", word);
}

/* Lines */

static const struct line_word {
        const char *word;
        int (*parse)(struct fake_parser *parser);
        const char *usage;
} line_words[] = {
        { "function", fake_parse_function, "ADDRESS CLASS VENDOR:DEVICE [KEY VALUE]..." },
        { "group", fake_parse_group,
                "N [type TYPE] [name NAME] [platform NAME]... [reserved START-END:TYPE]..." },
        { "drm", fake_parse_drm, "CARD on ADDRESS [render NODE] [connector NAME=STATUS]..." },
        { "disk", fake_parse_disk, "NAME on ADDRESS [partition NAME]..." },
        { "mapped", fake_parse_mapped, "NAME on DISK... [called MAPPERNAME]" },
        { "mount", fake_parse_mount, "FOLDER NAME [FSTYPE]" },
        { "swap", fake_parse_swap, "NAME" },
        { "network", fake_parse_network, "NAME on ADDRESS [default-route]" },
        { "bridge", fake_parse_bridge, "NAME over INTERFACE... [default-route]" },
        { "keyboard", fake_parse_keyboard, "NAME on ADDRESS" },
        { "mouse", fake_parse_mouse, "NAME on ADDRESS" },
        { "sound", fake_parse_sound, "CARD on ADDRESS" },
        { "iommu", parse_iommu, "NAME" },
        { "acpi-table", parse_acpi_table, "NAME" },
        { "cmdline", parse_cmdline, "TEXT" },
        { "kernel", parse_kernel, "RELEASE" },
        { "os", parse_os, "ID [VERSION]" },
        { "file", parse_file, "PATH TEXT" },
        { "link", parse_link, "PATH TARGET" },
        { "folder", parse_folder, "PATH" },
        { "delete", parse_delete, "PATH" },
        { "expect", parse_expect,
                "show WHAT [KEY=VALUE]... | cards ADDRESS... | refuse WHAT WORD" },
};

static int parse_words(struct fake_parser *parser)
{
        const char *word = parser->words.words[0].text;

        for (size_t i = 0; i < ELEMENTS_OF(line_words); i++) {
                int r;

                if (!text_equals(line_words[i].word, word))
                        continue;
                parser->next = 1;
                r = line_words[i].parse(parser);
                if (r >= 0 && fake_take_has_more(parser))
                        r = FAKE_COMPLAIN(parser, "\"%s\" is too much here",
                                parser->words.words[parser->next].text);
                if (r == -EINVAL && parser->reterr)
                        problem_hint(parser->reterr, "%sSuch a line reads \"%s %s\"",
                                parser->reterr->hint[0] ? ". " : "", word, line_words[i].usage);
                return r;
        }
        return FAKE_COMPLAIN(parser, "no line begins with \"%s\"", word);
}

/* [TEXT, END); *END is writable and is no part of the text. */
static int parse_lines(struct fake_parser *parser, char *text, char *end)
{
        for (char *begin = text; begin < end;) {
                char *line_end = memchr(begin, '\n', (size_t)(end - begin));
                const char *why;
                int r;

                parser->line++;
                if (!line_end)
                        line_end = end;
                r = fake_line_split(&parser->words, begin, line_end, &why);
                if (r == -EINVAL)
                        return FAKE_COMPLAIN(parser, "%s", why);
                if (r >= 0 && parser->words.count > 0)
                        r = parse_words(parser);
                if (r < 0)
                        return r;
                begin = line_end + 1;
        }
        return 0;
}

static int no_memory(struct problem *reterr)
{
        return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory for the fake host");
}

static void parser_done(struct fake_parser *parser)
{
        fake_line_done(&parser->words);
        free(parser->names.items);
}

int fake_host_parse(const char *file_name, const char *text, size_t size, struct fake_host *ret,
        struct problem *reterr)
{
        _cleanup_(fake_host_clear) struct fake_host host = {};
        _cleanup_(parser_done) struct fake_parser parser = { .host = &host, .reterr = reterr };
        char *copy;
        int r;

        host.file_name = arena_text(&host.arena, file_name, strlen(file_name));
        copy = arena_text(&host.arena, text, size);
        if (!host.file_name || !copy)
                return no_memory(reterr);
        r = parse_lines(&parser, copy, copy + size);
        if (r >= 0)
                r = fake_resolve(&host, reterr);
        if (r < 0)
                return r == -ENOMEM ? no_memory(reterr) : r;
        *ret = host;
        host = (struct fake_host){};
        return 0;
}

int fake_host_read(int fd, const char *file_name, struct fake_host *ret, struct problem *reterr)
{
        _cleanup_free_ char *text = NULL;
        size_t size = 0, room = 0;

        for (;;) {
                ssize_t n;

                if (size == room) {
                        char *grown = realloc(text, room ? room * 2 : 65536);

                        if (!grown)
                                return no_memory(reterr);
                        text = grown;
                        room = room ? room * 2 : 65536;
                }
                n = fd_read_full(fd, text + size, room - size);
                if (n < 0)
                        return problem_set(reterr, (int)-n, file_name, NULL,
                                "%s cannot be read: %s", file_name, strerror((int)-n));
                size += (size_t)n;
                if (size > TEXT_MAX)
                        return problem_set(
                                reterr, EFBIG, file_name, NULL, "%s is too large", file_name);
                if (size < room)
                        return fake_host_parse(file_name, text, size, ret, reterr);
        }
}

int fake_host_load(const char *file_name, struct fake_host *ret, struct problem *reterr)
{
        _cleanup_fd_ int fd = open(file_name, O_RDONLY | O_CLOEXEC);

        if (fd < 0)
                return problem_set(reterr, errno, file_name, NULL, "%s cannot be read: %s",
                        file_name, strerror(errno));
        return fake_host_read(fd, file_name, ret, reterr);
}

void fake_host_clear(struct fake_host *host)
{
        void *lists[] = {
                host->functions.items,
                host->groups.items,
                host->drms.items,
                host->disks.items,
                host->mappeds.items,
                host->mounts.items,
                host->swaps.items,
                host->networks.items,
                host->inputs.items,
                host->sounds.items,
                host->iommus.items,
                host->acpi_tables.items,
                host->changes.items,
                host->expects.items,
        };

        for (size_t i = 0; i < ELEMENTS_OF(lists); i++)
                free(lists[i]);
        arena_clear(&host->arena);
        *host = (struct fake_host){};
}

bool fake_address_parse(const char *text, struct fake_address *ret)
{
        const char *colon = strchr(text, ':');
        const char *cursor = text;
        uint32_t domain = 0, bus, device, function;

        /* The kernel writes %04x: four digits, and more behind some bridges (VMD, Hyper-V). */
        if (colon && strchr(colon + 1, ':')) {
                size_t digits = (size_t)(colon - text);

                if (digits < 4 || digits > 8 ||
                        !parse_hex_digits(&cursor, (unsigned)digits, &domain))
                        return false;
                cursor++;
        }
        if (!parse_hex_digits(&cursor, 2, &bus) || *cursor++ != ':' ||
                !parse_hex_digits(&cursor, 2, &device) || *cursor++ != '.' ||
                !parse_hex_digits(&cursor, 1, &function) || *cursor)
                return false;
        if (device > 0x1f || function > 7)
                return false;
        *ret = (struct fake_address){ .domain = domain,
                .bus = (uint8_t)bus,
                .device = (uint8_t)device,
                .function = (uint8_t)function };
        return true;
}

/* Large ones are prefetchable and have 64 bits, small ones are ports: so it is on graphics cards,
 * where the sizes matter. */
enum fake_bar_kind fake_bar_kind(uint64_t size)
{
        if (size <= 256)
                return FAKE_BAR_IO;
        return size < 32U << 20 ? FAKE_BAR_MEMORY : FAKE_BAR_MEMORY_64;
}
