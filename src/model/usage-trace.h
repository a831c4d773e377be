/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/machine.h"

/* Inside model/: which PCI functions a disk, an interface or a keyboard rests on. In sysfs every
 * device of a class is a link to its place below the function that it hangs on; a software device
 * (LVM, RAID, a bridge, a bond) has none, and names what lies below it instead. */
enum trace_class {
        TRACE_BLOCK,
        TRACE_NETWORK,
        TRACE_INPUT,
        TRACE_SOUND,
        _TRACE_CLASSES,
};

struct trace_link {
        const char *name;
        const char *path;   /* its real folder, from the root of the host */
        const char *parent; /* the name of the folder above */
        size_t function;    /* PCI_NO_FUNCTION: it hangs on no PCI function */
        unsigned seen;      /* in which search it was looked at last: stacks can have loops */
};

struct trace_links {
        struct trace_link *items;
        size_t count;
        size_t capacity;
};

struct trace {
        struct host *host;
        const struct machine *machine;
        struct trace_links classes[_TRACE_CLASSES];
        unsigned searches; /* how many there were */
        int error; /* what kept it from seeing everything: a negative errno, the first one */
        struct arena arena;
};

/* Functions, each once. Arrays of disks are larger than this only in storage servers. */
struct function_set {
        size_t items[64];
        size_t count;
};

enum input_kind {
        INPUT_OTHER,
        INPUT_KEYBOARD,
        INPUT_MOUSE,
};

/* `host` and `machine` are set by the caller. 0 or -ENOMEM; a class that is not there is empty. */
int trace_begin(struct trace *trace);
void trace_clear(struct trace *trace);

/* Whether NAME is a disk, or a part of it. */
bool trace_is_of_disk(const struct trace *trace, const struct trace_link *disk, const char *name);

/* All functions below the device NAME. */
void trace_device(
        struct trace *trace, enum trace_class class, const char *name, struct function_set *set);

/* The block device with the number "259:2", or behind a path in /dev, with all links followed.
 * False: it is none. */
bool trace_device_number(struct trace *trace, const char *number, char *name, size_t size);
bool trace_device_path(struct trace *trace, const char *path, char *name, size_t size);

/* Whether it is a part of another block device, or whether one lies above it or above a part of it.
 */
bool trace_is_part(const struct trace *trace, const struct trace_link *link);
bool trace_is_below_another(struct trace *trace, const struct trace_link *link);

enum input_kind trace_input(struct trace *trace, const struct trace_link *link);
