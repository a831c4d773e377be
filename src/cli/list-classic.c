// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/list-classic.h"

#include <stdlib.h>
#include <string.h>

/* lspci writes the domain as soon as one device of the machine is not in domain 0
 * (lspci.c:scan_device). */
static bool shows_domains(const struct machine *machine)
{
        for (size_t i = 0; i < machine->n_functions; i++)
                if (machine->functions[i].address.domain != 0)
                        return true;
        return false;
}

/* "02:00.0 VGA compatible controller [0300]: NVIDIA Corporation ... [10de:1f08] (rev a1)" */
static void print_function(FILE *file, const struct list_context *context,
        const struct pci_function *function, bool domains)
{
        char address[PCI_ADDRESS_TEXT_SIZE];
        char class[NAME_TEXT_SIZE];
        char name[NAME_TEXT_SIZE];
        uint16_t code = pci_class(function);

        pci_address_format(&function->address, address);
        names_class(context->names, function->class_code, class);
        /* Unknown names: "Class [ff00]", "Device [1234:5678]". */
        if (strncmp(class, "Class ", 6) == 0)
                class[5] = '\0';
        fprintf(file, "%s %s [%04x]: %s [%04x:%04x]", domains ? address : strchr(address, ':') + 1,
                class, code, names_function(context->names, function, name), function->vendor,
                function->device);
        if (function->revision)
                fprintf(file, " (rev %02x)", function->revision);
}

void list_classic(FILE *file, const struct list_context *context, bool flat)
{
        const struct machine *machine = context->machine;
        bool domains = shows_domains(machine);

        for (size_t g = 0; g < machine->n_groups; g++) {
                const struct iommu_group *group = &machine->groups[g];

                if (!flat)
                        fprintf(file, "IOMMU Group %u:\n", group->number);
                for (size_t i = 0; i < group->n_members; i++) {
                        if (flat)
                                fprintf(file, "IOMMU Group %u ", group->number);
                        else
                                fputc('\t', file);
                        print_function(
                                file, context, &machine->functions[group->members[i]], domains);
                        fputc('\n', file);
                }
                /* lspci says nothing of what is no PCI device, so the loop's line ends there: in
                 * the flat form even without a line end. */
                for (size_t i = 0; i < group->n_others; i++)
                        if (flat)
                                fprintf(file, "IOMMU Group %u ", group->number);
                        else
                                fputs("\t\n", file);
        }
}
