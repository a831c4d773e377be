// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-take.h"

#include <string.h>

#include "basic/parse.h"
#include "basic/text.h"

bool fake_take_has_more(const struct fake_parser *parser)
{
        return parser->next < parser->words.count;
}

bool fake_take_if(struct fake_parser *parser, const char *word)
{
        if (!fake_take_has_more(parser) ||
                !text_equals(parser->words.words[parser->next].text, word))
                return false;
        parser->next++;
        return true;
}

int fake_take_bytes(struct fake_parser *parser, const char *what, struct fake_word *ret)
{
        if (!fake_take_has_more(parser))
                return FAKE_COMPLAIN(parser, "%s is missing", what);
        *ret = parser->words.words[parser->next++];
        return 0;
}

int fake_take_text(struct fake_parser *parser, const char *what, const char **ret)
{
        struct fake_word word;
        int r = fake_take_bytes(parser, what, &word);

        if (r < 0)
                return r;
        if (strlen(word.text) != word.length)
                return FAKE_COMPLAIN(parser, "%s contains a NUL byte", what);
        *ret = word.text;
        return 0;
}

bool fake_take_is_name(const char *text)
{
        if (!*text || strlen(text) > 200 || text_equals(text, ".") || text_equals(text, ".."))
                return false;
        for (; *text; text++)
                if (*text == '/' || (unsigned char)*text < 0x20 || *text == 0x7f)
                        return false;
        return true;
}

int fake_take_name(struct fake_parser *parser, const char *what, const char **ret)
{
        const char *text;
        int r = fake_take_text(parser, what, &text);

        if (r < 0)
                return r;
        if (!fake_take_is_name(text))
                return FAKE_COMPLAIN(parser, "%s is no name: \"%s\"", what, text);
        *ret = text;
        return 0;
}

int fake_take_claim(struct fake_parser *parser, enum fake_space space, const char *name)
{
        for (size_t i = 0; i < parser->names.count; i++) {
                const struct fake_taken_name *taken = &parser->names.items[i];

                if (taken->space == space && text_equals(taken->name, name))
                        return FAKE_COMPLAIN(
                                parser, "%s is there already, in line %u", name, taken->line);
        }
        if (!ARRAY_RESERVE(parser->names.items, parser->names.count, parser->names.capacity))
                return -ENOMEM;
        parser->names.items[parser->names.count++] =
                (struct fake_taken_name){ .space = space, .name = name, .line = parser->line };
        return 0;
}

int fake_take_new_name(
        struct fake_parser *parser, const char *what, enum fake_space space, const char **ret)
{
        const char *name;
        int r = fake_take_name(parser, what, &name);

        if (r < 0)
                return r;
        r = fake_take_claim(parser, space, name);
        if (r < 0)
                return r;
        *ret = name;
        return 0;
}

int fake_take_numbered_name(struct fake_parser *parser, const char *what, enum fake_space space,
        const char *beginning, const char **ret)
{
        const char *name;
        uint64_t number;
        int r = fake_take_new_name(parser, what, space, &name);

        if (r < 0)
                return r;
        if (text_starts_with(name, beginning)) {
                const char *digits = name + strlen(beginning);
                bool is_canonical = digits[0] != '0' || digits[1] == '\0';

                if (is_canonical && parse_unsigned(digits, 65535, &number) == 0) {
                        *ret = name;
                        return 0;
                }
        }
        return FAKE_COMPLAIN(parser, "%s is %s and a number, not \"%s\"", what, beginning, name);
}

int fake_take_hex(struct fake_parser *parser, const char *what, unsigned digits, uint32_t *ret)
{
        const char *text, *cursor;
        uint32_t value;
        int r = fake_take_text(parser, what, &text);

        if (r < 0)
                return r;
        cursor = text;
        if (!parse_hex_digits(&cursor, digits, &value) || *cursor)
                return FAKE_COMPLAIN(
                        parser, "%s has %u hexadecimal digits, not \"%s\"", what, digits, text);
        *ret = value;
        return 0;
}

int fake_take_ids(struct fake_parser *parser, const char *what, struct fake_ids *ret)
{
        const char *text, *cursor;
        uint32_t vendor, device;
        int r = fake_take_text(parser, what, &text);

        if (r < 0)
                return r;
        cursor = text;
        if (!parse_hex_digits(&cursor, 4, &vendor) || *cursor++ != ':' ||
                !parse_hex_digits(&cursor, 4, &device) || *cursor)
                return FAKE_COMPLAIN(parser, "%s is like 10de:1f06, not \"%s\"", what, text);
        *ret = (struct fake_ids){ .vendor = (uint16_t)vendor, .device = (uint16_t)device };
        return 0;
}

int fake_take_address(struct fake_parser *parser, const char *what, struct fake_address *ret)
{
        const char *text;
        int r = fake_take_text(parser, what, &text);

        if (r < 0)
                return r;
        if (!fake_address_parse(text, ret))
                return FAKE_COMPLAIN(
                        parser, "%s is an address like 0000:06:00.0, not \"%s\"", what, text);
        return 0;
}

int fake_take_reference(struct fake_parser *parser, const char *what, struct fake_reference *ret)
{
        struct fake_reference reference = { .line = parser->line };
        int r = fake_take_address(parser, what, &reference.address);

        if (r < 0)
                return r;
        *ret = reference;
        return 0;
}

int fake_take_on(struct fake_parser *parser, struct fake_reference *ret)
{
        if (!fake_take_if(parser, "on"))
                return FAKE_COMPLAIN(parser, "\"on ADDRESS\" is missing");
        return fake_take_reference(parser, "ADDRESS", ret);
}

/* The list never grows beyond its line, so that is how much room it gets. */
int fake_take_into(struct fake_parser *parser, struct fake_names *names, const char *name)
{
        if (!names->items)
                names->items = arena_allocate(
                        &parser->host->arena, parser->words.count * sizeof(*names->items));
        if (!names->items)
                return -ENOMEM;
        for (size_t i = 0; i < names->count; i++)
                if (text_equals(names->items[i], name))
                        return FAKE_COMPLAIN(parser, "%s stands twice in this line", name);
        names->items[names->count++] = name;
        return 0;
}

int fake_take_names(
        struct fake_parser *parser, const char *what, const char *last, struct fake_names *names)
{
        do {
                const char *name;
                int r = fake_take_name(parser, what, &name);

                if (r >= 0)
                        r = fake_take_into(parser, names, name);
                if (r < 0)
                        return r;
        } while (fake_take_has_more(parser) &&
                !text_equals(parser->words.words[parser->next].text, last));
        return 0;
}
