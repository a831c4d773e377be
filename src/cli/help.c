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

bool help_applies(const struct command *command, const struct option_row *option)
{
        switch (option->offset) {
        case offsetof(struct options, json):
                return command->has_json;
        case offsetof(struct options, output):
        case offsetof(struct options, no_headings):
                return command->has_columns;
        default:
                return true;
        }
}

/* Those of COMMAND, or where it is NULL all. */
static void show_options(
        FILE *file, const struct command *command, const struct option_row *rows, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                char left[64];

                if (command && !help_applies(command, &rows[i]))
                        continue;
                snprintf(left, sizeof(left), "--%s%s%s", rows[i].name, rows[i].argument ? "=" : "",
                        rows[i].argument ? rows[i].argument : "");
                fprintf(file, "  %-22s %s\n", left, rows[i].help);
        }
}

void help_show(FILE *file)
{
        fputs("Usage: gpulend COMMAND [OPTION]... [ARGUMENT]...\n\n"
              "Lends a graphics card, or any PCI device, to a virtual machine, and brings it "
              "home.\n"
              "This version looks, and changes nothing.\n\n"
              "Commands:\n",
                file);
        for (size_t i = 0; i < n_commands; i++) {
                char left[64];

                snprintf(left, sizeof(left), "%s %s", commands[i]->name, commands[i]->arguments);
                fprintf(file, "  %-22s %s\n", left, commands[i]->summary);
        }
        fputs("\nOptions of all commands that have a use for them:\n", file);
        show_options(file, NULL, global_options, n_global_options);
        fputs("\nExit status:\n", file);
        for (size_t i = 0; i < ELEMENTS_OF(exit_codes); i++)
                fprintf(file, "  %zu  %s\n", i, exit_codes[i]);
        fputs("\ngpulend COMMAND --help tells about one command, gpulend(8) about all.\n", file);
}

void help_show_command(FILE *file, const struct command *command)
{
        fprintf(file, "Usage: gpulend %s [OPTION]...%s%s\n\n%s\n\nOptions:\n", command->name,
                command->arguments[0] ? " " : "", command->arguments, command->description);
        show_options(file, command, command->options, command->n_options);
        show_options(file, command, global_options, n_global_options);
        if (!command->has_columns)
                return;
        fputs("\nColumns for --output, in capital or small letters, with commas between them:\n",
                file);
        for (size_t i = 0; i < n_list_columns; i++)
                fprintf(file, "  %-12s %s\n", list_columns[i].name, list_columns[i].help);
}
