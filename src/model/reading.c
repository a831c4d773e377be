// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/reading.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "basic/parse.h"
#include "basic/text.h"

int reading_out_of_memory(struct problem *reterr)
{
        return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
}

/* Long enough for the prefix and the longest name of an attribute that is read. */
#define PATH_SIZE 64

static const char *path_of(const struct reading *reading, const char *name, char path[PATH_SIZE])
{
        size_t length = strlen(reading->prefix);

        if (length == 0)
                return name;
        memcpy(path, reading->prefix, length);
        return text_copy(path + length, PATH_SIZE - length, name, strlen(name)) ? path : "";
}

ssize_t reading_attribute(
        struct reading *reading, int folder, const char *name, char *buffer, size_t size)
{
        char path[PATH_SIZE];

        return host_read_attribute(
                reading->host, folder, path_of(reading, name, path), buffer, size);
}

ssize_t reading_link(
        struct reading *reading, int folder, const char *name, char *buffer, size_t size)
{
        char path[PATH_SIZE];

        return host_read_link(reading->host, folder, path_of(reading, name, path), buffer, size);
}

const char *reading_text(struct reading *reading, int folder, const char *name)
{
        char text[ATTRIBUTE_SIZE];
        ssize_t length = reading_attribute(reading, folder, name, text, sizeof(text));
        const char *kept;

        if (length <= 0)
                return NULL;
        kept = arena_text(&reading->machine->arena, text, (size_t)length);
        reading->short_of_memory |= !kept;
        return kept;
}

int reading_number(struct reading *reading, int folder, const char *name)
{
        char text[ATTRIBUTE_SIZE];
        int64_t value;

        if (reading_attribute(reading, folder, name, text, sizeof(text)) < 0 ||
                parse_signed(text, &value) < 0 || value > INT_MAX || value < -1)
                return -1;
        return (int)value;
}
