/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cli/exit-code.h"
#include "host/host.h"

/* Everything that can be asked for on the command line; a command uses what its table names. */
struct options {
        const char *sysroot;
        const char *output;
        const char *color;
        const char *format;
        bool json;
        bool no_headings;
        bool verbose;
        bool yes;
        bool help;
        bool version;
        bool gpu;
        bool tree;
};

/* One option: where its value goes, and what the help says. Help, completions and the manual's
 * check are made of the same rows. */
struct option_row {
        const char *name;     /* without the dashes */
        const char *argument; /* NULL: a flag */
        const char *choices;  /* words for the argument, separated by blanks; or NULL */
        size_t offset;        /* in struct options: a bool for a flag, else a const char * */
        const char *help;
};

/* What a command's arguments are, for completions. */
enum argument_kind {
        ARGUMENT_NONE,
        ARGUMENT_FUNCTION, /* an address or a card */
        ARGUMENT_FILE,
};

struct session {
        struct options options;
        struct host *host;
        char **arguments;
        size_t n_arguments;
};

struct command {
        const char *name;
        const char *arguments; /* for the usage line */
        const char *summary;   /* one line, no full stop */
        const char *description;
        const struct option_row *options;
        size_t n_options;
        enum argument_kind argument_kind;
        size_t arguments_min;
        size_t arguments_max;
        bool has_columns; /* takes --output and --no-headings */
        bool has_json;
        enum exit_code (*run)(struct session *session);
};

extern const struct command command_list;
extern const struct command command_show;
extern const struct command command_dump;

/* All of them, in the order of the help. */
extern const struct command *const commands[];
extern const size_t n_commands;

/* What every command takes. */
extern const struct option_row global_options[];
extern const size_t n_global_options;

/* Whether what goes to FD is colored: --color, and if that is auto, a terminal and no NO_COLOR. */
bool command_wants_color(const struct options *options, int fd);

/* Sends off what was printed so far, before something is said on standard error, and remembers
 * whether that worked. */
void command_flush(void);

/* Reads the command line and runs it. */
enum exit_code command_main(int argc, char **argv);
