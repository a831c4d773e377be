// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/list-classic.h"

#include <string.h>

#include "basic/text.h"

/* lspci writes the domain as soon as one device of the machine is not in domain 0
 * (lspci.c:scan_device). */
static bool shows_domains(const struct machine *machine)
{
        for (size_t i = 0; i < machine->n_functions; i++)
                if (machine->functions[i].address.domain != 0)
                        return true;
        return false;
}

/* lspci makes each half of a line in a buffer of this size, and ends it with dots where it is too
 * small (lspci.c:show_terse, lib/names.c:format_name). */
#define LSPCI_TEXT_SIZE 128

/* "VGA compatible controller [0300]", "Device [1234:5678]": a text and its number. */
static void print_half(FILE *file, const char *text, const char *number)
{
        char half[NAME_TEXT_SIZE + 24];

        if (snprintf(half, sizeof(half), "%s [%s]", text, number) >= LSPCI_TEXT_SIZE)
                memcpy(half + LSPCI_TEXT_SIZE - 4, "...", 4);
        fputs(half, file);
}

/* "02:00.0 VGA compatible controller [0300]: NVIDIA Corporation ... [10de:1f08] (rev a1)" */
static void print_function(FILE *file, const struct list_context *context,
        const struct pci_function *function, bool domains)
{
        char address[PCI_ADDRESS_TEXT_SIZE];
        char text[NAME_TEXT_SIZE];
        char number[16];

        pci_address_format(&function->address, address);
        fprintf(file, "%s ", domains ? address : strchr(address, ':') + 1);
        names_class(context->names, function->class_code, text);
        /* The number of a class without a name stands behind it anyway. */
        if (text_starts_with(text, "Class "))
                text[strlen("Class")] = '\0';
        snprintf(number, sizeof(number), "%04x", pci_class(function));
        print_half(file, text, number);
        fputs(": ", file);
        snprintf(number, sizeof(number), "%04x:%04x", function->vendor, function->device);
        print_half(file, names_function(context->names, function, text), number);
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
