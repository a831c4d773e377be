// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "tests/fake/fake-host.h"
#include "tests/unit/test.h"

static int parse(const char *text, struct fake_host *ret, struct problem *reterr)
{
        return fake_host_parse("x.host", text, strlen(text), ret, reterr);
}

#define _cleanup_host_ _cleanup_(fake_host_clear)

TEST(function_with_all_keys)
{
        _cleanup_host_ struct fake_host host = {};
        struct problem problem = {};
        const struct fake_function *f;
        int r = parse("function 00:03.1 0604 1022:1483\n"
                      "function 0000:06:00.0 030001 10de:1f06 rev a1 subsystem 1462:3756 "
                      "driver nvidia group 15 under 00:03.1 boot_vga 1 numa 2 link 8.0 8 "
                      "max-link 16.0 16 power D3hot runtime suspended sriov 7 bar 16M bar 256M "
                      "bar 128\n",
                &host, &problem);

        CHECK_TEXT(problem.sentence, "");
        if (!CHECK_INT(r, 0) || !CHECK_INT(host.functions.count, 2))
                return;
        f = &host.functions.items[1];
        CHECK_INT(f->line, 2);
        CHECK_TEXT(f->name, "0000:06:00.0");
        CHECK_TEXT(f->path, "pci0000:00/0000:00:03.1/0000:06:00.0");
        CHECK_INT(f->class, 0x030001);
        CHECK_INT(f->ids.vendor, 0x10de);
        CHECK_INT(f->ids.device, 0x1f06);
        CHECK_INT(f->subsystem.vendor, 0x1462);
        CHECK_INT(f->subsystem.device, 0x3756);
        CHECK_INT(f->revision, 0xa1);
        CHECK_TEXT(f->driver, "nvidia");
        CHECK_INT(f->group, 15);
        CHECK(f->under.function == &host.functions.items[0]);
        CHECK_INT(f->boot_vga, 1);
        CHECK_INT(f->numa, 2);
        CHECK_TEXT(f->link.speed, "8.0");
        CHECK_INT(f->link.width, 8);
        CHECK_TEXT(f->link_max.speed, "16.0");
        CHECK_INT(f->link_max.width, 16);
        CHECK_TEXT(f->power, "D3hot");
        CHECK_TEXT(f->runtime, "suspended");
        CHECK_INT(f->sriov, 7);
        CHECK_INT(f->n_bars, 3);
        CHECK_INT(f->bars[0], 16 << 20);
        CHECK_INT(f->bars[1], 256 << 20);
        CHECK_INT(f->bars[2], 128);
}

TEST(function_without_keys)
{
        _cleanup_host_ struct fake_host host = {};
        const struct fake_function *f;

        if (!CHECK_INT(parse("function 02:1f.7 0108 144d:a808", &host, NULL), 0))
                return;
        f = &host.functions.items[0];
        CHECK_TEXT(f->path, "pci0000:02/0000:02:1f.7");
        CHECK_INT(f->class, 0x010800);
        CHECK_INT(f->revision, -1);
        CHECK_TEXT(f->driver, NULL);
        CHECK_INT(f->group, -1);
        CHECK_INT(f->boot_vga, -1);
        CHECK_INT(f->numa, -1);
        CHECK_INT(f->sriov, -1);
        CHECK_TEXT(f->link.speed, NULL);
        CHECK(!f->is_bridge);
        CHECK(!f->is_multifunction);
}

TEST(addresses)
{
        static const struct {
                const char *text;
                const char *name; /* NULL: it is none */
        } cases[] = {
                { "06:00.0", "0000:06:00.0" },
                { "0000:06:00.0", "0000:06:00.0" },
                { "0000:FF:1f.7", "0000:ff:1f.7" },
                { "10000:e1:00.0", "10000:e1:00.0" },
                { "deadbeef:e1:00.0", "deadbeef:e1:00.0" },
                { "00001:06:00.0", "0001:06:00.0" },
                { "1deadbeef:e1:00.0", NULL },
                { "000:06:00.0", NULL },
                { "06:20.0", NULL },
                { "06:00.8", NULL },
                { "6:00.0", NULL },
                { "06:0.0", NULL },
                { "06:00", NULL },
                { "06:00.00", NULL },
                { "06.00.0", NULL },
                { "0000:06:00.0:", NULL },
                { ":06:00.0", NULL },
                { "", NULL },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                _cleanup_host_ struct fake_host host = {};
                char line[64];
                int r;

                snprintf(line, sizeof(line), "function \"%s\" 0300 10de:1f06", cases[i].text);
                r = parse(line, &host, NULL);
                if (cases[i].name && CHECK_INT(r, 0))
                        CHECK_TEXT(host.functions.items[0].name, cases[i].name);
                else if (!cases[i].name && !CHECK_INT(r, -EINVAL))
                        printf("# %s\n", cases[i].text);
        }
}

TEST(words_quotes_and_comments)
{
        _cleanup_host_ struct fake_host host = {};
        struct problem problem = {};

        parse("# a comment\n"
              "\t kernel\t6.12.0 # another\r\n"
              "\n"
              "cmdline \"a#b \\\"c\\\" \\\\ \\x41\"#\n",
                &host, &problem);
        CHECK_TEXT(problem.sentence, "x.host:4: a blank is missing behind a closing quote");
        parse("# a comment\n"
              "\t kernel\t6.12.0 # another\r\n"
              "\n"
              "os arch#x \"\\x31\"\n"
              "cmdline \"a#b \\\"c\\\" \\\\ \\x41\" #\"",
                &host, NULL);
        CHECK_TEXT(host.kernel, "6.12.0");
        CHECK_TEXT(host.os_id, "arch#x");
        CHECK_TEXT(host.os_version, "1");
        CHECK_TEXT(host.cmdline, "a#b \"c\" \\ A");
}

#define F0 "function 00:00.0 0600 1022:1480\n"

static const struct {
        const char *text;
        const char *problem; /* behind "x.host:" */
} wrong[] = {
        { "funktion 00:00.0", "1: no line begins with \"funktion\"" },
        { "#\n\n\"\"", "3: no line begins with \"\"" },
        { "function", "1: ADDRESS is missing" },
        { "function x", "1: ADDRESS is an address like 0000:06:00.0, not \"x\"" },
        { "function 06:00.0 30 10de:1f06",
                "1: CLASS has four or six hexadecimal digits, not \"30\"" },
        { "function 06:00.0 03000 10de:1f06",
                "1: CLASS has four or six hexadecimal digits, not \"03000\"" },
        { "function 06:00.0 0300 10de:1f066",
                "1: VENDOR:DEVICE is like 10de:1f06, not \"10de:1f066\"" },
        { F0 "function 06:00.0 0300 10de:1f06 color red", "2: the key \"color\" is unknown" },
        { F0 "function 06:00.0 0300 10de:1f06 driver", "2: driver is missing" },
        { F0 "function 06:00.0 0300 10de:1f06 driver a/b", "2: driver is no name: \"a/b\"" },
        { F0 "function 06:00.0 0300 10de:1f06 driver ..", "2: driver is no name: \"..\"" },
        { F0 "function 06:00.0 0300 10de:1f06 driver .", "2: driver is no name: \".\"" },
        { F0 "function 06:00.0 0300 10de:1f06 driver \"\"", "2: driver is no name: \"\"" },
        { F0 "function 06:00.0 0300 10de:1f06 driver a driver b", "2: driver is given twice" },
        { F0 "function 06:00.0 0300 10de:1f06 rev a",
                "2: rev has 2 hexadecimal digits, not \"a\"" },
        { F0 "function 06:00.0 0300 10de:1f06 group -1",
                "2: group is a number up to 2147483647, not \"-1\"" },
        { F0 "function 06:00.0 0300 10de:1f06 boot_vga 2",
                "2: boot_vga is a number up to 1, not \"2\"" },
        { F0 "function 06:00.0 0302 10de:1f06 boot_vga 1",
                "2: only VGA controllers (class 0300) have boot_vga" },
        { F0 "function 06:00.0 0300 10de:1f06 power D4", "2: power cannot be \"D4\"" },
        { F0 "function 06:00.0 0300 10de:1f06 link 9.0 16", "2: SPEED cannot be \"9.0\"" },
        { F0 "function 06:00.0 0300 10de:1f06 link 8.0", "2: WIDTH is missing" },
        { F0 "function 06:00.0 0300 10de:1f06 bar 3M",
                "2: bar is a power of two from 4 to 1024G, with or without K, M or G, "
                "not \"3M\"" },
        { F0 "function 06:00.0 0300 10de:1f06 bar 256M bar 256M bar 256M bar 4K",
                "2: the bars of 0000:06:00.0 need 7 registers; it has 6 "
                "(two for one from 32M)" },
        { "function 00:01.0 0604 8086:1901 bar 64M bar 4K",
                "1: the bars of 0000:00:01.0 need 3 registers; it has 2 "
                "(two for one from 32M)" },
        { F0 F0, "2: 0000:00:00.0 is there already, in line 1" },
        { F0 "function 0000:00:00.0 0300 10de:1f06",
                "2: 0000:00:00.0 is there already, in line 1" },
        { F0 "function 06:00.0 0300 10de:1f06 under 00:01.0",
                "2: there is no function 0000:00:01.0" },
        { F0 "function 06:00.0 0300 10de:1f06 physfn 10000:00:00.0",
                "2: there is no function 10000:00:00.0" },
        { "function 06:00.0 0604 10de:1f06 under 06:00.0",
                "1: 0000:06:00.0 is below itself, or too many bridges are above it" },
        { "function 06:00.0 0604 10de:1f06 under 07:00.0\n"
          "function 07:00.0 0604 10de:1f06 under 06:00.0\n",
                "1: 0000:06:00.0 is below itself, or too many bridges are above it" },
        { F0 "function 01:00.0 0200 8086:10ca physfn 00:00.0\n"
             "function 01:00.1 0200 8086:10ca physfn 01:00.0\n",
                "3: 0000:01:00.0 is a virtual function itself" },
        { "function 00:00.0 0200 8086:10c9 sriov 1\n"
          "function 01:00.0 0200 8086:10ca physfn 00:00.0\n"
          "function 01:00.1 0200 8086:10ca physfn 00:00.0\n",
                "3: 0000:00:00.0 has no more than 1 virtual functions" },
        { "group x", "1: N is a number up to 2147483647, not \"x\"" },
        { "group 1 type dma", "1: type cannot be \"dma\"" },
        { "group 1 reserved 0x1:direct", "1: reserved is START-END:TYPE, not \"0x1:direct\"" },
        { "group 1 reserved 2-1:direct", "1: reserved is START-END:TYPE, not \"2-1:direct\"" },
        { "group 1 reserved 1-2:foreign", "1: TYPE cannot be \"foreign\"" },
        { "group 1\ngroup 2\ngroup 1", "3: group 1 is there already, in line 1" },
        { "group 1 platform a\ngroup 2 platform a", "2: a is there already, in line 1" },
        { "drm card0 on 06:00.0", "1: there is no function 0000:06:00.0" },
        { F0 "drm card on 00:00.0", "2: CARD is card and a number, not \"card\"" },
        { F0 "drm card01 on 00:00.0", "2: CARD is card and a number, not \"card01\"" },
        { F0 "drm card0 at 00:00.0", "2: \"on ADDRESS\" is missing" },
        { F0 "drm card0 on 00:00.0 render card1",
                "2: render is renderD and a number, not \"card1\"" },
        { F0 "drm card0 on 00:00.0 connector DP-1", "2: connector is NAME=STATUS, not \"DP-1\"" },
        { F0 "drm card0 on 00:00.0 connector a/b=connected",
                "2: connector is NAME=STATUS, not \"a/b=connected\"" },
        { F0 "drm card0 on 00:00.0 connector DP-1=maybe", "2: STATUS cannot be \"maybe\"" },
        { F0 "drm card0 on 00:00.0 connector a=unknown connector a=unknown",
                "2: a stands twice in this line" },
        { F0 "drm card0 on 00:00.0\ndrm card0 on 00:00.0", "3: card0 is there already, in line 2" },
        { F0 "disk sda on 00:00.0 partition sdb1", "2: sdb1 is no partition of sda" },
        { F0 "disk sda on 00:00.0\nmapped dm-0 on sda sda", "3: sda stands twice in this line" },
        { "mapped dm-0 on sda", "1: there is no block device sda" },
        { "mapped dm-0 on dm-0", "1: dm-0 is above itself" },
        { "mapped root on sda", "1: NAME is like dm-0 or md0, not \"root\"" },
        { "mount / sda1", "1: there is no block device sda1" },
        { "mount / sda1 btrfs", "1: there is no block device sda1" },
        { "mount tmp sda1", "1: FOLDER begins with a slash, not \"tmp\"" },
        { "swap sda1", "1: there is no block device sda1" },
        { "bridge br0 over eth0", "1: there is no network interface eth0" },
        { "bridge br0 over br0", "1: br0 is above itself" },
        { "bridge br0 over", "1: INTERFACE is missing" },
        { F0 "network eth0 on 00:00.0\nbridge br0 over eth0\nbridge br1 over eth0",
                "4: eth0 is in br0 already" },
        { F0 "network eth0 on 00:00.0 default", "2: \"default\" is too much here" },
        { F0 "keyboard kbd0 on 00:00.0", "2: NAME is event and a number, not \"kbd0\"" },
        { F0 "keyboard event1 on 00:00.0\nmouse event1 on 00:00.0",
                "3: event1 is there already, in line 2" },
        { "iommu dmar0\niommu dmar0", "2: dmar0 is there already, in line 1" },
        { "cmdline a\ncmdline b", "2: cmdline is there already, in line 1" },
        { "cmdline a b", "1: \"b\" is too much here" },
        { "cmdline a\"b", "1: a quote inside a word; quotes go around the whole of it" },
        { "cmdline \"a", "1: the closing quote is missing" },
        { "cmdline \"a\\",
                "1: inside quotes only \\n, \\t, \\\", \\\\ and \\xHH follow "
                "a backslash" },
        { "cmdline \"\\x4\"",
                "1: inside quotes only \\n, \\t, \\\", \\\\ and \\xHH follow "
                "a backslash" },
        { "cmdline \"a\\x00b\"", "1: TEXT contains a NUL byte" },
        { "file a/../b x", "1: PATH is a path without . and .., not \"a/../b\"" },
        { "file a/./b x", "1: PATH is a path without . and .., not \"a/./b\"" },
        { "file a//b x", "1: PATH is a path without . and .., not \"a//b\"" },
        { "file / x", "1: PATH is a path without . and .., not \"\"" },
        { "file a", "1: TEXT is missing" },
        { "link a \"\"", "1: TARGET is empty or contains a NUL byte" },
        { "expect", "1: what is expected is missing" },
        { "expect rain", "1: nothing can be expected of \"rain\"" },
        { "expect show 06:00.0 colour=red", "1: KEY cannot be \"colour\"" },
        { "expect show 06:00.0 card", "1: what is expected is KEY=VALUE, not \"card\"" },
        { "expect cards here", "1: ADDRESS is an address like 0000:06:00.0, not \"here\"" },
        { "expect refuse 06:00.0", "1: WORD is missing" },
        { "kernel \"\x1b[2J\"", "1: RELEASE is no name: \"?[2J\"" },
};

TEST(what_is_wrong)
{
        for (size_t i = 0; i < ELEMENTS_OF(wrong); i++) {
                _cleanup_host_ struct fake_host host = {};
                struct problem problem = {};

                CHECK_INT(parse(wrong[i].text, &host, &problem), -EINVAL);
                CHECK_INT(problem.code, EINVAL);
                CHECK_TEXT(problem.subject, "x.host");
                CHECK(text_starts_with(problem.sentence, "x.host:"));
                CHECK_TEXT(problem.sentence + strlen("x.host:"), wrong[i].problem);
                CHECK_INT(parse(wrong[i].text, &host, NULL), -EINVAL);
                CHECK(!host.file_name);
        }
}

TEST(a_nul_byte)
{
        _cleanup_host_ struct fake_host host = {};
        struct problem problem = {};

        CHECK_INT(fake_host_parse("x.host", "os\0a", 4, &host, &problem), -EINVAL);
        CHECK_TEXT(problem.sentence, "x.host:1: a NUL byte");
}

TEST(hints_show_the_line)
{
        _cleanup_host_ struct fake_host host = {};
        struct problem problem = {};

        parse("swap", &host, &problem);
        CHECK_TEXT(problem.hint, "Such a line reads \"swap NAME\"");
        parse("group 1 type x", &host, &problem);
        CHECK_TEXT(problem.hint,
                "It is one of DMA, DMA-FQ, identity, blocked, unmanaged, unknown. "
                "Such a line reads \"group N [type TYPE] [name NAME] [platform NAME]... "
                "[reserved START-END:TYPE]...\"");
}

TEST(order_of_lines_is_free)
{
        _cleanup_host_ struct fake_host host = {};
        int r = parse("drm card0 on 06:00.0\n"
                      "swap dm-1\n"
                      "mapped dm-1 on dm-0\n"
                      "mapped dm-0 on sda\n"
                      "bridge br0 over eth0\n"
                      "network eth0 on 06:00.0\n"
                      "disk sda on 06:00.0\n"
                      "function 06:00.0 0300 10de:1f06 under 02:00.0\n"
                      "function 02:00.0 0604 1022:1483 under 03:00.0\n"
                      "function 03:00.0 0604 1022:1483\n",
                &host, NULL);

        if (!CHECK_INT(r, 0))
                return;
        CHECK_TEXT(host.drms.items[0].on.function->path,
                "pci0000:03/0000:03:00.0/0000:02:00.0/0000:06:00.0");
}

TEST(functions_are_sorted_and_found)
{
        _cleanup_host_ struct fake_host host = {};
        static const char *const sorted[] = { "0000:00:00.0", "0000:00:01.0", "0000:00:01.1",
                "0000:01:00.0", "0001:00:00.0", "10000:00:00.0" };
        struct fake_address address = { .domain = 1 };
        int r = parse("function 10000:00:00.0 0300 10de:1f06\n"
                      "function 0001:00:00.0 0300 10de:1f06\n"
                      "function 00:01.1 0300 10de:1f06\n"
                      "function 01:00.0 0300 10de:1f06\n"
                      "function 00:01.0 0300 10de:1f06\n"
                      "function 00:00.0 0300 10de:1f06\n",
                &host, NULL);

        if (!CHECK_INT(r, 0) || !CHECK_INT(host.functions.count, ELEMENTS_OF(sorted)))
                return;
        for (size_t i = 0; i < ELEMENTS_OF(sorted); i++)
                CHECK_TEXT(host.functions.items[i].name, sorted[i]);
        CHECK(fake_host_function(&host, &address) == &host.functions.items[4]);
        address.function = 1;
        CHECK(!fake_host_function(&host, &address));
        CHECK(!host.functions.items[0].is_multifunction);
        CHECK(host.functions.items[1].is_multifunction);
        CHECK(host.functions.items[2].is_multifunction);
        CHECK(!host.functions.items[3].is_multifunction);
}

TEST(groups_are_those_of_lines_and_of_functions)
{
        _cleanup_host_ struct fake_host host = {};
        int r = parse("group 9\n"
                      "function 00:00.0 0300 10de:1f06 group 7\n"
                      "function 00:01.0 0300 10de:1f06 group 3\n"
                      "function 00:02.0 0300 10de:1f06 group 7\n"
                      "function 00:03.0 0300 10de:1f06\n"
                      "group 3 type identity name vfio-noiommu platform A:00 platform B:00 "
                      "reserved 0xdb000000-0xdb7fffff:direct reserved 1-2:reserved\n",
                &host, NULL);
        const struct fake_group *group = host.groups.items;

        if (!CHECK_INT(r, 0) || !CHECK_INT(host.groups.count, 3))
                return;
        CHECK_INT(group[0].number, 3);
        CHECK_INT(group[0].line, 6);
        CHECK_TEXT(group[0].type, "identity");
        CHECK_TEXT(group[0].name, "vfio-noiommu");
        CHECK_INT(group[0].platforms.count, 2);
        CHECK_TEXT(group[0].platforms.items[1], "B:00");
        if (CHECK_INT(group[0].n_regions, 2)) {
                CHECK_INT(group[0].regions[0].start, 0xdb000000);
                CHECK_INT(group[0].regions[0].end, 0xdb7fffff);
                CHECK_TEXT(group[0].regions[0].type, "direct");
        }
        CHECK_INT(group[1].number, 7);
        CHECK_INT(group[1].line, 0);
        CHECK_TEXT(group[1].type, NULL);
        CHECK_INT(group[2].number, 9);
}

TEST(bridges_know_their_buses)
{
        _cleanup_host_ struct fake_host host = {};
        int r = parse("function 00:01.0 0604 1022:1483\n"
                      "function 00:02.0 0604 1022:1483\n"
                      "function 02:00.0 0604 1002:1478 under 00:01.0\n"
                      "function 03:00.0 0604 1002:1479 under 02:00.0\n"
                      "function 05:00.0 0300 1002:73bf under 03:00.0\n",
                &host, NULL);
        const struct fake_function *f = host.functions.items;

        if (!CHECK_INT(r, 0))
                return;
        CHECK_INT(f[0].bus_below, 2);
        CHECK_INT(f[0].bus_below_last, 5);
        CHECK_INT(f[1].bus_below, 0);
        CHECK_INT(f[3].bus_below, 5);
        CHECK_TEXT(f[4].path, "pci0000:00/0000:00:01.0/0000:02:00.0/0000:03:00.0/0000:05:00.0");
}

TEST(virtual_functions)
{
        _cleanup_host_ struct fake_host host = {};
        int r = parse("function 00:01.0 0604 8086:1901\n"
                      "function 01:10.2 0200 8086:10ca physfn 01:00.0\n"
                      "function 01:10.0 0200 8086:10ca physfn 01:00.0\n"
                      "function 01:00.0 0200 8086:10c9 under 00:01.0 sriov 8\n",
                &host, NULL);
        const struct fake_function *f = host.functions.items;

        if (!CHECK_INT(r, 0))
                return;
        CHECK_INT(f[1].n_virtual, 2);
        CHECK_INT(f[2].virtual_index, 0);
        CHECK_INT(f[3].virtual_index, 1);
        CHECK(f[3].physical.function == &f[1]);
        CHECK(!f[2].is_multifunction);
        CHECK_TEXT(f[3].path, "pci0000:00/0000:00:01.0/0000:01:10.2");
}

TEST(file_systems)
{
        static const struct {
                const char *type;
                bool is_on_block;
                bool has_device_number;
        } cases[] = {
                { "vfat", true, true },
                { "btrfs", true, false },
                { "bcachefs", true, false },
                { "zfs", false, false },
                { "nfs4", false, false },
                { "9p", false, false },
        };

        for (size_t i = 0; i < ELEMENTS_OF(cases); i++) {
                _cleanup_host_ struct fake_host host = {};
                char text[128];

                snprintf(text, sizeof(text),
                        "function 00:00.0 0106 8086:a352\ndisk sda on 00:00.0\nmount / sda %s",
                        cases[i].type);
                if (!CHECK_INT(parse(text, &host, NULL), 0))
                        continue;
                CHECK_TEXT(host.mounts.items[0].type, cases[i].type);
                CHECK_INT(host.mounts.items[0].is_on_block, cases[i].is_on_block);
                CHECK_INT(host.mounts.items[0].has_device_number, cases[i].has_device_number);
        }
}

TEST(expectations)
{
        _cleanup_host_ struct fake_host host = {};
        int r = parse("expect show 06:00.0 companions=- clean=yes\n"
                      "expect cards\n"
                      "expect cards 06:00.0 0000:07:00.0\n"
                      "expect refuse 00:01.0 \"a bridge\"\n",
                &host, NULL);
        const struct fake_expect *expect = host.expects.items;

        if (!CHECK_INT(r, 0) || !CHECK_INT(host.expects.count, 4))
                return;
        CHECK_INT(expect[0].kind, FAKE_EXPECT_SHOW);
        CHECK_INT(expect[0].line, 1);
        CHECK_TEXT(expect[0].what, "06:00.0");
        if (CHECK_INT(expect[0].words.count, 2))
                CHECK_TEXT(expect[0].words.items[1], "clean=yes");
        CHECK_INT(expect[1].kind, FAKE_EXPECT_CARDS);
        CHECK_INT(expect[1].words.count, 0);
        if (CHECK_INT(expect[2].words.count, 2))
                CHECK_TEXT(expect[2].words.items[0], "06:00.0");
        CHECK_INT(expect[3].kind, FAKE_EXPECT_REFUSE);
        CHECK_TEXT(expect[3].words.items[0], "a bridge");
}

TEST(reading_a_file_that_is_not_there)
{
        _cleanup_host_ struct fake_host host = {};
        struct problem problem = {};

        CHECK_INT(fake_host_load("/nonexistent/x.host", &host, &problem), -ENOENT);
        CHECK_TEXT(
                problem.sentence, "/nonexistent/x.host cannot be read: No such file or directory");
}

TEST(reading_a_large_text)
{
        _cleanup_host_ struct fake_host host = {};
        _cleanup_(fclosep) FILE *file = tmpfile();
        struct problem problem = {};

        if (!CHECK(file))
                return;
        for (unsigned i = 0; i < 4096; i++)
                fprintf(file, "function %04x:%02x:%02x.%x 0300 10de:1f06 group %u\n", i >> 12,
                        i >> 8, i >> 3 & 0x1f, i & 7, i / 2);
        fflush(file);
        lseek(fileno(file), 0, SEEK_SET);
        CHECK_INT(fake_host_read(fileno(file), "x.host", &host, &problem), 0);
        CHECK_TEXT(problem.sentence, "");
        CHECK_INT(host.functions.count, 4096);
        CHECK_INT(host.groups.count, 2048);
}
