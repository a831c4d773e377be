// SPDX-License-Identifier: GPL-2.0-or-later
/* run-corpus FOLDER...: every file in there goes through the fuzzer that this is linked with, as a
 * test of its own. What once crashed a fuzzer is kept there, so that it does not come back. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "basic/cleanup.h"
#include "tests/fuzz/fuzz.h"

/* The bytes lie at the end of their memory, so that a sanitizer sees a read behind them. */
static bool run_file(int folder, const char *name)
{
        _cleanup_fd_ int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
        _cleanup_free_ uint8_t *data = NULL;
        struct stat status;

        if (fd < 0 || fstat(fd, &status) < 0)
                return false;
        data = malloc((size_t)status.st_size + 1);
        if (!data || fd_read_full(fd, data, (size_t)status.st_size) != status.st_size)
                return false;
        if (status.st_size > 0) {
                uint8_t *exact = realloc(data, (size_t)status.st_size);

                data = exact ? exact : data;
        }
        return LLVMFuzzerTestOneInput(data, (size_t)status.st_size) == 0;
}

static int only_files(const struct dirent *entry)
{
        return entry->d_name[0] != '.';
}

/* Returns how many did not pass, -1 where there is no file at all. */
static int run_folder(const char *path, unsigned *number)
{
        struct dirent **entries;
        int count = scandir(path, &entries, only_files, alphasort);
        _cleanup_fd_ int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int bad = 0;

        if (count <= 0 || folder < 0)
                return -1;
        for (int i = 0; i < count; i++) {
                bool good;

                /* The name stands there already when the program crashes. */
                printf("# %s\n", entries[i]->d_name);
                fflush(stdout);
                good = run_file(folder, entries[i]->d_name);
                printf("%sok %u - %s\n", good ? "" : "not ", ++*number, entries[i]->d_name);
                bad += !good;
                free(entries[i]);
        }
        free(entries);
        return bad;
}

int main(int argc, char **argv)
{
        unsigned number = 0;
        bool good = argc > 1;

        for (int i = 1; i < argc; i++)
                good &= run_folder(argv[i], &number) == 0;
        printf("1..%u\n", number);
        return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
