/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "basic/arena.h"
#include "basic/problem.h"

/* A host as tests/machines/README.md describes it in text: what there is, not how the kernel shows
 * it (that is fake-tree.h). All texts and lists lie in the host's arena. A text that was not given
 * is NULL, a number that was not given is negative, and a line number of 0 says that no line stands
 * for it. */

struct fake_address {
        uint32_t domain;
        uint8_t bus;
        uint8_t device;
        uint8_t function;
};

#define FAKE_ADDRESS_MAX (sizeof("12345678:00:00.0"))

/* Some function, named by its address; given where LINE is not 0. */
struct fake_reference {
        unsigned line;
        struct fake_address address;
        struct fake_function *function;
};

struct fake_names {
        const char **items;
        size_t count;
};

struct fake_ids {
        uint16_t vendor;
        uint16_t device;
};

struct fake_link {
        const char *speed; /* "8.0", in GT/s */
        int64_t width;
};

/* How many base address registers a function has, and a bridge. */
#define FAKE_BARS_MAX        6
#define FAKE_BARS_BRIDGE_MAX 2

enum fake_bar_kind {
        FAKE_BAR_IO,
        FAKE_BAR_MEMORY,    /* 32 bits */
        FAKE_BAR_MEMORY_64, /* prefetchable, takes two registers */
};

struct fake_function {
        unsigned line;
        struct fake_address address;
        const char *name; /* the address as the kernel writes it */
        const char *path; /* below sys/devices: "pci0000:00/0000:00:01.0/0000:01:00.0" */
        uint32_t class;   /* 24 bits */
        struct fake_ids ids;
        struct fake_ids subsystem;
        int64_t revision;
        const char *driver;
        int64_t group;
        struct fake_reference under;
        struct fake_reference physical; /* of a virtual function */
        int64_t boot_vga;
        int64_t numa;
        struct fake_link link;
        struct fake_link link_max;
        const char *power;
        const char *runtime;
        int64_t sriov;
        uint64_t bars[FAKE_BARS_MAX]; /* sizes in bytes */
        size_t n_bars;

        /* What follows from the other functions. */
        bool is_multifunction; /* the slot has more than this one */
        bool is_bridge;        /* has a bridge's configuration header */
        uint8_t bus_below;     /* of a bridge; 0: there is nothing below */
        uint8_t bus_below_last;
        size_t n_virtual;     /* virtual functions of this one */
        size_t virtual_index; /* of a virtual function */
};

struct fake_region {
        uint64_t start;
        uint64_t end;
        const char *type;
};

struct fake_group {
        unsigned line;
        int64_t number;
        const char *type;
        const char *name;
        struct fake_names platforms;
        struct fake_region *regions;
        size_t n_regions;
};

struct fake_connector {
        const char *name;
        const char *status;
};

struct fake_drm {
        const char *card; /* "card0" */
        struct fake_reference on;
        const char *render;
        struct fake_connector *connectors;
        size_t n_connectors;
};

struct fake_disk {
        const char *name;
        struct fake_reference on;
        struct fake_names partitions;
};

struct fake_mapped {
        unsigned line;
        const char *name;
        struct fake_names slaves;
        const char *called;
};

struct fake_mount {
        unsigned line;
        const char *folder;
        const char *source; /* a block device, or whatever the file system mounts */
        const char *type;
        bool is_on_block;
        bool has_device_number; /* of the block device, in mountinfo */
};

struct fake_swap {
        unsigned line;
        const char *name;
};

/* An interface; one with lowers is a bridge or bond. */
struct fake_network {
        unsigned line;
        const char *name;
        struct fake_reference on;
        struct fake_names lowers;
        bool has_default_route;
};

enum fake_input_kind {
        FAKE_INPUT_KEYBOARD,
        FAKE_INPUT_MOUSE,
};

struct fake_input {
        enum fake_input_kind kind;
        const char *name; /* "event3" */
        struct fake_reference on;
};

struct fake_sound {
        const char *card;
        struct fake_reference on;
};

enum fake_change_kind {
        FAKE_CHANGE_FILE,
        FAKE_CHANGE_LINK,
        FAKE_CHANGE_FOLDER,
        FAKE_CHANGE_DELETE,
};

/* What the host has besides, or otherwise. */
struct fake_change {
        unsigned line;
        enum fake_change_kind kind;
        const char *path;    /* without a slash at its beginning */
        const char *content; /* of a file; the target of a link */
        size_t length;
};

enum fake_expect_kind {
        FAKE_EXPECT_SHOW,   /* words: "KEY=VALUE" */
        FAKE_EXPECT_CARDS,  /* words: addresses */
        FAKE_EXPECT_REFUSE, /* words: one, which the message contains */
};

/* For the program that tests gpulend with this host. */
struct fake_expect {
        unsigned line;
        enum fake_expect_kind kind;
        const char *what; /* to show; NULL for cards */
        struct fake_names words;
};

#define FAKE_LIST(type) \
        struct { \
                type *items; \
                size_t count; \
                size_t capacity; \
        }

struct fake_host {
        const char *file_name; /* for messages */
        struct arena arena;
        FAKE_LIST(struct fake_function) functions; /* sorted by address */
        FAKE_LIST(struct fake_group) groups;       /* sorted by number; all that functions name */
        FAKE_LIST(struct fake_drm) drms;
        FAKE_LIST(struct fake_disk) disks;
        FAKE_LIST(struct fake_mapped) mappeds;
        FAKE_LIST(struct fake_mount) mounts;
        FAKE_LIST(struct fake_swap) swaps;
        FAKE_LIST(struct fake_network) networks;
        FAKE_LIST(struct fake_input) inputs;
        FAKE_LIST(struct fake_sound) sounds;
        FAKE_LIST(const char *) iommus;
        FAKE_LIST(const char *) acpi_tables;
        FAKE_LIST(struct fake_change) changes; /* in the order of the text */
        FAKE_LIST(struct fake_expect) expects; /* likewise */
        const char *cmdline;
        const char *kernel;
        const char *os_id;
        const char *os_version;
};

/* Reads the text form. FILE_NAME stands in messages ("x.host:12: ..."). The caller clears *RET. */
int fake_host_parse(const char *file_name, const char *text, size_t size, struct fake_host *ret,
        struct problem *reterr);

/* The same from a file; FD stays open. */
int fake_host_read(int fd, const char *file_name, struct fake_host *ret, struct problem *reterr);

/* The same by name. */
int fake_host_load(const char *file_name, struct fake_host *ret, struct problem *reterr);

void fake_host_clear(struct fake_host *host);

/* A problem with what LINE of the text says; "x.host:12: ...". Returns -EINVAL. */
int fake_host_problem(const struct fake_host *host, unsigned line, struct problem *reterr,
        const char *format, ...) FORMAT_LIKE_PRINTF(4, 5);

/* NULL where there is none. */
struct fake_function *fake_host_function(
        const struct fake_host *host, const struct fake_address *address);

/* "06:00.0" or "0000:06:00.0", and nothing else. */
bool fake_address_parse(const char *text, struct fake_address *ret);

/* How a bar of SIZE bytes would be made. */
enum fake_bar_kind fake_bar_kind(uint64_t size);
