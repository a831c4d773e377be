// SPDX-License-Identifier: GPL-2.0-or-later
/* The files of proc that tell what the host uses, over one host with disks, networks and LVM. The
 * input is mountinfo, swaps, route and ipv6_route, with a byte 0xff between them. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "host/unpack.h"
#include "model/usage.h"
#include "tests/fake/fake-files.h"
#include "tests/fake/fake-host.h"
#include "tests/fake/fake-tree.h"
#include "tests/fuzz/fuzz.h"

static const char host_text[] =
        "function 01:00.0 0108 144d:a808\nfunction 02:00.0 0106 1022:43eb\n"
        "function 04:00.0 0200 10ec:8168\n"
        "disk nvme0n1 on 01:00.0 partition nvme0n1p1\ndisk sda on 02:00.0 partition sda1\n"
        "mapped dm-0 on sda1 called vg-root\n"
        "network eth0 on 04:00.0\nbridge br0 over eth0\n";

static const char *const files[] = { "proc/self/mountinfo", "proc/swaps", "proc/self/net/route",
        "proc/self/net/ipv6_route" };

static char path[] = "/tmp/fuzz-usage.XXXXXX";
static int root = -EBADF;
static struct host *host;
static struct machine *machine;

static void end(void)
{
        machine_free(machine);
        host_close(host);
        fd_close(root);
        unpack_remove(path);
}

/* Once for all inputs. */
static bool begin(void)
{
        struct fake_host fake = {};
        bool good;

        if (!mkdtemp(path))
                return false;
        root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        good = fake_host_parse("x", host_text, strlen(host_text), &fake, NULL) == 0 &&
                fake_tree_write(&fake, root, NULL) == 0 && host_open(path, &host, NULL) == 0 &&
                machine_read(host, MACHINE_ALL, &machine, NULL) == 0;
        fake_host_clear(&fake);
        return atexit(end) == 0 && good;
}

/* What stands before the next 0xff, or else all. */
static size_t part_length(const uint8_t *data, size_t size)
{
        const uint8_t *mark = memchr(data, 0xff, size);

        return mark ? (size_t)(mark - data) : size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static bool begun;
        struct usage_list list = {};
        struct problem_list problems = {};

        if (!begun)
                MUST(begin());
        begun = true;
        for (size_t i = 0; i < ELEMENTS_OF(files); i++) {
                size_t length = part_length(data, size);

                MUST(fake_files_replace(root, files[i], data, length) == 0);
                data += length + (length < size);
                size -= length + (length < size);
        }
        MUST(usage_read(host, machine, &list, &problems) == 0);
        MUST(problems.count == 0);
        for (size_t i = 0; i < list.count; i++) {
                MUST(list.items[i].function < machine->n_functions);
                MUST(list.items[i].kind < _USAGE_KINDS);
        }
        usage_clear(&list);
        problem_list_clear(&problems);
        return 0;
}
