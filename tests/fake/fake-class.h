/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-files.h"

/* What the driver core gives every device of a class. The device is the current folder. */

/* The links that make it a member. */
void fake_class_join(struct fake_files *files, const char *class);

/* Its node: KIND is "char" or "block", NODE the path below /dev. TYPE may be NULL. */
struct fake_node {
        const char *kind;
        unsigned major;
        unsigned minor;
        const char *type;
};
void fake_class_node(struct fake_files *files, const struct fake_node *node, const char *format,
        ...) FORMAT_LIKE_PRINTF(3, 4);

/* The number at the end of "card3"; 0 where there is none. */
unsigned fake_class_number(const char *name);
