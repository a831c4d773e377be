// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "tests/unit/test.h"

#define PIECES     20
#define PIECE_SIZE 100

/* A child that writes in pieces, with time between them in which signals arrive. Returns the end to
 * read from. */
static int slow_writer(pid_t *ret_pid)
{
        const struct timespec pause = { .tv_nsec = 3000000 };
        int ends[2];

        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        *ret_pid = fork();
        if (*ret_pid == 0) {
                char piece[PIECE_SIZE];

                for (int i = 0; i < PIECES; i++) {
                        memset(piece, 'a' + i, sizeof(piece));
                        if (write(ends[1], piece, sizeof(piece)) != sizeof(piece))
                                _exit(1);
                        nanosleep(&pause, NULL);
                }
                _exit(0);
        }
        fd_close(ends[1]);
        return ends[0];
}

static volatile sig_atomic_t n_signals;

static void count_signal(int number)
{
        (void)number;
        n_signals = n_signals + 1;
}

/* Every millisecond a signal whose handler ends a system call with EINTR. */
static void interrupt_often(bool on)
{
        const struct sigaction counting = { .sa_handler = count_signal };
        const struct sigaction ignoring = { .sa_handler = SIG_IGN };
        const struct itimerval often = {
                .it_interval = { .tv_usec = on ? 1000 : 0 },
                .it_value = { .tv_usec = on ? 1000 : 0 },
        };

        sigaction(SIGALRM, on ? &counting : &ignoring, NULL);
        setitimer(ITIMER_REAL, &often, NULL);
}

TEST(read_full_continues)
{
        char buffer[PIECES * PIECE_SIZE + 1];
        pid_t pid;
        _cleanup_fd_ int fd = slow_writer(&pid);

        if (!CHECK(fd >= 0) || !CHECK(pid > 0))
                return;
        interrupt_often(true);
        CHECK_INT(fd_read_full(fd, buffer, sizeof(buffer)), PIECES * PIECE_SIZE);
        interrupt_often(false);
        CHECK(n_signals > 0);
        for (int i = 0; i < PIECES * PIECE_SIZE; i++)
                if (!CHECK_INT(buffer[i], 'a' + i / PIECE_SIZE))
                        break;
        waitpid(pid, NULL, 0);
}

TEST(read_full_stops_where_told)
{
        char buffer[150] = {};
        pid_t pid;
        _cleanup_fd_ int fd = slow_writer(&pid);

        if (!CHECK(fd >= 0) || !CHECK(pid > 0))
                return;
        CHECK_INT(fd_read_full(fd, buffer, 149), 149);
        CHECK_INT(buffer[148], 'b');
        CHECK_INT(buffer[149], 0);
        CHECK_INT(fd_read_full(fd, buffer, 0), 0);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
}

/* A pipe takes 64 KiB at once; the reader takes its time. */
TEST(write_full_continues)
{
        static char data[1 << 20];
        int ends[2];
        int status;
        pid_t pid;

        memset(data, 'z', sizeof(data));
        if (!CHECK_INT(pipe2(ends, O_CLOEXEC), 0))
                return;
        pid = fork();
        if (pid == 0) {
                static char got[sizeof(data) + 1];

                fd_close(ends[1]);
                usleep(20000);
                _exit(fd_read_full(ends[0], got, sizeof(got)) != sizeof(data) ||
                        memcmp(got, data, sizeof(data)) != 0);
        }
        fd_close(ends[0]);
        interrupt_often(true);
        CHECK_INT(fd_write_full(ends[1], data, sizeof(data)), 0);
        interrupt_often(false);
        fd_close(ends[1]);
        CHECK_INT(waitpid(pid, &status, 0), pid);
        CHECK_INT(status, 0);
}

TEST(errors_are_returned)
{
        char byte = 0;
        _cleanup_fd_ int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        CHECK_INT(fd_read_full(folder, &byte, 1), -EISDIR);
        CHECK_INT(fd_read_full(-EBADF, &byte, 1), -EBADF);
        CHECK_INT(fd_write_full(folder, &byte, 1), -EBADF);
}

TEST(close_keeps_errno)
{
        errno = EXDEV;
        fd_close(-EBADF);
        CHECK_INT(errno, EXDEV);
        fd_close(1 << 20); /* not open */
        CHECK_INT(errno, EXDEV);
}
