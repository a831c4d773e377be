// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "cli/show.h"

/* The width of the words in front of the facts. */
#define LABEL_WIDTH 11

static const struct pci_function *function_at(const struct showing *showing, size_t index)
{
        return &showing->machine->functions[index];
}

/* Sysfs text on its way to the terminal. Returns BUFFER. */
static const char *printable(const char *text, char *buffer, size_t size)
{
        snprintf(buffer, size, "%s", text);
        text_make_printable(buffer);
        return buffer;
}

static void label(FILE *file, const char *word)
{
        fprintf(file, "%-*s", LABEL_WIDTH, word);
}

/* The function that speaks for all: of a card, its display. */
static size_t lead_function(const struct selection *selection)
{
        return selection->card && !selection->is_function ? selection->card->display
                                                          : selection->functions[0];
}

static void print_title(const struct showing *showing, FILE *file)
{
        const struct selection *selection = &showing->selection;
        size_t first = lead_function(selection);
        const struct pci_function *function = function_at(showing, first);
        char address[PCI_ADDRESS_TEXT_SIZE];
        char class[NAME_TEXT_SIZE];
        char name[NAME_TEXT_SIZE];

        if (selection->is_function)
                pci_address_format(&function->address, address);
        else
                pci_address_format_slot(&function->address, address);
        if (!function->has_ids) {
                fprintf(file, "%s  (the kernel's text for its ids is damaged)\n", address);
                return;
        }
        fprintf(file, "%s  %s [%04x:%04x]\n", address,
                names_function(showing->names, function, name), function->vendor, function->device);
        label(file, "");
        fprintf(file, "%s", names_class(showing->names, function->class_code, class));
        if (names_subsystem(showing->names, function, name)[0])
                fprintf(file, "; made by %s", name);
        fputc('\n', file);
}

static const char *plural(size_t count)
{
        return count == 1 ? "" : "s";
}

static void print_groups(const struct showing *showing, FILE *file)
{
        const struct companions *companions = &showing->companions;

        for (size_t i = 0; i < companions->n_groups; i++)
                fprintf(file, "%s %u",
                        i == 0                                  ? ""
                                : i + 1 == companions->n_groups ? " and"
                                                                : ",",
                        companions->groups[i]);
}

static void print_verdict(const struct showing *showing, FILE *file)
{
        const struct companions *companions = &showing->companions;
        size_t own = companions->n_all - companions->n_foreign;

        label(file, "Verdict:");
        switch (show_verdict(showing)) {
        case VERDICT_CLEAN:
                fprintf(file, "clean. IOMMU group%s", plural(companions->n_groups));
                print_groups(showing, file);
                fprintf(file,
                        own == 1 ? " holds this function and nothing else to lend.\n"
                                 : " %s these %zu functions and nothing else to lend.\n",
                        companions->n_groups == 1 ? "holds" : "hold", own);
                break;
        case VERDICT_FOREIGN:
        case VERDICT_VITAL:
                fprintf(file, "not clean. IOMMU group%s", plural(companions->n_groups));
                print_groups(showing, file);
                fprintf(file, " %s %zu foreign device%s, which the host would lose:\n",
                        companions->n_groups == 1 ? "holds" : "hold",
                        companions->n_foreign + companions->n_others,
                        plural(companions->n_foreign + companions->n_others));
                break;
        case VERDICT_UNGROUPED:
                fprintf(file, "cannot be lent: %s.\n",
                        showing->iommu != IOMMU_WORKS      ? "no IOMMU is at work"
                                : companions->n_groups > 0 ? "not every function has an IOMMU group"
                                                           : "it is in no IOMMU group");
                break;
        case VERDICT_BRIDGE:
                fputs("a bridge. It leads to other devices, stays with the host and is never "
                      "lent.\n",
                        file);
                break;
        }
}

/* Members of the groups that are no PCI functions. */
static void print_others(const struct showing *showing, FILE *file)
{
        for (size_t g = 0; g < showing->companions.n_groups; g++) {
                const struct iommu_group *group =
                        machine_group(showing->machine, (int)showing->companions.groups[g]);

                for (size_t i = 0; i < group->n_others; i++) {
                        char text[300];

                        label(file, "");
                        fprintf(file, "%s  not a PCI device\n",
                                printable(group->others[i], text, sizeof(text)));
                }
        }
}

/* "0000:03:00.1  SATA controller ASMedia ...: the disk of / (sda2)" */
static void print_foreign(const struct showing *showing, FILE *file)
{
        for (size_t i = 0; i < showing->companions.n_foreign; i++) {
                size_t index = showing->companions.foreign[i];
                const struct pci_function *function = function_at(showing, index);
                char address[PCI_ADDRESS_TEXT_SIZE];
                char class[NAME_TEXT_SIZE];
                char name[NAME_TEXT_SIZE];
                char text[400];
                size_t count;
                const struct usage *usages = show_usages(showing, index, &count);

                label(file, "");
                fprintf(file, "%s  %s: %s\n", pci_address_format(&function->address, address),
                        names_class(showing->names, function->class_code, class),
                        names_function(showing->names, function, name));
                for (size_t u = 0; u < count; u++) {
                        label(file, "");
                        fprintf(file, "  %s%s\n", usage_describe(&usages[u], text, sizeof(text)),
                                usage_is_vital(usages[u].kind) ? " - the host needs it" : "");
                }
        }
        print_others(showing, file);
        if (show_verdict(showing) != VERDICT_FOREIGN && show_verdict(showing) != VERDICT_VITAL)
                return;
        label(file, "");
        fputs("Another slot of the mainboard, or ACS in the firmware's setup, may give it a group "
              "of its own.\n",
                file);
}

/* The functions that go: those of the card, one line each. */
static void print_functions(const struct showing *showing, FILE *file)
{
        const struct companions *companions = &showing->companions;
        bool first = true;

        for (size_t i = 0; i < companions->n_all; i++) {
                const struct pci_function *function = function_at(showing, companions->all[i]);
                char address[PCI_ADDRESS_TEXT_SIZE];
                char class[NAME_TEXT_SIZE];
                char group[24];
                char driver[64];
                bool foreign = false;

                for (size_t f = 0; f < companions->n_foreign; f++)
                        foreign |= companions->foreign[f] == companions->all[i];
                if (foreign)
                        continue;
                snprintf(group, sizeof(group), "group %d", function->group);
                label(file, first ? "Functions:" : "");
                fprintf(file, "%s  %-9s  %04x:%04x  %-15s  %s\n",
                        pci_address_format(&function->address, address),
                        function->group == PCI_NO_GROUP ? "no group" : group, function->vendor,
                        function->device,
                        function->driver ? printable(function->driver, driver, sizeof(driver))
                                         : "no driver",
                        names_class(showing->names, function->class_code, class));
                first = false;
        }
}

static void print_bridges(const struct showing *showing, FILE *file)
{
        for (size_t i = 0; i < showing->companions.n_bridges; i++) {
                char address[PCI_ADDRESS_TEXT_SIZE];

                if (i == 0)
                        label(file, "Bridges:");
                fprintf(file, "%s%s", i == 0 ? "" : ", ",
                        pci_address_format(
                                &function_at(showing, showing->companions.bridges[i])->address,
                                address));
        }
        if (showing->companions.n_bridges > 0)
                fprintf(file, " in the same group%s; they stay\n",
                        plural(showing->companions.n_groups));
}

static void print_display(const struct showing *showing, FILE *file)
{
        for (size_t i = 0; i < showing->selection.n_functions; i++) {
                const struct display *display = &showing->displays[i];
                char text[300];

                if (!display->card && !display->render)
                        continue;
                label(file, "Display:");
                fprintf(file, "%s%s%s", display->card ? display->card : "",
                        display->card && display->render ? ", " : "",
                        display->render ? display->render : "");
                if (display->card)
                        fputs(display_has_monitor(display) ? "; a monitor hangs on"
                                                           : "; no monitor connected",
                                file);
                for (size_t c = 0, told = 0; c < display->n_connectors; c++)
                        if (text_equals(display->connectors[c].status, "connected"))
                                fprintf(file, "%s %s", told++ ? "," : "",
                                        printable(display->connectors[c].name, text, sizeof(text)));
                fputc('\n', file);
        }
}

static void print_link(const struct pci_detail *detail, FILE *file)
{
        char speed[64];
        char width[16];

        if (!detail->link_speed || !detail->link_width || text_equals(detail->link_width, "0"))
                return;
        label(file, "Link:");
        fprintf(file, "%s x%s", printable(detail->link_speed, speed, sizeof(speed)),
                printable(detail->link_width, width, sizeof(width)));
        if (detail->link_speed_max && detail->link_width_max)
                fprintf(file, " of %s x%s", printable(detail->link_speed_max, speed, sizeof(speed)),
                        printable(detail->link_width_max, width, sizeof(width)));
        fputc('\n', file);
}

static void print_power(const struct pci_detail *detail, FILE *file)
{
        char text[64];

        if (!detail->power_state)
                return;
        label(file, "Power:");
        fputs(printable(detail->power_state, text, sizeof(text)), file);
        if (detail->runtime_status)
                fprintf(file, ", %s", printable(detail->runtime_status, text, sizeof(text)));
        if (detail->runtime_status && text_equals(detail->runtime_status, "suspended"))
                fputs(" (its link is not looked at: that would wake it)", file);
        fputc('\n', file);
}

/* Facts of the first function: of a card, the display. */
static void print_details(const struct showing *showing, FILE *file)
{
        const struct selection *selection = &showing->selection;
        size_t first = lead_function(selection);
        const struct pci_detail *detail = &function_at(showing, first)->detail;
        char address[PCI_ADDRESS_TEXT_SIZE];

        print_link(detail, file);
        print_power(detail, file);
        if (detail->numa_node >= 0) {
                label(file, "NUMA:");
                fprintf(file, "node %d\n", detail->numa_node);
        }
        if (detail->boot_vga == 1) {
                label(file, "Boot:");
                fputs("the firmware shows its messages on it\n", file);
        }
        if (detail->physical_function != PCI_NO_FUNCTION) {
                label(file, "SR-IOV:");
                fprintf(file, "a virtual function of %s\n",
                        pci_address_format(
                                &function_at(showing, detail->physical_function)->address,
                                address));
        } else if (detail->sriov_total > 0) {
                label(file, "SR-IOV:");
                fprintf(file, "%zu of %d virtual functions are made%s\n", detail->virtual_functions,
                        detail->sriov_total,
                        detail->virtual_functions > 0 ? "; it cannot be lent while there are any"
                                                      : "");
        }
}

/* What the selected functions themselves are to the host now. */
static void print_own_usages(const struct showing *showing, FILE *file)
{
        bool first = true;

        for (size_t i = 0; i < showing->selection.n_functions; i++) {
                size_t count;
                const struct usage *usages =
                        show_usages(showing, showing->selection.functions[i], &count);

                for (size_t u = 0; u < count; u++) {
                        char address[PCI_ADDRESS_TEXT_SIZE];
                        char text[400];

                        label(file, first ? "Used as:" : "");
                        fprintf(file, "%s at %s%s\n",
                                usage_describe(&usages[u], text, sizeof(text)),
                                pci_address_format(
                                        &function_at(showing, showing->selection.functions[i])
                                                 ->address,
                                        address),
                                usage_is_vital(usages[u].kind) ? " - the host needs it" : "");
                        first = false;
                }
        }
}

static void print_group_details(const struct showing *showing, FILE *file)
{
        for (size_t i = 0; i < showing->companions.n_groups; i++) {
                const struct iommu_group *group =
                        machine_group(showing->machine, (int)showing->companions.groups[i]);
                char text[64];

                if (!group)
                        continue;
                if (group->type) {
                        label(file, i == 0 ? "IOMMU:" : "");
                        fprintf(file, "group %u, type %s\n", group->number,
                                printable(group->type, text, sizeof(text)));
                }
                for (size_t r = 0; r < group->n_regions; r++) {
                        if (!text_equals(group->regions[r].type, "direct"))
                                continue;
                        label(file, "");
                        fprintf(file,
                                "The firmware wants memory of group %u mapped one to one: the "
                                "kernel refuses to "
                                "lend it.\n",
                                group->number);
                        break;
                }
        }
}

static void print_advice(const struct showing *showing, FILE *file)
{
        if (showing->selection.card && showing->selection.card->no_candidate) {
                label(file, "Advice:");
                fprintf(file, "no candidate for lending: %s.\n",
                        showing->selection.card->no_candidate);
        }
}

void show_as_text(const struct showing *showing, FILE *file)
{
        print_title(showing, file);
        print_verdict(showing, file);
        print_foreign(showing, file);
        print_functions(showing, file);
        print_bridges(showing, file);
        print_own_usages(showing, file);
        print_display(showing, file);
        print_details(showing, file);
        print_group_details(showing, file);
        print_advice(showing, file);
}
