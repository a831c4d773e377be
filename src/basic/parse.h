/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Numbers as the kernel writes them. Each takes the whole text and nothing but the text: no sign,
 * no blanks, no rest. They return 0, -EINVAL for what is no number, -ERANGE for one too large. */
int parse_unsigned(const char *text, uint64_t maximum, uint64_t *ret);
/* A number that may be negative: numa_node is -1 where there is no node. */
int parse_signed(const char *text, int64_t *ret);
/* Hexadecimal, with or without 0x. */
int parse_hex(const char *text, uint64_t maximum, uint64_t *ret);

/* Exactly DIGITS hexadecimal digits at *CURSOR, which moves behind them. False: nothing moved. */
bool parse_hex_digits(const char **cursor, unsigned digits, uint32_t *ret);
