// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/help.h"

static void show_options(FILE *file, const struct option_row *rows, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                char left[64];

                snprintf(left, sizeof(left), "--%s%s%s", rows[i].name, rows[i].argument ? "=" : "",
                        rows[i].argument ? rows[i].argument : "");
                fprintf(file, "  %-22s %s\n", left, rows[i].help);
        }
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
        fputs("\nOptions of every command:\n", file);
        show_options(file, global_options, n_global_options);
        fputs("\ngpulend COMMAND --help tells about one command, gpulend(8) about all.\n", file);
}

void help_show_command(FILE *file, const struct command *command)
{
        fprintf(file, "Usage: gpulend %s [OPTION]... %s\n\n%s\n", command->name, command->arguments,
                command->description);
        if (command->n_options > 0) {
                fputs("\nOptions:\n", file);
                show_options(file, command->options, command->n_options);
        }
        fputs("\nOptions of every command:\n", file);
        show_options(file, global_options, n_global_options);
}
