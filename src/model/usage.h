/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/machine.h"

/* What the host uses a function for: what it would miss. In the order of how badly. */
enum usage_kind {
        USAGE_ROOT,          /* "/" lies on it */
        USAGE_SWAP,          /* swap space */
        USAGE_MOUNT,         /* another mounted file system */
        USAGE_DEFAULT_ROUTE, /* the network leads out through it */
        USAGE_ONLY_KEYBOARD, /* no other keyboard is there */
        USAGE_ZFS, /* a disk that may be part of a ZFS pool in use: the kernel does not tell */
        USAGE_KEYBOARD,
        USAGE_NETWORK,
        USAGE_DISK, /* not in use now */
        USAGE_SOUND,
        USAGE_MOUSE,
        _USAGE_KINDS,
};

struct usage {
        size_t function;
        enum usage_kind kind;
        const char *name; /* nvme0n1p2, eth0, event3, card1 */
        const char *what; /* the mount point; NULL otherwise */
};

struct usage_list {
        struct usage *items; /* by function, then by kind */
        size_t count;
        size_t capacity;
        struct arena arena;
};

/* Finds out for the whole machine. What cannot be read is simply not known: `problems` says so. */
int usage_read(struct host *host, const struct machine *machine, struct usage_list *ret,
        struct problem_list *problems);
void usage_clear(struct usage_list *list);

/* "mount", "default-route": the word for programs. */
const char *usage_word(enum usage_kind kind);
/* Whether the host cannot do without it. */
bool usage_is_vital(enum usage_kind kind);
/* "the disk of / (nvme0n1p2)". Returns BUFFER. */
const char *usage_describe(const struct usage *usage, char *buffer, size_t size);
