// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"

/* Marks a text that was cut, so that nobody takes the rest for the whole. */
static void mark_cut(char *text, size_t size, int wanted)
{
        if (wanted >= 0 && (size_t)wanted >= size)
                memcpy(text + size - 4, "...", 4);
}

FORMAT_LIKE_PRINTF(5, 0)
static void problem_fill(struct problem *problem, int code, const char *subject, const char *hint,
        const char *format, va_list arguments)
{
        problem->code = code;
        mark_cut(problem->subject, sizeof(problem->subject),
                snprintf(problem->subject, sizeof(problem->subject), "%s", subject ? subject : ""));
        mark_cut(problem->hint, sizeof(problem->hint),
                snprintf(problem->hint, sizeof(problem->hint), "%s", hint ? hint : ""));
        mark_cut(problem->sentence, sizeof(problem->sentence),
                vsnprintf(problem->sentence, sizeof(problem->sentence), format, arguments));
}

int problem_set(struct problem *reterr, int code, const char *subject, const char *hint,
        const char *format, ...)
{
        va_list arguments;

        if (reterr) {
                va_start(arguments, format);
                problem_fill(reterr, code, subject, hint, format, arguments);
                va_end(arguments);
        }
        return -code;
}

void problem_hint(struct problem *problem, const char *format, ...)
{
        size_t used = strlen(problem->hint);
        va_list arguments;

        va_start(arguments, format);
        mark_cut(problem->hint + used, sizeof(problem->hint) - used,
                vsnprintf(problem->hint + used, sizeof(problem->hint) - used, format, arguments));
        va_end(arguments);
}

int problem_list_add(struct problem_list *list, int code, const char *subject, const char *hint,
        const char *format, ...)
{
        va_list arguments;

        if (!ARRAY_RESERVE(list->items, list->count, list->capacity)) {
                list->lost++;
                return -code;
        }
        va_start(arguments, format);
        problem_fill(&list->items[list->count++], code, subject, hint, format, arguments);
        va_end(arguments);
        return -code;
}

void problem_list_clear(struct problem_list *list)
{
        free(list->items);
        *list = (struct problem_list){};
}
