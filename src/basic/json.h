/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "basic/problem.h"

/* Nested JSON, through json-c, which is loaded by json_begin(). A value that found no memory is
 * NULL; json_print() then fails, so that nobody takes a part for the whole. */
struct json_object;

int json_begin(struct problem *reterr) MUST_CHECK;

struct json_object *json_new_object(void);
struct json_object *json_new_array(void);
/* NULL becomes null. Bytes that are not UTF-8 are replaced. */
struct json_object *json_new_text(const char *text);
struct json_object *json_new_number(int64_t number);
struct json_object *json_new_boolean(bool value);

/* Both take the value over. */
void json_put(struct json_object *object, const char *key, struct json_object *value);
void json_append(struct json_object *array, struct json_object *value);

/* Writes it, ended by a newline, and frees it. */
int json_print(struct json_object *object, FILE *file, struct problem *reterr);
