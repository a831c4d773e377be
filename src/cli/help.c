// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/help.h"

#include "basic/macro.h"
#include "cli/list-columns.h"

/* The same words stand in gpulend(8), which says when each of them occurs. */
static const char *const exit_codes[] = {
        [EXIT_DONE] = "done",
        [EXIT_FAILED] = "failed; what had been changed was put back",
        [EXIT_USAGE] = "the command line was not understood",
        [EXIT_REFUSED] = "refused before the first change",
        [EXIT_STRANDED] = "failed, and something could not be put back",
        [EXIT_NOT_READY] = "looked at, and not ready",
};

static void show_options(FILE *file, const struct option_row *rows, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                char left[64];

                snprintf(left, sizeof(left), "--%s%s%s", rows[i].name, rows[i].argument ? "=" : "",
                        rows[i].argument ? rows[i].argument : "");
                fprintf(file, "  %-22s %s\n", left, rows[i].help);
        }
}

static void show_global_options(FILE *file)
{
        fputs("\nOptions of every command:\n", file);
        show_options(file, global_options, n_global_options);
}

void help_show(FILE *file)
{
        fputs("Usage: gpulend COMMAND [OPTION]... [ARGUMENT]...\n\n"
              "Lends a graphics card, or any PCI device, to a virtual machine, and brings it "
              "home.\n\n"
              "Commands:\n",
                file);
        for (size_t i = 0; i < n_commands; i++) {
                char left[64];

                snprintf(left, sizeof(left), "%s %s", commands[i]->name, commands[i]->arguments);
                fprintf(file, "  %-22s %s\n", left, commands[i]->summary);
        }
        show_global_options(file);
        fputs("\nExit status:\n", file);
        for (size_t i = 0; i < ELEMENTS_OF(exit_codes); i++)
                fprintf(file, "  %zu  %s\n", i, exit_codes[i]);
        fputs("\ngpulend COMMAND --help tells about one command, gpulend(8) about all.\n", file);
}

void help_show_command(FILE *file, const struct command *command)
{
        fprintf(file, "Usage: gpulend %s [OPTION]...%s%s\n\n%s\n", command->name,
                command->arguments[0] ? " " : "", command->arguments, command->description);
        if (command->n_options > 0) {
                fputs("\nOptions:\n", file);
                show_options(file, command->options, command->n_options);
        }
        show_global_options(file);
        if (!command->columns)
                return;
        fputs("\nColumns for --output, in capital or small letters, with commas between them:\n",
                file);
        for (size_t i = 0; i < *command->n_columns; i++)
                fprintf(file, "  %-12s %s\n", command->columns[i].name, command->columns[i].help);
}
