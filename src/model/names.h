/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/machine.h"

/* The names of vendors, devices and classes: from pci.ids, or from systemd's hardware database
 * where there is no pci.ids, since it is slower by far (tests/bench), or none. Only the names of
 * the machine's own functions are looked for. */
struct names;

enum names_wanted {
        NAMES_SUBSYSTEMS = 1 << 0, /* those of subsystems as well */
        /* Ask the other source for what is not in the first, as lspci does. */
        NAMES_THOROUGH = 1 << 1,
};

/* Never fails for want of a file: then there are numbers. */
int names_read(struct host *host, const struct machine *machine, unsigned wanted,
        struct names **ret, struct problem *reterr) MUST_CHECK;
void names_free(struct names *names);

/* Whether any source was there. */
bool names_are_known(const struct names *names);

/* Room for any of the texts below; longer ones are cut. */
#define NAME_TEXT_SIZE 256

/* "VGA compatible controller"; "Class 0300" where it is unknown. What lspci says without its
 * numbers. Each returns BUFFER. */
const char *names_class(
        const struct names *names, uint32_t class_code, char buffer[NAME_TEXT_SIZE]);
/* "NVIDIA Corporation TU106 [GeForce RTX 2060 Rev. A]", "NVIDIA Corporation Device", "Device". */
const char *names_function(const struct names *names, const struct pci_function *function,
        char buffer[NAME_TEXT_SIZE]);
/* The two halves; "" where unknown. */
const char *names_vendor(const struct names *names, uint16_t vendor, char buffer[NAME_TEXT_SIZE]);
const char *names_device(const struct names *names, const struct pci_function *function,
        char buffer[NAME_TEXT_SIZE]);
/* "Gigabyte Technology Co., Ltd TU106 ..."; "" without a subsystem. */
const char *names_subsystem(const struct names *names, const struct pci_function *function,
        char buffer[NAME_TEXT_SIZE]);

/* Writes what is known in the form of pci.ids, for a dump; *RET is the caller's to free. */
int names_write(const struct names *names, char **ret, size_t *ret_size);
