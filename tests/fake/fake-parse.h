/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tests/fake/fake-take.h"

/* The lines, each called after its first word, which is taken already. 0, -EINVAL with a problem,
 * or -ENOMEM. */

/* fake-parse-pci.c */
int fake_parse_function(struct fake_parser *parser);
int fake_parse_group(struct fake_parser *parser);

/* fake-parse-use.c: what functions are for */
int fake_parse_drm(struct fake_parser *parser);
int fake_parse_disk(struct fake_parser *parser);
int fake_parse_mapped(struct fake_parser *parser);
int fake_parse_mount(struct fake_parser *parser);
int fake_parse_swap(struct fake_parser *parser);
int fake_parse_network(struct fake_parser *parser);
int fake_parse_bridge(struct fake_parser *parser);
int fake_parse_keyboard(struct fake_parser *parser);
int fake_parse_mouse(struct fake_parser *parser);
int fake_parse_sound(struct fake_parser *parser);
