/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "cli/command.h"

/* The commands and the options that all of them take. */
void help_show(FILE *file);
/* One command. */
void help_show_command(FILE *file, const struct command *command);
