// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-key.h"

#include "basic/parse.h"
#include "basic/text.h"

int fake_key_number(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        const char *text;
        uint64_t value;
        int r = fake_take_text(parser, key->name, &text);

        if (r < 0)
                return r;
        if (parse_unsigned(text, (uint64_t)key->maximum, &value) < 0)
                return FAKE_COMPLAIN(parser, "%s is a number up to %lld, not \"%s\"", key->name,
                        (long long)key->maximum, text);
        *(int64_t *)field = (int64_t)value;
        return 0;
}

int fake_key_name(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        return fake_take_name(parser, key->name, field);
}

int fake_key_ids(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        return fake_take_ids(parser, key->name, field);
}

int fake_key_reference(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        return fake_take_reference(parser, key->name, field);
}

int fake_key_check_choice(
        struct fake_parser *parser, const char *what, const char *const *choices, const char *text)
{
        int r;

        for (size_t i = 0; choices[i]; i++)
                if (text_equals(choices[i], text))
                        return 0;
        r = FAKE_COMPLAIN(parser, "%s cannot be \"%s\"", what, text);
        for (size_t i = 0; choices[i] && parser->reterr; i++)
                problem_hint(parser->reterr, "%s%s", i ? ", " : "It is one of ", choices[i]);
        return r;
}

int fake_key_choice(struct fake_parser *parser, const struct fake_key *key, void *field)
{
        const char *text;
        int r = fake_take_text(parser, key->name, &text);

        if (r >= 0)
                r = fake_key_check_choice(parser, key->name, key->choices, text);
        if (r < 0)
                return r;
        *(const char **)field = text;
        return 0;
}

static const struct fake_key *find_key(const struct fake_key *keys, size_t n_keys, const char *name)
{
        for (size_t i = 0; i < n_keys; i++)
                if (text_equals(keys[i].name, name))
                        return &keys[i];
        return NULL;
}

int fake_key_take_all(
        struct fake_parser *parser, const struct fake_key *keys, size_t n_keys, void *object)
{
        uint32_t seen = 0;

        while (fake_take_has_more(parser)) {
                const char *word = parser->words.words[parser->next++].text;
                const struct fake_key *key = find_key(keys, n_keys, word);
                uint32_t bit;
                int r;

                if (!key)
                        return FAKE_COMPLAIN(parser, "the key \"%s\" is unknown", word);
                bit = UINT32_C(1) << (key - keys);
                if ((seen & bit) && !key->may_repeat)
                        return FAKE_COMPLAIN(parser, "%s is given twice", word);
                seen |= bit;
                r = key->take(parser, key, (char *)object + key->offset);
                if (r < 0)
                        return r;
        }
        return 0;
}
