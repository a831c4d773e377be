// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/machine.h"

#include <stdlib.h>

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

size_t machine_find(const struct machine *machine, const struct pci_address *address)
{
        const struct pci_function wanted = { .address = *address };
        const struct pci_function *found = NULL;

        if (machine->n_functions > 0)
                found = bsearch(&wanted, machine->functions, machine->n_functions, sizeof(wanted),
                        pci_compare);
        return found ? (size_t)(found - machine->functions) : PCI_NO_FUNCTION;
}

const struct iommu_group *machine_group(const struct machine *machine, int number)
{
        const struct iommu_group wanted = { .number = (unsigned)number };

        if (number < 0 || machine->n_groups == 0)
                return NULL;
        return bsearch(&wanted, machine->groups, machine->n_groups, sizeof(wanted), iommu_compare);
}

bool machine_has_iommu(const struct machine *machine)
{
        for (size_t i = 0; i < machine->n_groups; i++)
                if (!machine->groups[i].is_noiommu)
                        return true;
        return false;
}
