// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "tests/fake/fake-host.h"
#include "tests/fake/fake-tree.h"
#include "tests/unit/test.h"

/* What text becomes, in a folder that goes away with the variable. */

static int parse(const char *text, struct fake_host *ret, struct problem *reterr)
{
        return fake_host_parse("x.host", text, strlen(text), ret, reterr);
}

struct tree {
        char path[32];
        int fd;
        int result; /* of the writing */
        struct problem problem;
};

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
        (void)status;
        (void)kind;
        (void)walk;
        return remove(path);
}

static void tree_done(struct tree *tree)
{
        fd_close(tree->fd);
        if (tree->path[0])
                nftw(tree->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#define _cleanup_host_ _cleanup_(fake_host_clear)
#define _cleanup_tree_ _cleanup_(tree_done)

static struct tree tree_of(const char *text)
{
        struct tree tree = { .path = "/tmp/test-fake-host.XXXXXX", .fd = -EBADF };
        _cleanup_host_ struct fake_host host = {};

        tree.result = parse(text, &host, &tree.problem);
        if (!CHECK_TEXT(tree.problem.sentence, "") || !CHECK(mkdtemp(tree.path)))
                return tree;
        tree.fd = open(tree.path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        tree.result = fake_tree_write(&host, tree.fd, &tree.problem);
        return tree;
}

/* What a file says, or where a link leads; valid until the next call. NULL: there is none. */
static const char *content(const struct tree *tree, const char *path)
{
        static char buffer[8192];
        _cleanup_fd_ int fd = openat(tree->fd, path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : fd_read_full(fd, buffer, sizeof(buffer) - 1);

        if (n < 0)
                return NULL;
        buffer[n] = '\0';
        return buffer;
}

static const char *link_target(const struct tree *tree, const char *path)
{
        static char buffer[4096];
        ssize_t n = readlinkat(tree->fd, path, buffer, sizeof(buffer) - 1);

        if (n < 0)
                return NULL;
        buffer[n] = '\0';
        return buffer;
}

static bool exists(const struct tree *tree, const char *path)
{
        struct stat status;

        return fstatat(tree->fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

#define DEVICES "sys/bus/pci/devices/"

TEST(tree_of_nothing)
{
        _cleanup_tree_ struct tree tree = tree_of("");

        CHECK_INT(tree.result, 0);
        CHECK(exists(&tree, "sys/bus/pci/devices"));
        CHECK(exists(&tree, "sys/kernel/iommu_groups"));
        CHECK(exists(&tree, "sys/class/iommu"));
        CHECK(content(&tree, "proc/self/mountinfo"));
        CHECK_TEXT(
                content(&tree, "proc/swaps"), "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
        CHECK(content(&tree, "proc/cmdline"));
        CHECK(!exists(&tree, "etc/os-release"));
}

TEST(tree_attributes)
{
        _cleanup_tree_ struct tree tree = tree_of(
                "function 00:03.1 0604 1022:1483 driver pcieport\n"
                "function 06:00.0 0300 10de:1f06 rev a1 subsystem 1462:3756 driver nvidia group 15 "
                "under 00:03.1 boot_vga 1 numa 1 link 2.5 8 max-link 8.0 16\n"
                "function 06:00.1 0c0330 10de:1ada under 00:03.1 power D3cold runtime suspended\n");
        static const struct {
                const char *path;
                const char *content;
        } files[] = {
                { DEVICES "0000:06:00.0/vendor", "0x10de\n" },
                { DEVICES "0000:06:00.0/device", "0x1f06\n" },
                { DEVICES "0000:06:00.0/subsystem_vendor", "0x1462\n" },
                { DEVICES "0000:06:00.0/subsystem_device", "0x3756\n" },
                { DEVICES "0000:06:00.0/class", "0x030000\n" },
                { DEVICES "0000:06:00.0/revision", "0xa1\n" },
                { DEVICES "0000:06:00.0/modalias",
                        "pci:v000010DEd00001F06sv00001462sd00003756bc03sc00i00\n" },
                { DEVICES "0000:06:00.0/uevent",
                        "DRIVER=nvidia\nPCI_CLASS=30000\nPCI_ID=10DE:1F06\n"
                        "PCI_SUBSYS_ID=1462:3756\nPCI_SLOT_NAME=0000:06:00.0\n"
                        "MODALIAS=pci:v000010DEd00001F06sv00001462sd00003756bc03sc00i00\n" },
                { DEVICES "0000:06:00.0/enable", "1\n" },
                { DEVICES "0000:06:00.0/numa_node", "1\n" },
                { DEVICES "0000:06:00.0/driver_override", "(null)\n" },
                { DEVICES "0000:06:00.0/d3cold_allowed", "1\n" },
                { DEVICES "0000:06:00.0/boot_vga", "1\n" },
                { DEVICES "0000:06:00.0/power_state", "D0\n" },
                { DEVICES "0000:06:00.0/power/control", "on\n" },
                { DEVICES "0000:06:00.0/power/runtime_status", "active\n" },
                { DEVICES "0000:06:00.0/current_link_speed", "2.5 GT/s PCIe\n" },
                { DEVICES "0000:06:00.0/current_link_width", "8\n" },
                { DEVICES "0000:06:00.0/max_link_speed", "8.0 GT/s PCIe\n" },
                { DEVICES "0000:06:00.0/max_link_width", "16\n" },
                { DEVICES "0000:06:00.1/class", "0x0c0330\n" },
                { DEVICES "0000:06:00.1/revision", "0x00\n" },
                { DEVICES "0000:06:00.1/irq", "0\n" },
                { DEVICES "0000:06:00.1/enable", "0\n" },
                { DEVICES "0000:06:00.1/numa_node", "-1\n" },
                { DEVICES "0000:06:00.1/power_state", "D3cold\n" },
                { DEVICES "0000:06:00.1/power/control", "auto\n" },
                { DEVICES "0000:06:00.1/power/runtime_status", "suspended\n" },
                { DEVICES "0000:06:00.1/boot_vga", NULL },
                { DEVICES "0000:06:00.1/current_link_speed", NULL },
                { DEVICES "0000:06:00.1/sriov_totalvfs", NULL },
                { "sys/kernel/iommu_groups/15/type", "DMA-FQ\n" },
                { "sys/kernel/iommu_groups/15/name", NULL },
                { "sys/kernel/iommu_groups/15/reserved_regions",
                        "0x00000000fee00000 0x00000000feefffff msi\n" },
                { "sys/module/nvidia/initstate", "live\n" },
        };
        static const struct {
                const char *path;
                const char *target;
        } links[] = {
                { DEVICES "0000:00:03.1", "../../../devices/pci0000:00/0000:00:03.1" },
                { DEVICES "0000:06:00.0", "../../../devices/pci0000:00/0000:00:03.1/0000:06:00.0" },
                { DEVICES "0000:00:03.1/driver", "../../../bus/pci/drivers/pcieport" },
                { DEVICES "0000:00:03.1/subsystem", "../../../bus/pci" },
                { DEVICES "0000:00:03.1/iommu_group", NULL },
                { DEVICES "0000:06:00.0/driver", "../../../../bus/pci/drivers/nvidia" },
                { DEVICES "0000:06:00.0/subsystem", "../../../../bus/pci" },
                { DEVICES "0000:06:00.0/iommu_group", "../../../../kernel/iommu_groups/15" },
                { DEVICES "0000:06:00.1/driver", NULL },
                { "sys/bus/pci/drivers/nvidia/0000:06:00.0",
                        "../../../../devices/pci0000:00/0000:00:03.1/0000:06:00.0" },
                { "sys/bus/pci/drivers/nvidia/module", "../../../../module/nvidia" },
                { "sys/bus/pci/drivers/pcieport/module", NULL },
                { "sys/module/nvidia/drivers/pci:nvidia", "../../../bus/pci/drivers/nvidia" },
                { "sys/kernel/iommu_groups/15/devices/0000:06:00.0",
                        "../../../../devices/pci0000:00/0000:00:03.1/0000:06:00.0" },
        };

        for (size_t i = 0; i < ELEMENTS_OF(files); i++)
                if (!CHECK_TEXT(content(&tree, files[i].path), files[i].content))
                        printf("# %s\n", files[i].path);
        for (size_t i = 0; i < ELEMENTS_OF(links); i++)
                if (!CHECK_TEXT(link_target(&tree, links[i].path), links[i].target))
                        printf("# %s\n", links[i].path);
}

/* Bytes of `config`, as "1f06" for two of them, the lowest last. */
static uint32_t config(const struct tree *tree, const char *name, size_t offset, size_t size)
{
        char path[64];
        const uint8_t *bytes;
        uint32_t value = 0;

        snprintf(path, sizeof(path), DEVICES "%s/config", name);
        bytes = (const uint8_t *)content(tree, path);
        for (size_t i = size; bytes && i-- > 0;)
                value = value << 8 | bytes[offset + i];
        return value;
}

TEST(tree_config)
{
        _cleanup_tree_ struct tree tree = tree_of(
                "function 00:01.0 0604 8086:1901 rev 07\n"
                "function 01:00.0 030000 10de:1f06 rev a1 subsystem 1462:3756 driver nvidia "
                "under 00:01.0 bar 16M bar 256M bar 32M bar 128\n"
                "function 01:00.1 040300 10de:10f9 under 00:01.0\n"
                "function 02:00.0 020000 8086:10c9\n"
                "function 02:10.0 020000 8086:10ca physfn 02:00.0\n");
        struct stat status;

        CHECK_INT(fstatat(tree.fd, DEVICES "0000:01:00.0/config", &status, 0), 0);
        CHECK_INT(status.st_size, 64);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x00, 4), 0x1f0610de);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x04, 2), 7);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x08, 4), 0x030000a1);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x0e, 1), 0x80);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x10, 4), 0x80000000);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x14, 4), 0x0000000c);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x18, 4), 0x60);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x24, 4), 0x1001);
        CHECK_INT(config(&tree, "0000:01:00.0", 0x2c, 4), 0x37561462);
        CHECK_INT(config(&tree, "0000:01:00.1", 0x04, 2), 0);
        CHECK_INT(config(&tree, "0000:01:00.1", 0x0e, 1), 0x80);
        CHECK_INT(config(&tree, "0000:00:01.0", 0x0e, 1), 0x01);
        CHECK_INT(config(&tree, "0000:00:01.0", 0x18, 4), 0x010100);
        CHECK_INT(config(&tree, "0000:02:00.0", 0x0e, 1), 0x00);
        CHECK_INT(config(&tree, "0000:02:10.0", 0x00, 4), 0xffffffff);
        CHECK_TEXT(content(&tree, DEVICES "0000:02:10.0/device"), "0x10ca\n");
}

static size_t count_lines(const char *text)
{
        size_t count = 0;

        for (; text && *text; text++)
                count += *text == '\n';
        return count;
}

TEST(tree_resource)
{
        _cleanup_tree_ struct tree tree = tree_of(
                "function 00:01.0 0604 8086:1901\n"
                "function 01:00.0 0300 10de:1f06 under 00:01.0 bar 16M bar 256M bar 32M bar 128\n");
        static const char beginning[] =
                "0x0000000080000000 0x0000000080ffffff 0x0000000000040200\n"
                "0x0000006000000000 0x000000600fffffff 0x000000000014220c\n"
                "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
                "0x0000006010000000 0x0000006011ffffff 0x000000000014220c\n"
                "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
                "0x0000000000001000 0x000000000000107f 0x0000000000040101\n"
                "0x0000000000000000 0x0000000000000000 0x0000000000000000\n";
        const char *text = content(&tree, DEVICES "0000:01:00.0/resource");

        if (!CHECK(text))
                return;
        CHECK(text_starts_with(text, beginning));
        CHECK_INT(count_lines(text), 13);
        CHECK_INT(count_lines(content(&tree, DEVICES "0000:00:01.0/resource")), 17);
}

TEST(tree_virtual_functions)
{
        _cleanup_tree_ struct tree tree =
                tree_of("function 10000:01:00.0 0200 8086:10c9 sriov 8\n"
                        "function 10000:01:10.0 0200 8086:10ca physfn 10000:01:00.0\n");

        CHECK_TEXT(content(&tree, DEVICES "10000:01:00.0/sriov_totalvfs"), "8\n");
        CHECK_TEXT(content(&tree, DEVICES "10000:01:00.0/sriov_numvfs"), "1\n");
        CHECK_TEXT(link_target(&tree, DEVICES "10000:01:00.0/virtfn0"), "../10000:01:10.0");
        CHECK_TEXT(link_target(&tree, DEVICES "10000:01:10.0/physfn"), "../10000:01:00.0");
        CHECK_TEXT(link_target(&tree, DEVICES "10000:01:10.0"),
                "../../../devices/pci10000:01/10000:01:10.0");
}

TEST(tree_groups)
{
        _cleanup_tree_ struct tree tree = tree_of("group 4 type identity name cpu platform A:00 "
                                                  "reserved db000000-db7fffff:direct\n"
                                                  "group 5 reserved 8000000-80fffff:msi\n");

        CHECK_TEXT(content(&tree, "sys/kernel/iommu_groups/4/type"), "identity\n");
        CHECK_TEXT(content(&tree, "sys/kernel/iommu_groups/4/name"), "cpu\n");
        CHECK_TEXT(content(&tree, "sys/kernel/iommu_groups/4/reserved_regions"),
                "0x00000000db000000 0x00000000db7fffff direct\n"
                "0x00000000fee00000 0x00000000feefffff msi\n");
        CHECK_TEXT(link_target(&tree, "sys/kernel/iommu_groups/4/devices/A:00"),
                "../../../../devices/platform/A:00");
        CHECK_TEXT(link_target(&tree, "sys/devices/platform/A:00/iommu_group"),
                "../../../kernel/iommu_groups/4");
        CHECK_TEXT(content(&tree, "sys/kernel/iommu_groups/5/reserved_regions"),
                "0x0000000008000000 0x00000000080fffff msi\n");
        CHECK(exists(&tree, "sys/kernel/iommu_groups/5/devices"));
}

TEST(tree_drm)
{
        _cleanup_tree_ struct tree tree =
                tree_of("function 06:00.0 0300 10de:1f06\n"
                        "drm card1 on 06:00.0 render renderD129 connector HDMI-A-1=connected "
                        "connector DP-1=disconnected\n");

        CHECK_TEXT(link_target(&tree, "sys/class/drm/card1"),
                "../../devices/pci0000:06/0000:06:00.0/drm/card1");
        CHECK_TEXT(content(&tree, "sys/class/drm/card1/dev"), "226:1\n");
        CHECK_TEXT(content(&tree, DEVICES "0000:06:00.0/drm/renderD129/dev"), "226:129\n");
        CHECK_TEXT(link_target(&tree, "sys/class/drm/card1/device"), "../../../0000:06:00.0");
        CHECK_TEXT(content(&tree, "sys/class/drm/card1/card1-HDMI-A-1/status"), "connected\n");
        CHECK_TEXT(content(&tree, "sys/class/drm/card1/card1-HDMI-A-1/enabled"), "enabled\n");
        CHECK_TEXT(content(&tree, "sys/class/drm/card1-DP-1/status"), "disconnected\n");
        CHECK_TEXT(content(&tree, "sys/class/drm/card1-DP-1/enabled"), "disabled\n");
        CHECK_TEXT(link_target(&tree, "sys/dev/char/226:1"),
                "../../devices/pci0000:06/0000:06:00.0/drm/card1");
}

TEST(tree_block)
{
        _cleanup_tree_ struct tree tree =
                tree_of("function 01:00.0 0108 144d:a808\n"
                        "function 02:00.0 0106 8086:a352\n"
                        "function 03:00.0 0c03 8086:a36d\n"
                        "disk nvme0n1 on 01:00.0 partition nvme0n1p1 partition nvme0n1p2\n"
                        "disk nvme1n1 on 01:00.0 partition nvme1n1p1\n"
                        "disk sda on 02:00.0 partition sda1\n"
                        "disk sdb on 03:00.0\n"
                        "mapped dm-3 on nvme0n1p2 sda1 called \"my root\"\n"
                        "mapped md127 on sdb\n"
                        "mount / dm-3 xfs\n"
                        "mount /boot nvme0n1p1\n"
                        "mount \"/my disk\" sda btrfs\n"
                        "mount /tank tank/data zfs\n"
                        "swap dm-3\n"
                        "swap sda1\n");

        CHECK_TEXT(link_target(&tree, "sys/class/block/nvme0n1p2"),
                "../../devices/pci0000:01/0000:01:00.0/nvme/nvme0/nvme0n1/nvme0n1p2");
        CHECK_TEXT(link_target(&tree, "sys/class/block/sda1"),
                "../../devices/pci0000:02/0000:02:00.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/"
                "sda1");
        CHECK_TEXT(link_target(&tree, "sys/block/sdb"),
                "../devices/pci0000:03/0000:03:00.0/usb1/1-2/1-2:1.0/host1/target1:0:0/1:0:0:0/"
                "block/sdb");
        CHECK(!exists(&tree, "sys/block/sda1"));
        CHECK_TEXT(content(&tree, "sys/class/block/nvme0n1/dev"), "259:0\n");
        CHECK_TEXT(content(&tree, "sys/class/block/nvme1n1p1/dev"), "259:4\n");
        CHECK_TEXT(content(&tree, "sys/class/block/nvme0n1p2/partition"), "2\n");
        CHECK_TEXT(content(&tree, "sys/class/block/sda/dev"), "8:0\n");
        CHECK_TEXT(content(&tree, "sys/class/block/sda1/dev"), "8:1\n");
        CHECK_TEXT(content(&tree, "sys/class/block/sdb/dev"), "8:16\n");
        CHECK(content(&tree, "sys/class/block/sda/size"));
        CHECK_TEXT(content(&tree, "sys/class/block/dm-3/dev"), "253:3\n");
        CHECK_TEXT(content(&tree, "sys/class/block/dm-3/dm/name"), "my root\n");
        CHECK_TEXT(content(&tree, "sys/class/block/md127/dev"), "9:127\n");
        CHECK_TEXT(link_target(&tree, "sys/dev/block/253:3"), "../../devices/virtual/block/dm-3");
        CHECK_TEXT(link_target(&tree, "sys/devices/virtual/block/dm-3/slaves/nvme0n1p2"),
                "../../../../pci0000:01/0000:01:00.0/nvme/nvme0/nvme0n1/nvme0n1p2");
        CHECK_TEXT(link_target(&tree, "sys/class/block/nvme0n1p2/holders/dm-3"),
                "../../../../../../../virtual/block/dm-3");
        CHECK_TEXT(link_target(&tree, "dev/mapper/my root"), "../dm-3");
        CHECK_TEXT(content(&tree, "proc/self/mountinfo"),
                "22 30 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:90 - proc proc rw\n"
                "23 30 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:91 - sysfs sysfs rw\n"
                "24 30 0:5 / /dev rw,nosuid,relatime shared:92 - devtmpfs udev rw\n"
                "30 1 253:3 / / rw,relatime shared:1 - xfs /dev/mapper/my\\040root rw\n"
                "31 30 259:1 / /boot rw,relatime shared:2 - ext4 /dev/nvme0n1p1 rw\n"
                "32 30 0:52 / /my\\040disk rw,relatime shared:3 - btrfs /dev/sda rw\n"
                "33 30 0:53 / /tank rw,relatime shared:4 - zfs tank/data rw\n");
        CHECK_TEXT(content(&tree, "proc/swaps"),
                "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
                "/dev/dm-3                               partition\t8388604\t\t0\t\t-2\n"
                "/dev/sda1                               partition\t8388604\t\t0\t\t-2\n");
}

TEST(tree_network)
{
        _cleanup_tree_ struct tree tree = tree_of("function 01:00.0 0200 8086:1533\n"
                                                  "function 02:00.0 0200 8086:1533\n"
                                                  "network enp1s0 on 01:00.0\n"
                                                  "network enp2s0 on 02:00.0\n"
                                                  "bridge br0 over enp1s0 default-route\n");
        const char *text;

        CHECK_TEXT(link_target(&tree, "sys/class/net/enp1s0"),
                "../../devices/pci0000:01/0000:01:00.0/net/enp1s0");
        CHECK_TEXT(content(&tree, "sys/class/net/lo/address"), "00:00:00:00:00:00\n");
        CHECK_TEXT(link_target(&tree, "sys/class/net/enp1s0/device"), "../../../0000:01:00.0");
        CHECK_TEXT(content(&tree, "sys/class/net/enp1s0/ifindex"), "2\n");
        CHECK_TEXT(content(&tree, "sys/class/net/enp1s0/operstate"), "up\n");
        CHECK_TEXT(content(&tree, "sys/class/net/enp2s0/operstate"), "down\n");
        CHECK_TEXT(content(&tree, "sys/class/net/enp1s0/address"), "52:54:00:00:00:02\n");
        CHECK_TEXT(link_target(&tree, "sys/class/net/br0"), "../../devices/virtual/net/br0");
        CHECK_TEXT(link_target(&tree, "sys/class/net/br0/lower_enp1s0"),
                "../../../pci0000:01/0000:01:00.0/net/enp1s0");
        CHECK_TEXT(
                link_target(&tree, "sys/class/net/enp1s0/master"), "../../../../virtual/net/br0");
        CHECK_TEXT(link_target(&tree, "proc/net"), "self/net");
        text = content(&tree, "proc/net/route");
        if (CHECK(text)) {
                CHECK_INT(count_lines(text), 3);
                CHECK(text_starts_with(text + 128, "br0\t00000000\t017AA8C0\t0003\t"));
        }
        text = content(&tree, "proc/net/ipv6_route");
        if (CHECK(text)) {
                CHECK_INT(count_lines(text), 2);
                CHECK_TEXT(strrchr(text, ' '), " lo\n");
        }
}

TEST(tree_input_and_sound)
{
        _cleanup_tree_ struct tree tree = tree_of("function 01:00.0 0c0330 1022:149c\n"
                                                  "function 02:00.0 0403 10de:10f9\n"
                                                  "keyboard event3 on 01:00.0\n"
                                                  "mouse event4 on 01:00.0\n"
                                                  "sound card1 on 02:00.0\n");

        CHECK_TEXT(link_target(&tree, "sys/class/input/event3"),
                "../../devices/pci0000:01/0000:01:00.0/usb1/1-1/1-1:1.0/0003:046D:C31C.0004/input/"
                "input3/event3");
        CHECK_TEXT(content(&tree, "sys/class/input/event3/dev"), "13:67\n");
        CHECK_TEXT(content(&tree, "sys/class/input/input3/capabilities/ev"), "120013\n");
        CHECK_TEXT(content(&tree, "sys/class/input/input3/capabilities/key"),
                "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n");
        CHECK(content(&tree, "sys/class/input/input3/name"));
        CHECK_TEXT(content(&tree, "sys/class/input/input4/capabilities/ev"), "17\n");
        CHECK_TEXT(content(&tree, "sys/class/input/input4/capabilities/key"), "70000 0 0 0 0\n");
        CHECK(exists(&tree, DEVICES "0000:01:00.0/usb1/1-2/1-2:1.0"));
        CHECK_TEXT(link_target(&tree, "sys/class/sound/card1"),
                "../../devices/pci0000:02/0000:02:00.0/sound/card1");
        CHECK_TEXT(content(&tree, "sys/class/sound/card1/controlC1/dev"), "116:32\n");
}

TEST(tree_system)
{
        _cleanup_tree_ struct tree tree = tree_of("function 00:00.2 0806 1022:1481\n"
                                                  "iommu dmar0\n"
                                                  "iommu ivhd0\n"
                                                  "acpi-table DMAR\n"
                                                  "cmdline \"ro \\\"a b\\\"\"\n"
                                                  "kernel 6.1.0-x\n"
                                                  "os debian 12\n");

        CHECK_TEXT(
                link_target(&tree, "sys/class/iommu/dmar0"), "../../devices/virtual/iommu/dmar0");
        CHECK(content(&tree, "sys/class/iommu/dmar0/intel-iommu/version"));
        CHECK_TEXT(link_target(&tree, "sys/class/iommu/ivhd0"),
                "../../devices/pci0000:00/0000:00:00.2/iommu/ivhd0");
        CHECK(content(&tree, "sys/firmware/acpi/tables/DMAR"));
        CHECK_TEXT(content(&tree, "proc/cmdline"), "ro \"a b\"\n");
        CHECK_TEXT(content(&tree, "proc/sys/kernel/osrelease"), "6.1.0-x\n");
        CHECK_TEXT(content(&tree, "etc/os-release"),
                "ID=debian\nPRETTY_NAME=\"debian 12\"\nVERSION_ID=\"12\"\n");
}

TEST(tree_changes_in_their_order)
{
        _cleanup_tree_ struct tree tree =
                tree_of("file " DEVICES "0000:00:00.0/vendor \"0xffff\\n\"\n"
                        "function 00:00.0 0600 1022:1480 driver x\n"
                        "delete " DEVICES "0000:00:00.0/driver\n"
                        "file " DEVICES "0000:00:00.0/subsystem plain\n"
                        "file .a/..b x\n"
                        "file /a/b/c one\n"
                        "file a/b/c two\n"
                        "folder a/d/e\n"
                        "folder a/d/e\n"
                        "link l /a/b\n"
                        "file l/new \"\"\n"
                        "link a/b/up ../c\n"
                        "file a/gone x\n"
                        "delete a/gone\n"
                        "file a/back x\n"
                        "delete a/back\n"
                        "file a/back y\n");
        struct stat status;

        CHECK_TEXT(tree.problem.sentence, "");
        CHECK_INT(tree.result, 0);
        CHECK_TEXT(content(&tree, "sys/devices/pci0000:00/0000:00:00.0/vendor"), "0xffff\n");
        CHECK(!exists(&tree, DEVICES "0000:00:00.0/driver"));
        CHECK(exists(&tree, "sys/bus/pci/drivers/x"));
        CHECK_INT(fstatat(tree.fd, DEVICES "0000:00:00.0/subsystem", &status, AT_SYMLINK_NOFOLLOW),
                0);
        CHECK(S_ISREG(status.st_mode));
        CHECK_TEXT(content(&tree, ".a/..b"), "x");
        CHECK_TEXT(content(&tree, "a/b/c"), "two");
        CHECK(exists(&tree, "a/d/e"));
        CHECK_TEXT(content(&tree, "a/b/new"), "");
        CHECK_TEXT(link_target(&tree, "l"), "/a/b");
        CHECK_TEXT(link_target(&tree, "a/b/up"), "../c");
        CHECK(!exists(&tree, "a/gone"));
        CHECK_TEXT(content(&tree, "a/back"), "y");
}

/* "/" is the tree's own root, for whoever goes through a link. */
TEST(tree_changes_stay_inside)
{
        _cleanup_tree_ struct tree tree = tree_of("link up ../../../../../..\n"
                                                  "link top /\n"
                                                  "file up/test-fake-host.up x\n"
                                                  "file top/test-fake-host.top x\n");

        CHECK_TEXT(tree.problem.sentence, "");
        CHECK(exists(&tree, "test-fake-host.up"));
        CHECK(exists(&tree, "test-fake-host.top"));
        CHECK(!exists(&tree, "/test-fake-host.up"));
        CHECK(!exists(&tree, "/test-fake-host.top"));
}

TEST(tree_changes_that_fail)
{
        static const struct {
                const char *text;
                int result;
                const char *problem;
        } cases[] = {
                { "\ndelete sys/none", -ENOENT, "x.host:2: sys/none: No such file or directory" },
                { "delete sys/none/none", -ENOENT,
                        "x.host:1: sys/none/none: No such file or directory" },
                { "delete sys/bus", -EISDIR, "x.host:1: sys/bus: Is a directory" },
                { "file sys/bus x", -EISDIR, "x.host:1: sys/bus: Is a directory" },
                { "file proc/cmdline/x y", -ENOTDIR, "x.host:1: proc/cmdline/x: Not a directory" },
                { "folder proc/cmdline", -ENOTDIR, "x.host:1: proc/cmdline: Not a directory" },
                { "link a a\nfile a/b c", -ELOOP,
                        "x.host:2: a/b: Too many levels of symbolic links" },
                { "link a b\nfile a/b c", -EEXIST, "x.host:2: a/b: File exists" },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                _cleanup_tree_ struct tree tree = tree_of(cases[i].text);

                CHECK_INT(tree.result, cases[i].result);
                CHECK_TEXT(tree.problem.sentence, cases[i].problem);
        }
}

TEST(tree_in_a_folder_that_is_not_empty)
{
        _cleanup_tree_ struct tree tree = tree_of("function 00:00.0 0600 1022:1480\n");
        _cleanup_host_ struct fake_host host = {};
        struct problem problem = {};

        if (!CHECK_INT(tree.result, 0))
                return;
        parse("function 00:00.0 0600 1022:1480\n", &host, NULL);
        CHECK_INT(fake_tree_write(&host, tree.fd, &problem), -EEXIST);
        CHECK_TEXT(problem.sentence,
                "sys/devices/pci0000:00/0000:00:00.0/vendor cannot be made: File exists");
        CHECK_INT(fake_tree_write(&host, tree.fd, NULL), -EEXIST);
        CHECK_INT(fake_tree_write(&host, -EBADF, &problem), -EBADF);
}
