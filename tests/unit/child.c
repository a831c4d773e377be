// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/child.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

bool child_succeeds(bool (*function)(void *context), void *context, unsigned seconds)
{
        int status;
        pid_t pid;

        fflush(stdout);
        pid = fork();
        if (pid == 0) {
                const struct rlimit no_core = {};

                setrlimit(RLIMIT_CORE, &no_core);
                alarm(seconds);
                _exit(function(context) ? 0 : 1);
        }
        return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
                WEXITSTATUS(status) == 0;
}
