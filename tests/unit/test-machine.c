// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "basic/cleanup.h"
#include "model/machine.h"
#include "tests/unit/made-host.h"
#include "tests/unit/test.h"

#define DEVICES "sys/bus/pci/devices/"

static const struct pci_function *function_at(const struct made_host *made, const char *address)
{
        static const struct pci_function none = {};
        size_t index = made_host_index(made, address);

        return CHECK(index != PCI_NO_FUNCTION) ? &made->machine->functions[index] : &none;
}

static void check_address(const struct made_host *made, size_t index, const char *wanted)
{
        char text[PCI_ADDRESS_TEXT_SIZE];

        if (CHECK(index < made->machine->n_functions))
                CHECK_TEXT(
                        pci_address_format(&made->machine->functions[index].address, text), wanted);
}

TEST(what_is_read)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        const struct pci_function *function;

        if (!made_host_read(&made,
                    "function 00:03.1 0604 1022:1483 group 14 driver pcieport\n"
                    "function 06:00.0 0300 10de:1f06 rev a1 subsystem 1462:3756 driver nvidia "
                    "group 15 under 00:03.1 boot_vga 1 numa 1 link 2.5 8 max-link 8.0 16\n"
                    "function 06:00.1 0c0330 10de:1ada under 00:03.1 group 15\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_functions, 3);
        function = function_at(&made, "0000:06:00.0");
        CHECK(function->has_ids);
        CHECK_INT(function->vendor, 0x10de);
        CHECK_INT(function->subsystem_device, 0x3756);
        CHECK_INT(function->class_code, 0x030000);
        CHECK_INT(function->revision, 0xa1);
        CHECK_INT(function->group, 15);
        CHECK_TEXT(function->driver, "nvidia");
        CHECK_INT(function->detail.boot_vga, 1);
        CHECK_INT(function->detail.numa_node, 1);
        CHECK_TEXT(function->detail.link_speed, "2.5 GT/s PCIe");
        CHECK_TEXT(function->detail.link_width_max, "16");
        CHECK_TEXT(function->detail.power_state, "D0");
        CHECK_TEXT(function->detail.runtime_status, "active");
        check_address(&made, function->parent, "0000:00:03.1");
        function = function_at(&made, "0000:06:00.1");
        CHECK_TEXT(function->driver, NULL);
        CHECK_INT(function->detail.boot_vga, -1);
        CHECK_INT(function->class_code, 0x0c0330);
        CHECK(function_at(&made, "0000:00:03.1")->parent == PCI_NO_FUNCTION);
        CHECK_INT((int64_t)made.machine->problems.count, 0);
        CHECK_INT((int64_t)made.machine->notes.count, 0);
}

TEST(wide_domains)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function ffffffff:00:01.0 0604 8086:9a09 group 3\n"
                    "function ffffffff:01:00.0 0300 10de:1f06 group 3 under ffffffff:00:01.0\n"
                    "function 10000:e1:00.0 0108 1c5c:1959 group 2\n"
                    "function 00:00.0 0600 8086:9a14 group 0\n"
                    "function ffff:00:00.0 0600 8086:9a14 group 1\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_functions, 5);
        check_address(&made, 0, "0000:00:00.0");
        check_address(&made, 1, "ffff:00:00.0");
        check_address(&made, 2, "10000:e1:00.0");
        check_address(&made, 3, "ffffffff:00:01.0");
        check_address(&made, 4, "ffffffff:01:00.0");
        CHECK_INT((int64_t)made.machine->functions[4].parent, 3);
        CHECK_INT(made.machine->functions[4].group, 3);
        CHECK_INT((int64_t)made.machine->groups[3].n_members, 2);
        CHECK_INT((int64_t)made.machine->problems.count, 0);
}

/* The first and one in the middle are listed and not there, as when they are unplugged between the
 * two looks. What stands behind them moves, and what refers to it moves along. */
TEST(vanished_functions)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function 00:01.0 0604 8086:1901 group 1\n"
                    "function 00:02.0 0604 8086:1902 group 2\n"
                    "function 02:00.0 0300 10de:1f06 group 3 under 00:02.0 sriov 8\n"
                    "function 02:00.1 0300 10de:1f07 group 4 under 00:02.0 physfn 02:00.0\n"
                    "function 03:00.0 0604 8086:1903 group 5\n"
                    "function 04:00.0 0200 8086:1904 group 5 under 03:00.0\n"
                    "link " DEVICES "0000:00:00.0 ../../../devices/pci0000:00/0000:00:00.0\n"
                    "link " DEVICES "0000:00:01.5 ../../../devices/pci0000:00/0000:00:01.5\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_functions, 6);
        CHECK_INT((int64_t)made.machine->notes.count, 2);
        CHECK_INT((int64_t)made.machine->problems.count, 0);
        CHECK_TEXT(made.machine->notes.items[0].subject, "0000:00:00.0");
        CHECK_TEXT(made.machine->notes.items[0].sentence,
                "0000:00:00.0 vanished while it was looked at; it is left out");
        check_address(&made, function_at(&made, "0000:02:00.0")->parent, "0000:00:02.0");
        check_address(&made, function_at(&made, "0000:04:00.0")->parent, "0000:03:00.0");
        check_address(&made, function_at(&made, "0000:02:00.1")->detail.physical_function,
                "0000:02:00.0");
        CHECK_INT(function_at(&made, "0000:02:00.1")->group, 4);
        CHECK_INT(function_at(&made, "0000:04:00.0")->group, 5);
}

/* The bridge and the physical function themselves vanish: nothing refers to them any more. */
TEST(vanished_parents)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function 00:02.0 0604 8086:1902 group 2\n"
                    "function 02:00.0 0300 10de:1f06 group 3 under 00:02.0 sriov 8\n"
                    "function 02:00.1 0300 10de:1f07 group 4 under 00:02.0 physfn 02:00.0\n"
                    "link " DEVICES "0000:00:02.0 ../../../devices/none/0000:00:02.0\n"
                    "link " DEVICES "0000:02:00.0 ../../../devices/none/0000:02:00.0\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_functions, 1);
        check_address(&made, 0, "0000:02:00.1");
        CHECK(made.machine->functions[0].parent == PCI_NO_FUNCTION);
        CHECK(made.machine->functions[0].detail.physical_function == PCI_NO_FUNCTION);
        /* In its group it stays, as something that is no function any more. */
        CHECK_INT((int64_t)machine_group(made.machine, 3)->n_members, 0);
        CHECK_INT((int64_t)machine_group(made.machine, 3)->n_others, 1);
}

TEST(all_vanished)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function 00:02.0 0604 8086:1902 group 2\n"
                    "link " DEVICES "0000:00:02.0 ../../../devices/none/0000:00:02.0\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_functions, 0);
}

TEST(physical_and_virtual)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        const struct pci_function *physical;

        if (!made_host_read(&made,
                    "function 00:02.0 0300 8086:56c0 group 2 sriov 7\n"
                    "function 00:02.1 0300 8086:56c0 group 3 physfn 00:02.0\n"
                    "function 00:02.2 0300 8086:56c0 group 4 physfn 00:02.0\n"))
                return;
        physical = function_at(&made, "0000:00:02.0");
        CHECK_INT(physical->detail.sriov_total, 7);
        CHECK_INT((int64_t)physical->detail.virtual_functions, 2);
        CHECK(!pci_is_virtual(physical));
        CHECK(pci_is_virtual(function_at(&made, "0000:00:02.2")));
}

/* Where the one text is damaged or missing, the single files tell. */
TEST(damaged_ids)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function 00:01.0 0300 10de:1f06\n"
                    "function 00:02.0 0300 10de:1f06\n"
                    "function 00:03.0 0300 10de:1f06\n"
                    "function 00:04.0 0300 10de:1f06 rev a1\n"
                    "file " DEVICES "0000:00:01.0/modalias \"pci:v\\n\"\n"
                    "delete " DEVICES "0000:00:02.0/modalias\n"
                    "delete " DEVICES "0000:00:02.0/subsystem_vendor\n"
                    "file " DEVICES "0000:00:03.0/modalias \"pci:v\\n\"\n"
                    "file " DEVICES "0000:00:03.0/class \"0x1030000\\n\"\n"
                    "file " DEVICES "0000:00:04.0/revision \"0x100\\n\"\n"))
                return;
        CHECK(function_at(&made, "0000:00:01.0")->has_ids);
        CHECK_INT(function_at(&made, "0000:00:01.0")->device, 0x1f06);
        CHECK(function_at(&made, "0000:00:02.0")->has_ids);
        CHECK_INT(function_at(&made, "0000:00:02.0")->class_code, 0x030000);
        CHECK(!function_at(&made, "0000:00:03.0")->has_ids);
        CHECK_INT((int64_t)made.machine->problems.count, 2);
        if (made.machine->problems.count < 2)
                return;
        CHECK_TEXT(made.machine->problems.items[0].subject, "0000:00:03.0");
        CHECK_TEXT(made.machine->problems.items[1].sentence,
                "The revision of 0000:00:04.0 cannot be read: it is damaged");
}

TEST(strange_names)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function 00:01.0 0300 10de:1f06\n"
                    "folder " DEVICES "garbage\n"
                    "folder " DEVICES "00000000:00:01.0\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_functions, 1);
        CHECK_INT((int64_t)made.machine->problems.count, 2);
}

TEST(sleeping_function_is_let_sleep)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function 00:01.0 0300 10de:1f06 runtime suspended power D3cold "
                    "link 2.5 8 max-link 8.0 16\n"))
                return;
        CHECK_TEXT(made.machine->functions[0].detail.runtime_status, "suspended");
        CHECK_TEXT(made.machine->functions[0].detail.link_speed, NULL);
        CHECK_TEXT(made.machine->functions[0].detail.link_width_max, NULL);
}

TEST(only_what_is_asked_for)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        const struct pci_function *function;

        if (!made_host_begin(&made,
                    "function 00:01.0 0604 8086:1901 group 1\n"
                    "function 01:00.0 0300 10de:1f06 rev a1 group 1 under 00:01.0 driver nvidia\n"
                    "group 1 type DMA\n") ||
                !CHECK_INT(machine_read(made.host, 0, &made.machine, NULL), 0))
                return;
        function = function_at(&made, "0000:01:00.0");
        CHECK_INT(function->device, 0x1f06);
        CHECK_INT(function->group, 1);
        CHECK_INT(function->revision, 0);
        CHECK_TEXT(function->driver, NULL);
        CHECK(function->parent == PCI_NO_FUNCTION);
        CHECK_TEXT(made.machine->groups[0].type, NULL);
}

TEST(empty_machine)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        const struct pci_address address = {};

        if (!made_host_read(&made, ""))
                return;
        CHECK_INT((int64_t)made.machine->n_functions, 0);
        CHECK(machine_find(made.machine, &address) == PCI_NO_FUNCTION);
        CHECK(!machine_group(made.machine, 0));
        CHECK(!machine_group(made.machine, PCI_NO_GROUP));
        CHECK(!machine_has_iommu(made.machine));
        machine_free(NULL);
}

TEST(no_list_of_devices)
{
        _cleanup_scratch_ struct scratch scratch = SCRATCH_NONE;
        struct machine *machine = NULL;
        struct problem problem = {};
        struct host *host = NULL;

        if (!scratch_begin(&scratch) || !CHECK_INT(host_open(scratch.path, &host, NULL), 0))
                return;
        CHECK_INT(machine_read(host, MACHINE_ALL, &machine, &problem), -ENOENT);
        CHECK(!machine);
        CHECK_TEXT(problem.subject, "sys/bus/pci/devices");
        CHECK_TEXT(problem.hint, "Is it the root of a host, or a dump of one?");
        host_close(host);
}
