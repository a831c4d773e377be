// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs commands in turn, ROUNDS times each, and prints for each one line: the least and the median
 * wall time in microseconds, and the most memory in KiB that it ever held (ru_maxrss of wait4(2)).
 *     measure ROUNDS COMMAND... -- COMMAND... -- ...
 * In turn, so that whatever else the machine does meets all of them alike; the least, because
 * nothing makes a program faster than it is. Output goes to /dev/null. */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "basic/macro.h"

#define COMMANDS_MAX 16
#define ROUNDS_MAX   1000

struct measured {
        char **arguments;
        double microseconds[ROUNDS_MAX];
        long memory;
};

static struct measured commands[COMMANDS_MAX];

static double now(void)
{
        struct timespec time;

        clock_gettime(CLOCK_MONOTONIC, &time);
        return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
        return COMPARE(*(const double *)a, *(const double *)b);
}

/* How many there are. Their separators become the ends of the argument lists. */
static size_t split(char **arguments)
{
        size_t count = 0;

        commands[count++].arguments = arguments;
        for (; *arguments; arguments++)
                if (strcmp(*arguments, "--") == 0 && count < COMMANDS_MAX) {
                        *arguments = NULL;
                        commands[count++].arguments = arguments + 1;
                }
        return count;
}

static bool run(struct measured *command, size_t round, posix_spawn_file_actions_t *actions)
{
        struct rusage usage;
        double begin = now();
        pid_t child;
        int status;

        if (posix_spawnp(&child, command->arguments[0], actions, NULL, command->arguments,
                    environ) != 0 ||
                wait4(child, &status, 0, &usage) < 0)
                return false;
        command->microseconds[round] = now() - begin;
        if (usage.ru_maxrss > command->memory)
                command->memory = usage.ru_maxrss;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(int argc, char **argv)
{
        posix_spawn_file_actions_t actions;
        size_t rounds = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
        size_t count;

        if (rounds == 0 || rounds > ROUNDS_MAX)
                return 2;
        count = split(argv + 2);
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
        for (size_t round = 0; round < rounds; round++)
                for (size_t i = 0; i < count; i++)
                        if (!run(&commands[i], round, &actions)) {
                                fprintf(stderr, "%s failed\n", commands[i].arguments[0]);
                                return 1;
                        }
        for (size_t i = 0; i < count; i++) {
                qsort(commands[i].microseconds, rounds, sizeof(double), compare);
                printf("%.0f %.0f %ld\n", commands[i].microseconds[0],
                        commands[i].microseconds[rounds / 2], commands[i].memory);
        }
        return 0;
}
