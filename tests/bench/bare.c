// SPDX-License-Identifier: GPL-2.0-or-later
/* The floor under `gpulend list`: a program that makes only the system calls without which nobody
 * can know addresses, ids, classes, drivers and groups, and prints what it read as it comes. No
 * table, no names, no checks. */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder_buffer[32768];

/* Calls EACH for every entry of a folder. */
static void for_each(int folder, void (*each)(int folder, const char *name))
{
        ssize_t n;

        while ((n = getdents64(folder, folder_buffer, sizeof(folder_buffer))) > 0) {
                static char entries[32768];

                memcpy(entries, folder_buffer, (size_t)n);
                for (ssize_t at = 0; at < n;) {
                        struct dirent64 *entry = (struct dirent64 *)(void *)(entries + at);

                        at += entry->d_reclen;
                        if (entry->d_name[0] != '.')
                                each(folder, entry->d_name);
                }
        }
}

static void print_function(int devices, const char *name)
{
        char path[PATH_MAX];
        char modalias[256];
        char driver[PATH_MAX];
        ssize_t length;
        ssize_t driver_length;
        int fd;

        snprintf(path, sizeof(path), "%s/modalias", name);
        fd = openat(devices, path, O_RDONLY | O_CLOEXEC);
        length = read(fd, modalias, sizeof(modalias));
        close(fd);
        snprintf(path, sizeof(path), "%s/driver", name);
        driver_length = readlinkat(devices, path, driver, sizeof(driver));
        printf("%s %.*s %.*s\n", name, length > 0 ? (int)length : 0, modalias,
                driver_length > 0 ? (int)driver_length : 0, driver);
}

static void print_member(int folder, const char *name)
{
        (void)folder;
        printf(" %s", name);
}

int main(int argc, char **argv)
{
        char path[PATH_MAX];
        int folder;
        DIR *groups;
        struct dirent *entry;

        if (argc != 2 || chdir(argv[1]) < 0)
                return 2;
        folder = open("sys/bus/pci/devices", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
                return 1;
        for_each(folder, print_function);
        close(folder);

        groups = opendir("sys/kernel/iommu_groups");
        while (groups && (entry = readdir(groups))) {
                if (entry->d_name[0] == '.')
                        continue;
                snprintf(path, sizeof(path), "%s/devices", entry->d_name);
                folder = openat(dirfd(groups), path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
                printf("%s:", entry->d_name);
                for_each(folder, print_member);
                putchar('\n');
                close(folder);
        }
        return 0;
}
