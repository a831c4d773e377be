/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-take.h"

/* One KEY VALUE of a line, where they are in no order. TAKE takes the value and puts it into the
 * field at OFFSET of what the line describes. */
struct fake_key {
        const char *name;
        int (*take)(struct fake_parser *parser, const struct fake_key *key, void *field);
        size_t offset;
        int64_t maximum;            /* of a number */
        const char *const *choices; /* of a choice; ended by NULL */
        bool may_repeat;
};

/* All that is left of the line. At most 32 keys. */
int fake_key_take_all(
        struct fake_parser *parser, const struct fake_key *keys, size_t n_keys, void *object);

/* For TAKE; the fields are an int64_t, texts, struct fake_ids and struct fake_reference. */
int fake_key_number(struct fake_parser *parser, const struct fake_key *key, void *field);
int fake_key_name(struct fake_parser *parser, const struct fake_key *key, void *field);
int fake_key_choice(struct fake_parser *parser, const struct fake_key *key, void *field);
int fake_key_ids(struct fake_parser *parser, const struct fake_key *key, void *field);
int fake_key_reference(struct fake_parser *parser, const struct fake_key *key, void *field);

int fake_key_check_choice(
        struct fake_parser *parser, const char *what, const char *const *choices, const char *text);
