// SPDX-License-Identifier: GPL-2.0-or-later
/* generate SHELL < TEMPLATE: a completion for bash, zsh or fish. Of the template everything is
 * copied, except a line "@tables@": in its place comes what the program's own tables say, in the
 * language of the shell. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/macro.h"
#include "basic/text.h"
#include "cli/help.h"
#include "cli/list-columns.h"

enum value {
        VALUE_NONE, /* a flag */
        VALUE_WORDS,
        VALUE_COLUMNS,
        VALUE_FILE,
        VALUE_ANY,
};

static enum value value_of(const struct option_row *option)
{
        if (!option->argument)
                return VALUE_NONE;
        if (option->choices)
                return VALUE_WORDS;
        if (text_equals(option->argument, "COLUMNS"))
                return VALUE_COLUMNS;
        return strstr(option->argument, "FILE") || strstr(option->argument, "DIR") ? VALUE_FILE
                                                                                   : VALUE_ANY;
}

/* Calls EACH for the options of a command; where it is NULL, for those that can stand before one.
 */
static void for_options(const struct command *command,
        void (*each)(const struct command *command, const struct option_row *option))
{
        for (size_t i = 0; command && i < command->n_options; i++)
                each(command, &command->options[i]);
        for (size_t i = 0; i < n_global_options; i++)
                if (!command || help_applies(command, &global_options[i]))
                        each(command, &global_options[i]);
}

/* TEXT between single quotes: what stands in STOPPED gets a backslash, a single quote becomes
 * QUOTE. */
static void put_quoted(const char *text, const char *stopped, const char *quote)
{
        for (; *text; text++) {
                if (*text == '\'') {
                        fputs(quote, stdout);
                        continue;
                }
                if (strchr(stopped, *text))
                        putchar('\\');
                putchar(*text);
        }
}

/* bash */

static void put_word(const struct command *command, const struct option_row *option)
{
        (void)command;
        printf(" --%s", option->name);
}

static void put_bash_value(const struct command *command, const struct option_row *option)
{
        static const char *const kinds[] = {
                [VALUE_COLUMNS] = "@columns",
                [VALUE_FILE] = "@files",
                [VALUE_ANY] = "",
        };
        enum value value = value_of(option);

        if (value != VALUE_NONE)
                printf("    %s:--%s) echo '%s' ;;\n", command ? command->name : "", option->name,
                        value == VALUE_WORDS ? option->choices : kinds[value]);
}

static void put_bash(void)
{
        static const char *const arguments[] = {
                [ARGUMENT_NONE] = "",
                [ARGUMENT_FUNCTION] = "@functions",
                [ARGUMENT_FILE] = "@files",
        };

        puts("# COMMAND, which may be empty: the options that can follow.\n"
             "_gpulend_options() {\n"
             "    case $1 in");
        for (size_t i = 0; i <= n_commands; i++) {
                const struct command *command = i < n_commands ? commands[i] : NULL;

                printf("    '%s') echo '", command ? command->name : "");
                for_options(command, put_word);
                puts("' ;;");
        }
        puts("    esac\n"
             "}\n\n"
             "# COMMAND OPTION: what its value can be; fails for an option without a value.\n"
             "_gpulend_values() {\n"
             "    case $1:$2 in");
        for (size_t i = 0; i <= n_commands; i++)
                for_options(i < n_commands ? commands[i] : NULL, put_bash_value);
        puts("    *) return 1 ;;\n"
             "    esac\n"
             "}\n\n"
             "# COMMAND: what its arguments can be.\n"
             "_gpulend_arguments() {\n"
             "    case $1 in");
        fputs("    '') echo '", stdout);
        for (size_t i = 0; i < n_commands; i++)
                printf("%s%s", i > 0 ? " " : "", commands[i]->name);
        puts("' ;;");
        for (size_t i = 0; i < n_commands; i++)
                printf("    %s) echo '%s' ;;\n", commands[i]->name,
                        arguments[commands[i]->argument_kind]);
        fputs("    esac\n"
              "}\n\n"
              "_gpulend_columns='",
                stdout);
        for (size_t i = 0; i < n_list_columns; i++)
                printf("%s%s", i > 0 ? " " : "", list_columns[i].name);
        puts("'");
}

/* zsh: specifications for _arguments. A colon ends a part of one. */

static void put_zsh_option(const struct command *command, const struct option_row *option)
{
        enum value value = value_of(option);

        (void)command;
        printf("            '--%s%s[", option->name, value == VALUE_NONE ? "" : "=");
        put_quoted(option->help, "[]:\\", "'\\''");
        putchar(']');
        if (value != VALUE_NONE)
                printf(":%s:", option->argument);
        if (value == VALUE_WORDS)
                printf("(%s)", option->choices);
        if (value == VALUE_FILE)
                fputs("_files", stdout);
        if (value == VALUE_COLUMNS)
                fputs("_gpulend_columns", stdout);
        puts("'");
}

static void put_zsh_pair(const char *name, const char *help)
{
        printf("        '%s:", name);
        put_quoted(help, "\\", "'\\''");
        puts("'");
}

static void put_zsh(void)
{
        static const char *const arguments[] = {
                [ARGUMENT_NONE] = NULL,
                [ARGUMENT_FUNCTION] = "_gpulend_functions",
                [ARGUMENT_FILE] = "_files",
        };

        puts("_gpulend_tables() { # COMMAND, which may be empty\n"
             "    commands=(");
        for (size_t i = 0; i < n_commands; i++)
                put_zsh_pair(commands[i]->name, commands[i]->summary);
        puts("    )\n"
             "    columns=(");
        for (size_t i = 0; i < n_list_columns; i++)
                put_zsh_pair(list_columns[i].name, list_columns[i].help);
        puts("    )\n"
             "    case $1 in");
        for (size_t i = 0; i <= n_commands; i++) {
                const struct command *command = i < n_commands ? commands[i] : NULL;

                printf("    '%s')\n"
                       "        specifications=(\n",
                        command ? command->name : "");
                for_options(command, put_zsh_option);
                if (command && arguments[command->argument_kind])
                        printf("            '%s:%s:%s'\n", command->arguments_max == 1 ? "1" : "*",
                                command->arguments, arguments[command->argument_kind]);
                puts("        )\n"
                     "        ;;");
        }
        puts("    esac\n"
             "}");
}

/* fish */

static void put_fish_text(const char *text)
{
        putchar('\'');
        put_quoted(text, "\\", "\\'");
        putchar('\'');
}

static void put_fish_option(const struct command *command, const struct option_row *option)
{
        printf("complete -c gpulend -n '__gpulend_in \"%s\"' -l %s", command ? command->name : "",
                option->name);
        switch (value_of(option)) {
        case VALUE_NONE:
                break;
        case VALUE_WORDS:
                printf(" -x -a '%s'", option->choices);
                break;
        case VALUE_COLUMNS:
                fputs(" -x -a '(__gpulend_columns)'", stdout);
                break;
        case VALUE_FILE:
                fputs(" -r -F", stdout);
                break;
        case VALUE_ANY:
        default:
                fputs(" -x", stdout);
        }
        fputs(" -d ", stdout);
        put_fish_text(option->help);
        putchar('\n');
}

static void put_fish_value_name(const struct command *command, const struct option_row *option)
{
        if (option->argument)
                put_word(command, option);
}

static void put_fish_command(const struct command *command)
{
        printf("complete -c gpulend -n '__gpulend_in \"\"' -a %s -d ", command->name);
        put_fish_text(command->summary);
        putchar('\n');
        if (command->argument_kind == ARGUMENT_FUNCTION)
                printf("complete -c gpulend -n '__gpulend_in %s' -a '(__gpulend_functions)'\n",
                        command->name);
        if (command->argument_kind == ARGUMENT_FILE)
                printf("complete -c gpulend -n '__gpulend_in %s' -F\n", command->name);
}

static void put_fish(void)
{
        fputs("function __gpulend_takes_value # OPTION\n"
              "    contains -- $argv[1]",
                stdout);
        for (size_t i = 0; i <= n_commands; i++)
                for_options(i < n_commands ? commands[i] : NULL, put_fish_value_name);
        puts("\nend\n\n"
             "function __gpulend_all_columns");
        for (size_t i = 0; i < n_list_columns; i++) {
                printf("    printf '%%s\\t%%s\\n' %s ", list_columns[i].name);
                put_fish_text(list_columns[i].help);
                putchar('\n');
        }
        puts("end\n");
        for (size_t i = 0; i < n_commands; i++)
                put_fish_command(commands[i]);
        for (size_t i = 0; i <= n_commands; i++)
                for_options(i < n_commands ? commands[i] : NULL, put_fish_option);
}

static const struct {
        const char *name;
        void (*put)(void);
} shells[] = {
        { "bash", put_bash },
        { "zsh", put_zsh },
        { "fish", put_fish },
};

int main(int argc, char **argv)
{
        char line[1024];

        for (size_t i = 0; argc == 2 && i < ELEMENTS_OF(shells); i++) {
                if (!text_equals(argv[1], shells[i].name))
                        continue;
                while (fgets(line, sizeof(line), stdin))
                        if (text_equals(line, "@tables@\n"))
                                shells[i].put();
                        else
                                fputs(line, stdout);
                return fflush(stdout) == 0 && !ferror(stdin) ? EXIT_SUCCESS : EXIT_FAILURE;
        }
        fputs("Usage: generate bash|zsh|fish < TEMPLATE\n", stderr);
        return 2;
}
