// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/reading.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/parse.h"
#include "basic/text.h"

#define GROUPS "sys/kernel/iommu_groups"

/* Moves a list into memory that stays: *RET and *RET_COUNT. The list is empty then, and keeps its
 * room for the next group. */
static int settle(struct arena *arena, struct growing *list, size_t element_size, void *ret,
        size_t *ret_count)
{
        size_t count = list->count;
        void *settled = NULL;

        list->count = 0;
        if (count > 0) {
                settled = arena_allocate(arena, count * element_size);
                if (!settled)
                        return -ENOMEM;
                memcpy(settled, list->items, count * element_size);
        }
        *(void **)ret = settled;
        *ret_count = count;
        return 0;
}

static int grow(struct growing *list, size_t element_size, const void *element)
{
        if (!array_reserve(&list->items, list->count, &list->capacity, element_size))
                return -ENOMEM;
        memcpy((char *)list->items + list->count++ * element_size, element, element_size);
        return 0;
}

static int compare_indices(const void *a, const void *b)
{
        return COMPARE(*(const size_t *)a, *(const size_t *)b);
}

static int add_member(struct reading *reading, const char *name)
{
        struct pci_address address;
        size_t index = PCI_NO_FUNCTION;
        char *copy;

        if (pci_address_parse(name, &address))
                index = machine_find(reading->machine, &address);
        if (index != PCI_NO_FUNCTION)
                return grow(&reading->members, sizeof(index), &index);
        copy = arena_text(&reading->machine->arena, name, strlen(name));
        return copy ? grow(&reading->others, sizeof(copy), &copy) : -ENOMEM;
}

static void tell_members(struct machine *machine, struct iommu_group *group, int error)
{
        char subject[32];

        snprintf(subject, sizeof(subject), "IOMMU group %u", group->number);
        if (error < 0) {
                /* Half a group is none: its functions count as being in no group. */
                group->n_members = group->n_others = 0;
                problem_list_add(&machine->problems, -error, subject, NULL,
                        "The members of %s cannot be read: %s", subject, strerror(-error));
        } else if (group->n_members + group->n_others == 0) {
                problem_list_add(
                        &machine->notes, ENODEV, subject, NULL, "%s has no devices", subject);
        }
}

/* A member that is left out for want of memory would make a group look clean that is not, so that
 * is an error of the whole reading; a group that the kernel does not show is a hole in the picture.
 */
static int read_members(struct reading *reading, int groups, struct iommu_group *group)
{
        struct machine *machine = reading->machine;
        _cleanup_fd_ int folder = -EBADF;
        char path[32];
        const char *name;
        int r = 0;

        strcpy(text_put_decimal(path, group->number), "/devices");
        folder = host_open_folder_in(reading->host, groups, GROUPS, path);
        if (folder >= 0) {
                folder_begin(&reading->folder, folder);
                while (r >= 0 && (name = folder_next(reading->host, &reading->folder)))
                        r = add_member(reading, name);
        }
        if (r >= 0)
                r = settle(&machine->arena, &reading->members, sizeof(size_t), &group->members,
                        &group->n_members);
        if (r >= 0)
                r = settle(&machine->arena, &reading->others, sizeof(char *), &group->others,
                        &group->n_others);
        if (r < 0)
                return r;
        if (group->n_members > 1)
                qsort((size_t *)group->members, group->n_members, sizeof(size_t), compare_indices);
        tell_members(machine, group, folder < 0 ? folder : reading->folder.error);
        return 0;
}

/* A group of vfio's mode without an IOMMU exists only while a vfio driver is bound to its one
 * function, so the name of a group is asked for only then (drivers/vfio/group.c). */
static bool may_be_noiommu(struct reading *reading, const struct iommu_group *group)
{
        const struct pci_function *function;

        if (group->n_members != 1)
                return false;
        function = &reading->machine->functions[group->members[0]];
        return !(reading->fields & MACHINE_DRIVER) ||
                (function->driver && strstr(function->driver, "vfio"));
}

/* "0x00000000fee00000 0x00000000feefffff msi"; anything else is skipped. */
static int add_region(struct reading *reading, struct growing *regions, const char *line)
{
        struct iommu_region region;
        char type[32];

        if (sscanf(line, "%" SCNx64 " %" SCNx64 " %31s", &region.start, &region.end, type) != 3)
                return 0;
        region.type = arena_text(&reading->machine->arena, type, strlen(type));
        return region.type ? grow(regions, sizeof(region), &region) : -ENOMEM;
}

static int read_regions(struct reading *reading, struct iommu_group *group)
{
        _cleanup_free_ char *text = NULL;
        struct growing regions = {};
        char path[96];
        char *rest;
        int r = 0;

        snprintf(path, sizeof(path), GROUPS "/%u/reserved_regions", group->number);
        r = host_read_file(reading->host, path, 1 << 16, &text, NULL);
        if (r < 0)
                return r == -ENOMEM ? r : 0;
        rest = text;
        for (char *line; r >= 0 && (line = strsep(&rest, "\n"));)
                r = add_region(reading, &regions, line);
        if (r >= 0)
                r = settle(&reading->machine->arena, &regions, sizeof(struct iommu_region),
                        &group->regions, &group->n_regions);
        free(regions.items);
        return r;
}

static int read_group(struct reading *reading, int groups, struct iommu_group *group)
{
        char text[ATTRIBUTE_SIZE];
        char path[32];
        int r = read_members(reading, groups, group);

        if (r < 0)
                return r;
        if ((reading->fields & MACHINE_GROUPS) || may_be_noiommu(reading, group)) {
                strcpy(text_put_decimal(path, group->number), "/name");
                group->is_noiommu =
                        host_read_attribute(reading->host, groups, path, text, sizeof(text)) > 0 &&
                        text_equals(text, "vfio-noiommu");
        }
        if (!(reading->fields & MACHINE_GROUPS))
                return 0;
        snprintf(path, sizeof(path), "%u/type", group->number);
        group->type = reading_text(reading, groups, path);
        return read_regions(reading, group);
}

static void assign_group(struct machine *machine, const struct iommu_group *group)
{
        for (size_t i = 0; i < group->n_members && !group->is_noiommu; i++)
                machine->functions[group->members[i]].group = (int)group->number;
}

static int list_groups(struct reading *reading, int groups, struct problem *reterr)
{
        struct machine *machine = reading->machine;
        size_t capacity = 0;
        const char *name;

        folder_begin(&reading->folder, groups);
        while ((name = folder_next(reading->host, &reading->folder))) {
                uint64_t number;

                /* As the kernel writes it: "01" beside "1" would be the same group twice. */
                if (parse_unsigned(name, INT_MAX, &number) < 0 || (name[0] == '0' && name[1]))
                        continue;
                if (!ARRAY_RESERVE(machine->groups, machine->n_groups, capacity))
                        return reading_out_of_memory(reterr);
                machine->groups[machine->n_groups++] =
                        (struct iommu_group){ .number = (unsigned)number };
        }
        if (machine->n_groups > 0)
                qsort(machine->groups, machine->n_groups, sizeof(*machine->groups), iommu_compare);
        return 0;
}

int iommu_read_groups(struct reading *reading, struct problem *reterr)
{
        struct machine *machine = reading->machine;
        _cleanup_fd_ int groups = host_open_folder(reading->host, GROUPS);
        int r;

        /* No such folder: a kernel without IOMMU support. */
        if (groups == -ENOENT)
                return 0;
        if (groups < 0) {
                problem_list_add(&machine->problems, -groups, GROUPS, NULL,
                        GROUPS " cannot be read: %s", strerror(-groups));
                return 0;
        }
        r = list_groups(reading, groups, reterr);
        if (r >= 0 && reading->folder.error < 0)
                problem_list_add(&machine->problems, -reading->folder.error, GROUPS, NULL,
                        GROUPS " cannot be read to its end: %s", strerror(-reading->folder.error));
        for (size_t i = 0; r >= 0 && i < machine->n_groups; i++) {
                r = read_group(reading, groups, &machine->groups[i]);
                if (r < 0)
                        reading_out_of_memory(reterr);
                else
                        assign_group(machine, &machine->groups[i]);
        }
        free(reading->members.items);
        free(reading->others.items);
        return r;
}

/* A kernel parameter that switches it off, as it stands on the command line; NULL: none. */
static const char *find_switch(struct host *host, char *cmdline, size_t size)
{
        static const char *const switches[] = { "intel_iommu=off", "amd_iommu=off", "iommu=off",
                "iommu=soft" };
        _cleanup_free_ char *text = NULL;
        char *rest;

        if (host_read_file(host, "proc/cmdline", 1 << 16, &text, NULL) < 0)
                return NULL;
        rest = text_trim_end(text);
        for (char *word; (word = strsep(&rest, " "));)
                for (size_t i = 0; i < ELEMENTS_OF(switches); i++)
                        if (text_equals(word, switches[i])) {
                                snprintf(cmdline, size, "%s", word);
                                return cmdline;
                        }
        return NULL;
}

enum iommu_state iommu_find_state(struct host *host, const struct machine *machine)
{
        static const char *const tables[] = {
                "sys/firmware/acpi/tables/DMAR",
                "sys/firmware/acpi/tables/IVRS",
                "sys/firmware/acpi/tables/VIOT",
        };

        if (machine_has_iommu(machine))
                return IOMMU_WORKS;
        for (size_t i = 0; i < ELEMENTS_OF(tables); i++)
                if (host_has(host, tables[i]))
                        return IOMMU_OFF_IN_KERNEL;
        return IOMMU_OFF_IN_FIRMWARE;
}

void iommu_explain(struct host *host, enum iommu_state state, struct problem *ret)
{
        char word[64];
        const char *found = find_switch(host, word, sizeof(word));

        if (state == IOMMU_OFF_IN_KERNEL && found)
                problem_set(ret, ENODEV, NULL, NULL,
                        "There are no IOMMU groups: the kernel was started with %s", found);
        else if (state == IOMMU_OFF_IN_KERNEL)
                problem_set(ret, ENODEV, NULL,
                        "On an Intel machine start the kernel with intel_iommu=on",
                        "There are no IOMMU groups: the firmware offers an IOMMU, but the kernel "
                        "does not use it");
        else
                problem_set(ret, ENODEV, NULL,
                        "Switch on VT-d (Intel) or IOMMU, AMD-Vi (AMD) in the firmware's setup",
                        "There are no IOMMU groups: the firmware offers no IOMMU");
        if (state == IOMMU_OFF_IN_KERNEL && found)
                problem_hint(ret, "Start it without %s", found);
}
