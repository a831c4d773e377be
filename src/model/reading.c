// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/reading.h"

#include <errno.h>
#include <limits.h>

#include "basic/parse.h"

int reading_out_of_memory(struct problem *reterr)
{
        return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
}

const char *reading_text(struct reading *reading, int folder, const char *name)
{
        char text[ATTRIBUTE_SIZE];
        ssize_t length = host_read_attribute(reading->host, folder, name, text, sizeof(text));

        return length > 0 ? arena_text(&reading->machine->arena, text, (size_t)length) : NULL;
}

int reading_number(struct reading *reading, int folder, const char *name)
{
        char text[ATTRIBUTE_SIZE];
        int64_t value;

        if (host_read_attribute(reading->host, folder, name, text, sizeof(text)) < 0 ||
                parse_signed(text, &value) < 0 || value > INT_MAX || value < -1)
                return -1;
        return (int)value;
}
