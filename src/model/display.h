/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/machine.h"

/* A plug of a card, "HDMI-A-1", and whether a monitor hangs on it. */
struct connector {
        const char *name;
        const char *status; /* connected, disconnected, unknown */
};

/* What the kernel's graphics driver offers of a function. The numbers in the names change whenever
 * the card comes home; nothing may be remembered by them. */
struct display {
        const char *card;   /* card0; NULL: no graphics driver */
        const char *render; /* renderD128 */
        struct connector *connectors;
        size_t n_connectors;
        struct arena arena;
};

/* Reads it for one function. Without a graphics driver everything is empty. */
int display_read(struct host *host, const struct pci_function *function, struct display *ret);
void display_clear(struct display *display);

bool display_has_monitor(const struct display *display);
