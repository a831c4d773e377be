// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "basic/cleanup.h"
#include "model/iommu.h"
#include "tests/unit/made-host.h"
#include "tests/unit/test.h"

#define GROUPS "sys/kernel/iommu_groups/"
#define CARD   "function 01:00.0 0300 10de:1f06\n"

static void check_state(
        const char *text, enum iommu_state state, const char *sentence, const char *hint)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        struct problem problem = {};

        if (!made_host_read(&made, text))
                return;
        CHECK_INT(iommu_find_state(made.host, made.machine), state);
        if (state == IOMMU_WORKS)
                return;
        iommu_explain(made.host, state, &problem);
        CHECK_INT(problem.code, ENODEV);
        CHECK_TEXT(problem.sentence, sentence);
        CHECK_TEXT(problem.hint, hint);
}

TEST(states)
{
        static const char unused[] = "There are no IOMMU groups: the firmware offers an IOMMU, but "
                                     "the kernel does not use it";
        static const char start_it[] = "On an Intel machine start the kernel with intel_iommu=on";

        check_state(CARD "acpi-table IVRS\ngroup 1 type DMA platform x\n", IOMMU_WORKS, "", "");
        check_state(CARD "acpi-table DMAR\n", IOMMU_OFF_IN_KERNEL, unused, start_it);
        check_state(CARD "acpi-table IVRS\n", IOMMU_OFF_IN_KERNEL, unused, start_it);
        check_state(CARD "acpi-table VIOT\n", IOMMU_OFF_IN_KERNEL, unused, start_it);
        check_state(CARD, IOMMU_OFF_IN_FIRMWARE,
                "There are no IOMMU groups: the firmware offers no IOMMU",
                "Switch on VT-d (Intel) or IOMMU, AMD-Vi (AMD) in the firmware's setup");
}

TEST(switched_off_on_the_command_line)
{
        check_state(CARD "acpi-table DMAR\ncmdline \"ro intel_iommu=off quiet\"\n",
                IOMMU_OFF_IN_KERNEL,
                "There are no IOMMU groups: the kernel was started with intel_iommu=off",
                "Start it without intel_iommu=off");
        check_state(CARD "acpi-table IVRS\ncmdline \"quiet iommu=soft\"\n", IOMMU_OFF_IN_KERNEL,
                "There are no IOMMU groups: the kernel was started with iommu=soft",
                "Start it without iommu=soft");
        /* A word that only begins so says something else. */
        check_state(CARD "acpi-table DMAR\ncmdline \"xiommu=off intel_iommu=offset\"\n",
                IOMMU_OFF_IN_KERNEL,
                "There are no IOMMU groups: the firmware offers an IOMMU, but the kernel does not "
                "use it",
                "On an Intel machine start the kernel with intel_iommu=on");
}

/* A group of vfio's mode without an IOMMU is none. */
TEST(noiommu)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function 01:00.0 0300 10de:1f06 driver vfio-pci group 0\n"
                    "group 0 name vfio-noiommu\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_groups, 1);
        CHECK(made.machine->groups[0].is_noiommu);
        CHECK_INT(made.machine->functions[0].group, PCI_NO_GROUP);
        CHECK(!machine_has_iommu(made.machine));
        CHECK_INT(iommu_find_state(made.host, made.machine), IOMMU_OFF_IN_FIRMWARE);
}

/* The same when a listing reads no group's name but where one may be such. */
TEST(noiommu_in_a_short_reading)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_begin(&made,
                    "function 01:00.0 0300 10de:1f06 driver vfio-pci group 0\n"
                    "function 02:00.0 0300 10de:1f06 driver nouveau group 1\n"
                    "group 0 name vfio-noiommu\n"))
                return;
        CHECK_INT(machine_read(made.host, MACHINE_DRIVER, &made.machine, NULL), 0);
        CHECK_INT(made.machine->functions[0].group, PCI_NO_GROUP);
        CHECK_INT(made.machine->functions[1].group, 1);
        machine_free(TAKE_PTR(made.machine));
        CHECK_INT(machine_read(made.host, 0, &made.machine, NULL), 0);
        CHECK_INT(made.machine->functions[0].group, PCI_NO_GROUP);
}

TEST(groups_in_detail)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;
        const struct iommu_group *group;

        if (!made_host_read(&made,
                    "function 02:00.0 0300 10de:1f06 group 10\n"
                    "function 01:00.1 0403 10de:10f8 group 9\n"
                    "function 01:00.0 0300 10de:1f06 group 9\n"
                    "group 9 type DMA-FQ platform MSFT0101:00 reserved 0xfee00000-0xfeefffff:msi "
                    "reserved 0xdb000000-0xffffffffffffffff:direct\n"
                    "group 10 type identity\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_groups, 2);
        group = machine_group(made.machine, 9);
        if (!CHECK(group) || !CHECK_INT((int64_t)group->n_members, 2) ||
                !CHECK_INT((int64_t)group->n_others, 1) || !CHECK_INT((int64_t)group->n_regions, 2))
                return;
        CHECK_INT((int64_t)group->members[0], 0);
        CHECK_INT((int64_t)group->members[1], 1);
        CHECK_TEXT(group->others[0], "MSFT0101:00");
        CHECK_TEXT(group->type, "DMA-FQ");
        CHECK_TEXT(group->regions[0].type, "msi");
        CHECK(group->regions[1].end == UINT64_MAX);
        CHECK(!machine_group(made.machine, 11));
}

TEST(strange_groups)
{
        _cleanup_made_ struct made_host made = MADE_HOST_NONE;

        if (!made_host_read(&made,
                    "function 01:00.0 0300 10de:1f06 group 2147483647\n"
                    "folder " GROUPS "2147483648/devices\n"
                    "folder " GROUPS "x/devices\n"
                    "folder " GROUPS "-1/devices\n"
                    "folder " GROUPS "7/devices\n"
                    "folder " GROUPS "8\n"
                    "file " GROUPS "2147483647/reserved_regions \"a\\n1 2\\n1 2 msi\\n1 2 "
                    "0123456789012345678901234567890123456789\\n\"\n"))
                return;
        CHECK_INT((int64_t)made.machine->n_groups, 3);
        CHECK_INT(made.machine->functions[0].group, INT32_MAX);
        if (!CHECK(machine_group(made.machine, INT32_MAX)))
                return;
        CHECK_INT((int64_t)machine_group(made.machine, INT32_MAX)->n_regions, 2);
        CHECK_INT((int64_t)(made.machine->problems.count + made.machine->notes.count), 2);
}
