// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "basic/text.h"

static bool log_verbose;
static bool log_color;

static const struct {
        const char *word;
        const char *color;
} levels[] = {
        [LOG_LEVEL_ERROR] = { "error: ", "\033[1;31m" },
        [LOG_LEVEL_WARNING] = { "warning: ", "\033[1;33m" },
        [LOG_LEVEL_NOTE] = { "", "" },
        [LOG_LEVEL_DETAIL] = { "", "\033[2m" },
};

void log_setup(bool verbose, bool color)
{
        log_verbose = verbose;
        log_color = color;
}

static void log_line(enum log_level level, const char *word, char *text)
{
        bool color = log_color && levels[level].color[0];

        if (level == LOG_LEVEL_DETAIL && !log_verbose)
                return;
        /* Names of devices and files come from outside; they must not drive the terminal. */
        text_make_printable(text);
        fprintf(stderr, "%sgpulend: %s%s%s\n", color ? levels[level].color : "", word, text,
                color ? "\033[0m" : "");
}

void log_say(enum log_level level, const char *format, ...)
{
        char text[1024];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        log_line(level, levels[level].word, text);
}

/* The full stop, where a sentence has no end of its own. */
static const char *end_of(const char *sentence)
{
        size_t length = strlen(sentence);

        return length > 0 && strchr(".?!", sentence[length - 1]) ? "" : ".";
}

void log_problem(enum log_level level, const struct problem *problem)
{
        log_say(level, "%s%s", problem->sentence, end_of(problem->sentence));
        if (problem->hint[0])
                log_say(LOG_LEVEL_NOTE, "  %s%s", problem->hint, end_of(problem->hint));
}
