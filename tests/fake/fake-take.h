/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "basic/array.h"
#include "basic/problem.h"
#include "tests/fake/fake-host.h"
#include "tests/fake/fake-line.h"

/* Names that must differ from each other, because they stand in the same folder. */
enum fake_space {
        FAKE_SPACE_BLOCK,
        FAKE_SPACE_MAPPER,
        FAKE_SPACE_NETWORK,
        FAKE_SPACE_DRM,
        FAKE_SPACE_INPUT,
        FAKE_SPACE_SOUND,
        FAKE_SPACE_IOMMU,
        FAKE_SPACE_ACPI,
        FAKE_SPACE_PLATFORM,
        FAKE_SPACE_LINE, /* words whose line may stand once */
};

struct fake_taken_name {
        enum fake_space space;
        const char *name;
        unsigned line;
};

/* The host as far as it is read, and the line that is being read. */
struct fake_parser {
        struct fake_host *host;
        unsigned line;
        struct fake_line words;
        size_t next; /* of the words */
        FAKE_LIST(struct fake_taken_name) names;
        struct problem *reterr;
};

/* Says what is wrong with the line, and yields -EINVAL. */
#define FAKE_COMPLAIN(parser, ...) \
        ({ \
                fake_host_problem((parser)->host, (parser)->line, (parser)->reterr, __VA_ARGS__); \
                -EINVAL; \
        })

/* Adds ITEM to a LIST of the host, and yields 0 or -ENOMEM. */
#define FAKE_APPEND(parser, list, item) \
        ({ \
                struct fake_host *_host = (parser)->host; \
                bool _has_room = \
                        ARRAY_RESERVE(_host->list.items, _host->list.count, _host->list.capacity); \
                if (_has_room) \
                        _host->list.items[_host->list.count++] = (item); \
                _has_room ? 0 : -ENOMEM; \
        })

/* What follows takes words from the line, from left to right. WHAT is how messages call what is
 * wanted. All return 0, -EINVAL with a problem, or -ENOMEM without one. */

bool fake_take_has_more(const struct fake_parser *parser);

/* Whether WORD comes next; if so, it is taken. */
bool fake_take_if(struct fake_parser *parser, const char *word);

/* Anything, NULs too. */
int fake_take_bytes(struct fake_parser *parser, const char *what, struct fake_word *ret);
int fake_take_text(struct fake_parser *parser, const char *what, const char **ret);

/* What may be the name of a file. */
int fake_take_name(struct fake_parser *parser, const char *what, const char **ret);
bool fake_take_is_name(const char *text);

/* A name that nothing else in SPACE has. */
int fake_take_new_name(
        struct fake_parser *parser, const char *what, enum fake_space space, const char **ret);
int fake_take_claim(struct fake_parser *parser, enum fake_space space, const char *name);

/* "card3": the kernel numbers these, and makes the device number of the number. */
int fake_take_numbered_name(struct fake_parser *parser, const char *what, enum fake_space space,
        const char *beginning, const char **ret);

/* Names up to the word LAST, which stays, or to the end of the line. At least one. */
int fake_take_names(
        struct fake_parser *parser, const char *what, const char *last, struct fake_names *names);

/* Adds one that is taken already. */
int fake_take_into(struct fake_parser *parser, struct fake_names *names, const char *name);

int fake_take_hex(struct fake_parser *parser, const char *what, unsigned digits, uint32_t *ret);
int fake_take_ids(struct fake_parser *parser, const char *what, struct fake_ids *ret);
int fake_take_address(struct fake_parser *parser, const char *what, struct fake_address *ret);
int fake_take_reference(struct fake_parser *parser, const char *what, struct fake_reference *ret);

/* `on ADDRESS` */
int fake_take_on(struct fake_parser *parser, struct fake_reference *ret);
