/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "cli/command.h"

/* The commands, all options and the exit codes. */
void help_show(FILE *file);
/* One command. */
void help_show_command(FILE *file, const struct command *command);

/* Whether COMMAND has a use for an option that stands in global_options[]. */
bool help_applies(const struct command *command, const struct option_row *option);
