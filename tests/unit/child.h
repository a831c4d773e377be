/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/* Runs FUNCTION in a child process, for what may crash or never end. True when it returned true
 * within SECONDS. Checks that fail inside are not told. */
bool child_succeeds(bool (*function)(void *context), void *context, unsigned seconds);
