// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/json.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/library.h"
#include "basic/text.h"

LIBRARY_FUNCTION(json_object_new_object);
LIBRARY_FUNCTION(json_object_new_array);
LIBRARY_FUNCTION(json_object_new_string);
LIBRARY_FUNCTION(json_object_new_int64);
LIBRARY_FUNCTION(json_object_new_boolean);
LIBRARY_FUNCTION(json_object_object_add);
LIBRARY_FUNCTION(json_object_array_add);
LIBRARY_FUNCTION(json_object_to_json_string_ext);
LIBRARY_FUNCTION(json_object_put);

static const struct library_symbol symbols[] = {
        LIBRARY_SYMBOL(json_object_new_object),
        LIBRARY_SYMBOL(json_object_new_array),
        LIBRARY_SYMBOL(json_object_new_string),
        LIBRARY_SYMBOL(json_object_new_int64),
        LIBRARY_SYMBOL(json_object_new_boolean),
        LIBRARY_SYMBOL(json_object_object_add),
        LIBRARY_SYMBOL(json_object_array_add),
        LIBRARY_SYMBOL(json_object_to_json_string_ext),
        LIBRARY_SYMBOL(json_object_put),
};

static struct library json_c = {
        .soname = "libjson-c.so.5",
        .used_for = "to write JSON",
        .symbols = symbols,
        .n_symbols = ELEMENTS_OF(symbols),
};

/* Whether any value since json_begin() found no memory. */
static bool json_is_short;

int json_begin(struct problem *reterr)
{
        json_is_short = false;
        return library_load(&json_c, reterr);
}

static struct json_object *checked(struct json_object *value)
{
        json_is_short |= !value;
        return value;
}

struct json_object *json_new_object(void)
{
        return checked(library_json_object_new_object());
}

struct json_object *json_new_array(void)
{
        return checked(library_json_object_new_array());
}

struct json_object *json_new_text(const char *text)
{
        _cleanup_free_ char *clean = NULL;

        if (!text)
                return NULL;
        clean = strdup(text);
        if (!clean)
                return checked(NULL);
        text_make_printable(clean);
        return checked(library_json_object_new_string(clean));
}

struct json_object *json_new_number(int64_t number)
{
        return checked(library_json_object_new_int64(number));
}

struct json_object *json_new_boolean(bool value)
{
        return checked(library_json_object_new_boolean(value));
}

void json_put(struct json_object *object, const char *key, struct json_object *value)
{
        if (!object || library_json_object_object_add(object, key, value) < 0) {
                library_json_object_put(value);
                json_is_short = true;
        }
}

void json_append(struct json_object *array, struct json_object *value)
{
        if (!array || library_json_object_array_add(array, value) < 0) {
                library_json_object_put(value);
                json_is_short = true;
        }
}

int json_print(struct json_object *object, FILE *file, struct problem *reterr)
{
        const char *text = json_is_short
                ? NULL
                : library_json_object_to_json_string_ext(object,
                          JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                                  JSON_C_TO_STRING_NOSLASHESCAPE);

        if (text)
                fprintf(file, "%s\n", text);
        library_json_object_put(object);
        return text ? 0 : problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
}
