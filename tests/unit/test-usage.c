// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "basic/cleanup.h"
#include "model/usage.h"
#include "tests/unit/child.h"
#include "tests/unit/made-host.h"
#include "tests/unit/test.h"

/* Makes a host of TEXT, reads what it uses, and compares it with lines of "ADDRESS WORD NAME" and,
 * where there is a mount point, " at WHAT". */
static void check_usage(const char *text, const char *wanted)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(usage_clear) struct usage_list list = {};
        _cleanup_(problem_list_clear) struct problem_list problems = {};
        _cleanup_free_ char *got = NULL;
        size_t size;
        FILE *file = open_memstream(&got, &size);

        if (!CHECK(file) || !made_host_read(&made, text) ||
                !CHECK_INT(usage_read(made.host, made.machine, &list, &problems), 0))
                return;
        for (size_t i = 0; i < list.count; i++) {
                const struct usage *usage = &list.items[i];
                const struct pci_function *function = &made.machine->functions[usage->function];
                char address[PCI_ADDRESS_TEXT_SIZE];

                fprintf(file, "%s %s %s%s%s\n", pci_address_format(&function->address, address) + 5,
                        usage_word(usage->kind), usage->name, usage->what ? " at " : "",
                        usage->what ? usage->what : "");
        }
        fclose(file);
        CHECK_TEXT(got, wanted);
        CHECK_INT((int64_t)problems.count, 0);
}

#define NVME "function 01:00.0 0108 144d:a808\n"
#define SATA "function 02:00.0 0106 1022:43eb\n"
#define USB  "function 03:00.0 0c03 1022:43ee\n"
#define LAN  "function 04:00.0 0200 10ec:8168\n"
#define LAN2 "function 05:00.0 0200 10ec:8168\n"

TEST(mounts)
{
        check_usage(NVME SATA "disk nvme0n1 on 01:00.0 partition nvme0n1p1 partition nvme0n1p2\n"
                              "disk sda on 02:00.0 partition sda1\n"
                              "disk sdb on 02:00.0\n"
                              "mount / nvme0n1p2 ext4\n"
                              "mount /boot/efi nvme0n1p1 vfat\n"
                              "mount \"/mnt/two words\\tand\\\\more\" sda1 xfs\n"
                              "mount /srv nvme0n1p2 ext4\n"
                              "mount /tmp tmpfs tmpfs\n",
                "01:00.0 root nvme0n1p2 at /\n"
                "01:00.0 mount nvme0n1p1 at /boot/efi\n"
                "02:00.0 mount sda1 at /mnt/two words\tand\\more\n"
                "02:00.0 disk sdb\n");
}

TEST(logical_volumes)
{
        check_usage(NVME SATA "disk nvme0n1 on 01:00.0 partition nvme0n1p3\n"
                              "disk sda on 02:00.0\n"
                              "mapped dm-0 on nvme0n1p3 called luks-x\n"
                              "mapped dm-1 on dm-0 sda called vg-root\n"
                              "mapped dm-2 on dm-0 called vg-swap\n"
                              "mount / dm-1 ext4\n"
                              "swap dm-2\n",
                "01:00.0 root dm-1 at /\n"
                "01:00.0 swap dm-2\n"
                "02:00.0 root dm-1 at /\n");
}

TEST(raid_that_is_not_mounted)
{
        check_usage(SATA "disk sda on 02:00.0 partition sda1\ndisk sdb on 02:00.0\n"
                         "disk sdc on 02:00.0\nmapped md0 on sda1 sdb\n",
                "02:00.0 disk sdc\n");
}

/* A partition of a RAID is below the RAID's own folder, which is virtual. */
TEST(partition_of_a_virtual_disk)
{
        check_usage(SATA "disk sda on 02:00.0\n"
                         "mapped md0 on sda\n"
                         "folder sys/devices/virtual/block/md0/md0p1\n"
                         "file sys/devices/virtual/block/md0/md0p1/partition \"1\\n\"\n"
                         "link sys/class/block/md0p1 ../../devices/virtual/block/md0/md0p1\n"
                         "link sys/dev/block/259:9 ../../devices/virtual/block/md0/md0p1\n"
                         "file proc/self/mountinfo \"30 1 259:9 / / rw - ext4 /dev/md0p1 rw\\n\"\n",
                "02:00.0 root md0p1 at /\n");
}

/* btrfs shows no number of a device; its source is a node, or a link of LVM. */
TEST(btrfs)
{
        check_usage(NVME SATA "disk nvme0n1 on 01:00.0 partition nvme0n1p2\n"
                              "disk sda on 02:00.0 partition sda1\n"
                              "mapped dm-0 on sda1 called vg-home\n"
                              "mount / nvme0n1p2 btrfs\n"
                              "mount /home dm-0 btrfs\n",
                "01:00.0 root nvme0n1p2 at /\n"
                "02:00.0 mount dm-0 at /home\n");
}

TEST(zfs)
{
        check_usage(NVME SATA "disk nvme0n1 on 01:00.0 partition nvme0n1p2\n"
                              "disk sda on 02:00.0\n"
                              "mount /boot nvme0n1p2 ext4\n"
                              "mount / rpool/root zfs\n",
                "01:00.0 mount nvme0n1p2 at /boot\n"
                "02:00.0 zfs sda\n");
}

#define SUBSYSTEM "sys/devices/virtual/nvme-subsystem/nvme-subsys0/"

/* Native multipath: the disk hangs on a subsystem with two controllers, and each path to it is a
 * hidden disk below its controller (drivers/nvme/host/multipath.c). */
#define MULTIPATH \
        NVME SATA "folder " SUBSYSTEM "nvme0n1/nvme0n1p1\n" \
                  "link " SUBSYSTEM "nvme0 ../../../pci0000:01/0000:01:00.0/nvme/nvme0\n" \
                  "link " SUBSYSTEM "nvme1 ../../../pci0000:02/0000:02:00.0/nvme/nvme1\n" \
                  "link sys/class/block/nvme0n1 " \
                  "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1\n" \
                  "link sys/class/block/nvme0n1p1 " \
                  "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/nvme0n1p1\n" \
                  "link sys/dev/block/259:3 " \
                  "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/nvme0n1p1\n"

TEST(nvme_multipath)
{
        check_usage(MULTIPATH
                "file proc/self/mountinfo \"30 1 259:3 / / rw - ext4 /dev/nvme0n1p1 rw\\n\"\n"
                "file proc/swaps \"Filename Type\\n/dev/nvme0n1 partition 1 2 3\\n\"\n",
                "01:00.0 root nvme0n1p1 at /\n"
                "01:00.0 swap nvme0n1\n"
                "02:00.0 root nvme0n1p1 at /\n"
                "02:00.0 swap nvme0n1\n");
}

/* The paths are no disks of their own that nobody has mounted. */
TEST(nvme_multipath_hidden_paths)
{
        check_usage(MULTIPATH
                "link sys/class/block/nvme0c0n1 "
                "../../devices/pci0000:01/0000:01:00.0/nvme/nvme0/nvme0c0n1\n"
                "link sys/class/block/nvme0c1n1 "
                "../../devices/pci0000:02/0000:02:00.0/nvme/nvme1/nvme0c1n1\n"
                "file proc/self/mountinfo \"30 1 259:3 / / rw - ext4 /dev/nvme0n1p1 rw\\n\"\n",
                "01:00.0 root nvme0n1p1 at /\n"
                "02:00.0 root nvme0n1p1 at /\n");
}

TEST(swap)
{
        check_usage(NVME SATA "disk nvme0n1 on 01:00.0 partition nvme0n1p3\n"
                              "disk sda on 02:00.0 partition sda1\n"
                              "swap nvme0n1p3\n"
                              "mount /mnt sda1 ext4\n",
                "01:00.0 swap nvme0n1p3\n"
                "02:00.0 mount sda1 at /mnt\n");
}

/* sda is not sdaa, although it begins so. */
TEST(disks_with_like_names)
{
        check_usage(SATA "disk sda on 02:00.0\ndisk sdaa on 02:00.0 partition sdaa1\n"
                         "mount /mnt sdaa1 ext4\n",
                "02:00.0 mount sdaa1 at /mnt\n"
                "02:00.0 disk sda\n");
}

/* More disks below one file system than most machines have; the last is as vital as the first. */
TEST(wide_raid)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(usage_clear) struct usage_list list = {};
        _cleanup_(problem_list_clear) struct problem_list problems = {};
        char text[2048] = "";
        size_t used = 0;

        for (unsigned i = 0; i < 12; i++)
                used += (size_t)snprintf(text + used, sizeof(text) - used,
                        "function %02x:00.0 0108 144d:a808\ndisk nvme%un1 on %02x:00.0\n", i + 1, i,
                        i + 1);
        used += (size_t)snprintf(text + used, sizeof(text) - used, "mapped md0 on");
        for (unsigned i = 0; i < 12; i++)
                used += (size_t)snprintf(text + used, sizeof(text) - used, " nvme%un1", i);
        snprintf(text + used, sizeof(text) - used, "\nmount / md0 ext4\n");
        if (!made_host_read(&made, text))
                return;
        CHECK_INT(usage_read(made.host, made.machine, &list, &problems), 0);
        CHECK_INT((int64_t)list.count, 12);
}

TEST(networks)
{
        check_usage(LAN LAN2 "network eth0 on 04:00.0 default-route\nnetwork eth1 on 05:00.0\n",
                "04:00.0 default-route eth0\n"
                "05:00.0 network eth1\n");
}

TEST(bond_below_bridge)
{
        check_usage(LAN LAN2 "network eth0 on 04:00.0\nnetwork eth1 on 05:00.0\n"
                             "bridge bond0 over eth0 eth1\nbridge br0 over bond0 default-route\n",
                "04:00.0 default-route br0\n"
                "04:00.0 network eth0\n"
                "05:00.0 default-route br0\n"
                "05:00.0 network eth1\n");
}

#define NOTHING_4 "file proc/net/route \"Iface\\tDestination\\n\"\n"
#define ZEROS     "00000000000000000000000000000000"

TEST(only_ipv6)
{
        check_usage(LAN LAN2
                "network eth0 on 04:00.0\nnetwork eth1 on 05:00.0\n" NOTHING_4
                "file proc/net/ipv6_route \"" ZEROS " 00 " ZEROS " 00 "
                "fe800000000000000000000000000001 00000064 00000001 00000000 00000003     eth1\\n"
                "fe800000000000000000000000000000 40 " ZEROS " 00 " ZEROS
                " 00000064 00000001 00000000 00000001     eth0\\n" ZEROS " 01 " ZEROS " 00 " ZEROS
                " 00000064 00000001 00000000 00000001     eth0\\n\"\n",
                "04:00.0 network eth0\n"
                "05:00.0 default-route eth1\n");
}

TEST(routes_that_are_not_the_default)
{
        check_usage(LAN
                "network eth0 on 04:00.0\n"
                "file proc/net/ipv6_route \"\"\n"
                "file proc/net/route \"Iface\\tDestination\\tGateway\\tFlags\\tRefCnt\\tUse\\t"
                "Metric\\tMask\\n"
                "eth0\\t0000A8C0\\t00000000\\t0001\\t0\\t0\\t100\\t00FFFFFF\\t0\\t0\\t0\\n"
                "eth0\\t00000000\\t00000000\\t0001\\t0\\t0\\t100\\t00000080\\t0\\t0\\t0\\n"
                "eth0\\t00000000\\n\"\n",
                "04:00.0 network eth0\n");
}

TEST(only_keyboard)
{
        check_usage(USB "keyboard event3 on 03:00.0\nmouse event4 on 03:00.0\n",
                "03:00.0 only-keyboard event3\n"
                "03:00.0 mouse event4\n");
}

/* A keyboard at the PS/2 port hangs on no function, and is one all the same. */
TEST(keyboard_beside_ps2)
{
        check_usage(USB "keyboard event3 on 03:00.0\n"
                        "file sys/devices/platform/i8042/serio0/input/input0/capabilities/key "
                        "\"402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe\\n\"\n"
                        "link sys/class/input/event0 "
                        "../../devices/platform/i8042/serio0/input/input0/event0\n",
                "03:00.0 keyboard event3\n");
}

/* The power button sends keys too, but is no keyboard. */
TEST(keyboard_beside_power_button)
{
        check_usage(USB "keyboard event3 on 03:00.0\n"
                        "file sys/devices/LNXSYSTM:00/LNXPWRBN:00/input/input0/capabilities/key "
                        "\"10000000000000 0\\n\"\n"
                        "link sys/class/input/event0 "
                        "../../devices/LNXSYSTM:00/LNXPWRBN:00/input/input0/event0\n",
                "03:00.0 only-keyboard event3\n");
}

TEST(keyboards_on_two_controllers)
{
        check_usage(USB "function 06:00.0 0c03 1022:43ee\n"
                        "keyboard event3 on 03:00.0\nkeyboard event5 on 06:00.0\n",
                "03:00.0 keyboard event3\n"
                "06:00.0 keyboard event5\n");
}

TEST(sound)
{
        check_usage("function 01:00.1 0403 10de:10f8\nsound card1 on 01:00.1\n",
                "01:00.1 sound card1\n");
}

TEST(missing_files_are_nothing)
{
        check_usage(NVME "disk nvme0n1 on 01:00.0\ndelete proc/self/mountinfo\ndelete proc/swaps\n"
                         "delete proc/self/net/route\ndelete proc/self/net/ipv6_route\n",
                "01:00.0 disk nvme0n1\n");
}

TEST(unreadable_file_is_told)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        _cleanup_(usage_clear) struct usage_list list = {};
        _cleanup_(problem_list_clear) struct problem_list problems = {};

        if (!made_host_read(&made, NVME "delete proc/swaps\nfolder proc/swaps\n"))
                return;
        CHECK_INT(usage_read(made.host, made.machine, &list, &problems), 0);
        if (CHECK_INT((int64_t)problems.count, 1))
                CHECK_TEXT(problems.items[0].sentence,
                        "What the host uses is not fully known: /proc/swaps cannot be read: Is a "
                        "directory");
}

/* Lines that no kernel writes. */
TEST(damaged_mountinfo)
{
        check_usage(NVME
                "disk nvme0n1 on 01:00.0 partition nvme0n1p1\n"
                "file proc/self/mountinfo \"\\n - \\n1 2 259:1 - ext4\\n1 2 259:1 / /x rw - \\n"
                "1 2 259:1 / /\\\\040\\\\ rw - ext4\\n1 2 ../../x / /y rw - ext4 /dev/\\n"
                "1 2 0:1 / /z rw - btrfs /dev/../nvme0n1p1 rw\"\n"
                "file proc/swaps \"\\n\\n/dev/\\n/dev\\n\"\n",
                "01:00.0 mount nvme0n1p1 at /x\n");
}

static bool read_usage(void *context)
{
        struct made_host *made = context;
        struct usage_list list = {};
        struct problem_list problems = {};
        int r = usage_read(made->host, made->machine, &list, &problems);

        usage_clear(&list);
        problem_list_clear(&problems);
        return r == 0;
}

/* Software devices that all rest on each other, in a damaged recording. */
TEST(loop_of_devices_ends)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    NVME "disk nvme0n1 on 01:00.0\nmapped dm-0 on nvme0n1\nmapped dm-1 on nvme0n1\n"
                         "mapped dm-2 on nvme0n1\nmapped dm-3 on nvme0n1\nmount / dm-0 ext4\n"))
                return;
        for (unsigned above = 0; above < 4; above++)
                for (unsigned below = 0; below < 4; below++) {
                        char path[96];

                        snprintf(path, sizeof(path), "sys/devices/virtual/block/dm-%u/slaves/dm-%u",
                                above, below);
                        scratch_link(&made.scratch, path, "x");
                }
        CHECK(child_succeeds(read_usage, &made, 3));
}

TEST(words)
{
        for (enum usage_kind kind = 0; kind < _USAGE_KINDS; kind++) {
                const struct usage usage = { .kind = kind, .name = "name\n" };
                char text[128];

                CHECK(usage_word(kind)[0]);
                CHECK(strstr(usage_describe(&usage, text, sizeof(text)), "(name?)"));
                CHECK_INT(usage_is_vital(kind), kind < USAGE_KEYBOARD);
        }
        CHECK_TEXT(usage_describe(&(struct usage){ .kind = USAGE_ROOT, .name = "a", .what = "/" },
                           (char[64]){}, 64),
                "the disk of / (a)");
}
