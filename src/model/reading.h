/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/machine.h"

/* A list that grows in ordinary memory, to be copied to the arena when it is whole. */
struct growing {
        void *items;
        size_t count;
        size_t capacity;
};

/* Inside model/: a machine while it is read. */
struct reading {
        struct host *host;
        struct machine *machine;
        unsigned fields;
        /* Where the host's paths are plain, a function's folder is not opened: its name stands in
         * front of each attribute instead, "0000:01:00.0/", which saves two system calls for each
         * function. */
        char prefix[PCI_ADDRESS_TEXT_SIZE + 1];
        struct folder_reader folder; /* one for all: no folder is read while another is */
        bool short_of_memory;        /* a text found none: the reading fails at its end */
        struct growing members;      /* of the group that is being read */
        struct growing others;
};

/* No attribute that is read as one word or line is longer. */
#define ATTRIBUTE_SIZE 256

/* host_read_attribute() and host_read_link() below the function that is being read. */
ssize_t reading_attribute(
        struct reading *reading, int folder, const char *name, char *buffer, size_t size);
ssize_t reading_link(
        struct reading *reading, int folder, const char *name, char *buffer, size_t size);

/* The text of an attribute, kept in the machine's memory; NULL where there is none. */
const char *reading_text(struct reading *reading, int folder, const char *name);
/* A number, -1 where there is none. */
int reading_number(struct reading *reading, int folder, const char *name);

int reading_out_of_memory(struct problem *reterr);

/* pci-read.c: the functions, in order. */
int pci_read_functions(struct reading *reading, struct problem *reterr);
/* iommu.c: the groups, in order, and the group of each function. */
int iommu_read_groups(struct reading *reading, struct problem *reterr);
