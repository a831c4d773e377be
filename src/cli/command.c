// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/command.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/log.h"
#include "basic/text.h"
#include "cli/help.h"
#include "config.h"

const struct command *const commands[] = {
        &command_list,
        &command_show,
        &command_dump,
};
const size_t n_commands = ELEMENTS_OF(commands);

const struct option_row global_options[] = {
        { "sysroot", "DIR|FILE", NULL, offsetof(struct options, sysroot),
                "read a folder, or a file that dump wrote, instead of this machine" },
        { "json", NULL, NULL, offsetof(struct options, json), "write JSON" },
        { "output", "COLUMNS", NULL, offsetof(struct options, output),
                "these columns, or with a + in front these too" },
        { "no-headings", NULL, NULL, offsetof(struct options, no_headings), "no line of headings" },
        { "color", "WHEN", "auto always never", offsetof(struct options, color),
                "colors: auto (the default), always or never" },
        { "verbose", NULL, NULL, offsetof(struct options, verbose), "say more" },
        { "yes", NULL, NULL, offsetof(struct options, yes), "answer every question with yes" },
        { "help", NULL, NULL, offsetof(struct options, help), "show this" },
        { "version", NULL, NULL, offsetof(struct options, version), "show the version" },
};
const size_t n_global_options = ELEMENTS_OF(global_options);

/* Enough for the global options and those of one command. */
#define OPTIONS_MAX 32

struct option_set {
        const struct option_row *rows[OPTIONS_MAX];
        struct option getopt_rows[OPTIONS_MAX + 1];
        size_t count;
};

static void add_options(struct option_set *set, const struct option_row *rows, size_t count)
{
        for (size_t i = 0; i < count && set->count < OPTIONS_MAX; i++) {
                set->rows[set->count] = &rows[i];
                set->getopt_rows[set->count] = (struct option){
                        .name = rows[i].name,
                        .has_arg = rows[i].argument ? required_argument : no_argument,
                        .val = 256 + (int)set->count,
                };
                set->count++;
        }
}

static bool is_choice(const char *choices, const char *word)
{
        size_t length = strlen(word);

        for (const char *at = choices; length > 0 && (at = strstr(at, word)); at += length)
                if ((at == choices || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
                        return true;
        return false;
}

static int store(struct options *options, const struct option_row *row, const char *argument)
{
        char *field = (char *)options + row->offset;

        if (!row->argument) {
                *(bool *)field = true;
                return 0;
        }
        if (!*argument) {
                log_say(LOG_LEVEL_ERROR, "--%s needs a value.", row->name);
                return -EINVAL;
        }
        if (row->choices && !is_choice(row->choices, argument)) {
                log_say(LOG_LEVEL_ERROR, "--%s takes one of: %s; not \"%s\".", row->name,
                        row->choices, argument);
                return -EINVAL;
        }
        *(const char **)(void *)field = argument;
        return 0;
}

/* What getopt_long() stumbled over: C is its answer, WORD what it looked at. */
static int refuse_option(const struct option_set *set, int c, const char *word)
{
        if (c == ':')
                log_say(LOG_LEVEL_ERROR, "%s needs a value.", word);
        else if (optopt >= 256)
                log_say(LOG_LEVEL_ERROR, "--%s takes no value.", set->rows[optopt - 256]->name);
        else
                log_say(LOG_LEVEL_ERROR, "There is no option %s here.", word);
        return -EINVAL;
}

/* Takes options up to the first argument (STOP) or from the whole line. optind stands behind them.
 */
static int take_options(
        struct options *options, const struct option_set *set, int argc, char **argv, bool stop)
{
        opterr = 0;
        for (;;) {
                int c = getopt_long(argc, argv, stop ? "+:h" : ":h", set->getopt_rows, NULL);
                int r = 0;

                if (c == -1)
                        return 0;
                if (c == 'h')
                        options->help = true;
                else if (c >= 256)
                        r = store(options, set->rows[c - 256], optarg);
                else
                        r = refuse_option(set, c, argv[optind - 1]);
                if (r < 0)
                        return r;
        }
}

static const struct command *find_command(const char *name)
{
        for (size_t i = 0; i < n_commands; i++)
                if (text_equals(commands[i]->name, name))
                        return commands[i];
        return NULL;
}

bool command_wants_color(const struct options *options, int fd)
{
        const char *when = options->color ? options->color : "auto";

        /* https://no-color.org: a variable that is set and not empty */
        if (text_equals(when, "auto")) {
                const char *no_color = getenv("NO_COLOR");

                return isatty(fd) && !(no_color && no_color[0]);
        }
        return text_equals(when, "always");
}

static bool is_given(const struct options *options, const struct option_row *row)
{
        const char *field = (const char *)options + row->offset;

        return row->argument ? *(const char *const *)(const void *)field != NULL
                             : *(const bool *)field;
}

/* What a command has no use for is refused, not ignored. */
static bool options_fit(const struct command *command, const struct options *options)
{
        for (size_t i = 0; i < n_global_options; i++) {
                if (!is_given(options, &global_options[i]) ||
                        help_applies(command, &global_options[i]))
                        continue;
                log_say(LOG_LEVEL_ERROR, "gpulend %s takes no --%s.", command->name,
                        global_options[i].name);
                return false;
        }
        return true;
}

static enum exit_code run(const struct command *command, struct session *session)
{
        struct problem problem = {};
        enum exit_code code;

        if (session->n_arguments < command->arguments_min ||
                session->n_arguments > command->arguments_max) {
                log_say(LOG_LEVEL_ERROR, "%s: usage: gpulend %s %s",
                        session->n_arguments < command->arguments_min ? "Something is missing"
                                                                      : "Too many words",
                        command->name, command->arguments);
                return EXIT_USAGE;
        }
        if (!options_fit(command, &session->options))
                return EXIT_USAGE;
        if (host_open(session->options.sysroot, &session->host, &problem) < 0) {
                log_problem(LOG_LEVEL_ERROR, &problem);
                return EXIT_FAILED;
        }
        code = command->run(session);
        host_close(session->host);
        return code;
}

/* Why the output did not arrive: the first reason counts. */
static int output_error;

void command_flush(void)
{
        if (fflush(stdout) != 0 && !output_error)
                output_error = errno;
}

/* What was printed must have arrived: a full disk is an error. */
static enum exit_code finish(enum exit_code code)
{
        command_flush();
        if (!output_error && !ferror(stdout))
                return code;
        /* Where a long text failed in the middle, the reason is gone. */
        log_say(LOG_LEVEL_ERROR, "The output could not be written%s%s.", output_error ? ": " : "",
                output_error ? strerror(output_error) : "");
        return code == EXIT_DONE ? EXIT_FAILED : code;
}

static enum exit_code show_version(void)
{
        printf("gpulend %s\n", GPULEND_VERSION);
        return finish(EXIT_DONE);
}

enum exit_code command_main(int argc, char **argv)
{
        struct session session = {};
        struct option_set set = {};
        const struct command *command;

        add_options(&set, global_options, n_global_options);
        if (take_options(&session.options, &set, argc, argv, true) < 0)
                return EXIT_USAGE;
        if (session.options.version)
                return show_version();
        if (optind >= argc) {
                help_show(session.options.help ? stdout : stderr);
                return session.options.help ? finish(EXIT_DONE) : EXIT_USAGE;
        }
        command = find_command(argv[optind]);
        if (!command) {
                log_say(LOG_LEVEL_ERROR, "There is no command \"%s\". gpulend --help lists them.",
                        argv[optind]);
                return EXIT_USAGE;
        }

        add_options(&set, command->options, command->n_options);
        argc -= optind;
        argv += optind;
        optind = 0;
        if (take_options(&session.options, &set, argc, argv, false) < 0)
                return EXIT_USAGE;
        log_setup(session.options.verbose, command_wants_color(&session.options, STDERR_FILENO));
        if (session.options.version)
                return show_version();
        if (session.options.help) {
                help_show_command(stdout, command);
                return finish(EXIT_DONE);
        }
        session.arguments = argv + optind;
        session.n_arguments = (size_t)(argc - optind);
        return finish(run(command, &session));
}
