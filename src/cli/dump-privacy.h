/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "basic/arena.h"
#include "host/host.h"

/* Takes out of a recording what tells who its owner is. Names that people give (interfaces,
 * volumes, mount points) become aliases, the same name always the same alias, so that the recording
 * still fits together; texts are cut down to what the reading commands look at; host name, user
 * names, MAC addresses and UUIDs are replaced wherever they turn up. */
struct privacy {
        struct alias {
                const char *kind;
                const char *name;
                const char *alias;
        } * aliases;
        size_t n_aliases;
        size_t capacity;
        struct word {
                const char *text;
                const char *instead;
        } * words; /* host and user names */
        size_t n_words;
        size_t words_capacity;
        struct arena arena;
};

/* Learns the host's name and its users. */
int privacy_begin(struct privacy *privacy, struct host *host);
void privacy_clear(struct privacy *privacy);

/* Clean copies, kept until privacy_clear(); NULL when there is no memory. */
const char *privacy_path(struct privacy *privacy, const char *path);
const char *privacy_content(struct privacy *privacy, const char *path, const char *content,
        size_t size, size_t *ret_size);
