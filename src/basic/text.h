/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_equals(const char *a, const char *b);
bool text_starts_with(const char *text, const char *beginning);

/* The part behind the last slash; TEXT itself where there is none. */
const char *text_last_component(const char *path);

/* Copies the first LENGTH bytes of TEXT and ends them. False: there is no room; BUFFER is empty. */
bool text_copy(char *buffer, size_t size, const char *text, size_t length);

/* Write a number at TO and return what is behind it; nothing is ended. A listing writes several for
 * each device, and printf takes most of its time to find out what it was asked. */
char *text_put_hex(char *to, uint32_t value, unsigned digits);
char *text_put_decimal(char *to, uint32_t value);

/* Replaces control characters and bytes that are not UTF-8 by '?', in place, so that foreign text
 * can neither drive a terminal nor break a table. Returns whether anything was replaced. */
bool text_make_printable(char *text);

/* Cuts blanks and line ends off the end, in place. Returns TEXT. */
char *text_trim_end(char *text);
