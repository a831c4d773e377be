// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/machine.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "basic/cleanup.h"
#include "basic/parse.h"
#include "model/reading.h"

void machine_free(struct machine *machine)
{
        if (!machine)
                return;
        problem_list_clear(&machine->problems);
        problem_list_clear(&machine->notes);
        arena_clear(&machine->arena);
        free(machine->functions);
        free(machine->groups);
        free(machine);
}

DEFINE_CLEANUP(struct machine *, machine_free);

static int compare_functions(const void *a, const void *b)
{
        return COMPARE(pci_address_key(&((const struct pci_function *)a)->address),
                pci_address_key(&((const struct pci_function *)b)->address));
}

static int compare_groups(const void *a, const void *b)
{
        return COMPARE(
                ((const struct iommu_group *)a)->number, ((const struct iommu_group *)b)->number);
}

size_t machine_find(const struct machine *machine, const struct pci_address *address)
{
        const struct pci_function wanted = { .address = *address };
        const struct pci_function *found = NULL;

        if (machine->n_functions > 0)
                found = bsearch(&wanted, machine->functions, machine->n_functions, sizeof(wanted),
                        compare_functions);
        return found ? (size_t)(found - machine->functions) : PCI_NO_FUNCTION;
}

const struct iommu_group *machine_group(const struct machine *machine, int number)
{
        const struct iommu_group wanted = { .number = (unsigned)number };

        if (number < 0 || machine->n_groups == 0)
                return NULL;
        return bsearch(&wanted, machine->groups, machine->n_groups, sizeof(wanted), compare_groups);
}

bool machine_has_iommu(const struct machine *machine)
{
        for (size_t i = 0; i < machine->n_groups; i++)
                if (!machine->groups[i].is_noiommu)
                        return true;
        return false;
}

int reading_out_of_memory(struct problem *reterr)
{
        return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
}

const char *reading_text(struct reading *reading, int folder, const char *name)
{
        char text[ATTRIBUTE_SIZE];
        ssize_t length = host_read_attribute(reading->host, folder, name, text, sizeof(text));

        return length > 0 ? arena_text(&reading->machine->arena, text, (size_t)length) : NULL;
}

int reading_number(struct reading *reading, int folder, const char *name)
{
        char text[ATTRIBUTE_SIZE];
        int64_t value;

        if (host_read_attribute(reading->host, folder, name, text, sizeof(text)) < 0 ||
                parse_signed(text, &value) < 0 || value > INT_MAX || value < -1)
                return -1;
        return (int)value;
}

int machine_read(struct host *host, unsigned fields, struct machine **ret, struct problem *reterr)
{
        _cleanup_(machine_freep) struct machine *machine = calloc(1, sizeof(*machine));
        struct reading reading;
        int r;

        reading.host = host;
        reading.machine = machine;
        reading.fields = fields;
        reading.members = (struct growing){};
        reading.others = (struct growing){};
        if (!machine)
                return reading_out_of_memory(reterr);
        r = pci_read_functions(&reading, reterr);
        if (r >= 0)
                r = iommu_read_groups(&reading, reterr);
        if (r < 0)
                return r;
        *ret = TAKE_PTR(machine);
        return 0;
}
