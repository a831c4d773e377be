/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "basic/macro.h"
#include "basic/problem.h"

/* The one place that speaks to standard error. Lower layers return problems; commands tell them
 * here, once. */
enum log_level {
        LOG_LEVEL_ERROR,
        LOG_LEVEL_WARNING,
        LOG_LEVEL_NOTE,
        LOG_LEVEL_DETAIL, /* only with --verbose */
};

/* Called once, before anything is said. COLOR: use escape sequences. */
void log_setup(bool verbose, bool color);

void log_say(enum log_level level, const char *format, ...) FORMAT_LIKE_PRINTF(2, 3);

/* The sentence, and on a line of its own what to do. */
void log_problem(enum log_level level, const struct problem *problem);
