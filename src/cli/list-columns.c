// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/list-columns.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "basic/text.h"

typedef const struct list_context *context_t;
typedef const struct pci_function *function_t;

static bool write_text(char cell[CELL_SIZE], const char *text)
{
        if (!text)
                return false;
        text_copy(cell, CELL_SIZE, text, strnlen(text, CELL_SIZE - 1));
        text_make_printable(cell);
        return cell[0] != '\0';
}

static bool write_address(char cell[CELL_SIZE], context_t context, size_t index)
{
        if (index == PCI_NO_FUNCTION)
                return false;
        pci_address_format(&context->machine->functions[index].address, cell);
        return true;
}

static bool write_number(char cell[CELL_SIZE], int number)
{
        if (number < 0)
                return false;
        *text_put_decimal(cell, (uint32_t)number) = '\0';
        return true;
}

/* "10de:1f08" */
static void write_ids(char cell[CELL_SIZE], uint16_t vendor, uint16_t device)
{
        char *end = text_put_hex(cell, vendor, 4);

        *end++ = ':';
        *text_put_hex(end, device, 4) = '\0';
}

static const struct card *card_of_function(context_t context, function_t function)
{
        return card_of(
                context->cards, context->n_cards, (size_t)(function - context->machine->functions));
}

static bool write_group(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        return write_number(cell, function->group);
}

static bool write_own_address(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        pci_address_format(&function->address, cell);
        return true;
}

static bool write_class(context_t context, function_t function, char cell[CELL_SIZE])
{
        if (function->has_ids)
                names_class(context->names, function->class_code, cell);
        return function->has_ids;
}

static bool write_class_id(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        *text_put_hex(cell, pci_class(function), 4) = '\0';
        return function->has_ids;
}

static bool write_id(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        write_ids(cell, function->vendor, function->device);
        return function->has_ids;
}

static bool write_driver(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        return write_text(cell, function->driver);
}

static bool write_name(context_t context, function_t function, char cell[CELL_SIZE])
{
        if (function->has_ids)
                names_function(context->names, function, cell);
        return function->has_ids;
}

static bool write_vendor(context_t context, function_t function, char cell[CELL_SIZE])
{
        return function->has_ids && names_vendor(context->names, function->vendor, cell)[0];
}

static bool write_device(context_t context, function_t function, char cell[CELL_SIZE])
{
        return function->has_ids && names_device(context->names, function, cell)[0];
}

static bool write_subsystem(context_t context, function_t function, char cell[CELL_SIZE])
{
        return function->has_ids && names_subsystem(context->names, function, cell)[0];
}

static bool write_subsystem_id(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        write_ids(cell, function->subsystem_vendor, function->subsystem_device);
        return function->has_ids && (function->subsystem_vendor || function->subsystem_device);
}

static bool write_revision(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        *text_put_hex(cell, function->revision, 2) = '\0';
        return true;
}

static bool write_card(context_t context, function_t function, char cell[CELL_SIZE])
{
        const struct card *card = card_of_function(context, function);

        return card && write_address(cell, context, card->display);
}

static bool write_candidate(context_t context, function_t function, char cell[CELL_SIZE])
{
        const struct card *card = card_of_function(context, function);

        return card && write_text(cell, card->no_candidate ? "0" : "1");
}

static bool write_parent(context_t context, function_t function, char cell[CELL_SIZE])
{
        return write_address(cell, context, function->parent);
}

static bool write_physical(context_t context, function_t function, char cell[CELL_SIZE])
{
        return write_address(cell, context, function->detail.physical_function);
}

static bool write_boot(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        return write_number(cell, function->detail.boot_vga);
}

static bool write_numa(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        return write_number(cell, function->detail.numa_node);
}

static bool write_power(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        return write_text(cell, function->detail.power_state);
}

static bool write_a_link(const char *speed, const char *width, char cell[CELL_SIZE])
{
        if (!speed || !width || text_equals(width, "0"))
                return false;
        snprintf(cell, CELL_SIZE, "%s x%s", speed, width);
        text_make_printable(cell);
        return true;
}

static bool write_link(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        return write_a_link(function->detail.link_speed, function->detail.link_width, cell);
}

static bool write_link_max(context_t context, function_t function, char cell[CELL_SIZE])
{
        (void)context;
        return write_a_link(function->detail.link_speed_max, function->detail.link_width_max, cell);
}

static bool write_group_type(context_t context, function_t function, char cell[CELL_SIZE])
{
        const struct iommu_group *group = machine_group(context->machine, function->group);

        return group && write_text(cell, group->type);
}

/* One table for --output, --help, the manual and the completions. */
const struct column list_columns[] = {
        { "GROUP", "IOMMU group", .is_number = true, .write = write_group },
        { "ADDRESS", "address of the function", .is_tree = true, .write = write_own_address },
        { "CLASS", "what it is", .needs = COLUMN_NAMES, .write = write_class },
        { "ID", "vendor and device", .write = write_id },
        { "DRIVER", "driver that has it now", MACHINE_DRIVER, .write = write_driver },
        { "NAME", "name of vendor and device", .needs = COLUMN_NAMES, .is_wide = true,
                .write = write_name },
        { "CARD", "card that it belongs to: the address of its display function", MACHINE_DETAIL,
                COLUMN_CARDS, .write = write_card },
        { "CANDIDATE", "whether its card is one to lend: not a remote console, not the only screen",
                MACHINE_DETAIL, COLUMN_CARDS, .is_boolean = true, .write = write_candidate },
        { "CLASSID", "class as four digits", .write = write_class_id },
        { "VENDOR", "name of the vendor", .needs = COLUMN_NAMES, .is_wide = true,
                .write = write_vendor },
        { "DEVICE", "name of the device", .needs = COLUMN_NAMES, .is_wide = true,
                .write = write_device },
        { "SUBSYSTEM", "name of the subsystem: who made the board",
                .needs = COLUMN_NAMES | COLUMN_SUBSYSTEMS, .is_wide = true,
                .write = write_subsystem },
        { "SUBSYSTEMID", "vendor and device of the subsystem", .write = write_subsystem_id },
        { "REVISION", "revision", MACHINE_REVISION, .write = write_revision },
        { "PARENT", "bridge above it", MACHINE_TREE, .write = write_parent },
        { "PHYSICAL", "physical function, of a virtual one (SR-IOV)", MACHINE_DETAIL,
                .write = write_physical },
        { "BOOT", "whether the firmware used it for its messages", MACHINE_DETAIL,
                .is_boolean = true, .write = write_boot },
        { "NUMA", "NUMA node", MACHINE_DETAIL, .is_number = true, .write = write_numa },
        { "LINK", "speed and width of its PCI Express link now", MACHINE_DETAIL,
                .write = write_link },
        { "LINKMAX", "the most that its link can do", MACHINE_DETAIL, .write = write_link_max },
        { "POWER", "power state", MACHINE_DETAIL, .write = write_power },
        { "TYPE", "type of the group: DMA, DMA-FQ, identity, ...", MACHINE_GROUPS,
                .write = write_group_type },
};
const size_t n_list_columns = ELEMENTS_OF(list_columns);

const char *list_cell(const struct list_context *context, const struct column *column,
        size_t function, char cell[CELL_SIZE])
{
        return column->write(context, &context->machine->functions[function], cell) ? cell : NULL;
}

static const struct column *find_column(const char *name, size_t length)
{
        for (size_t i = 0; i < n_list_columns; i++)
                if (strlen(list_columns[i].name) == length &&
                        strncasecmp(list_columns[i].name, name, length) == 0)
                        return &list_columns[i];
        return NULL;
}

static int add_columns(const char *names, const struct column *chosen[COLUMNS_MAX], size_t *count,
        struct problem *reterr)
{
        for (const char *at = names; at;) {
                size_t length = strcspn(at, ",");
                const struct column *column = find_column(at, length);

                if (!column)
                        return problem_set(reterr, EINVAL, "--output",
                                "gpulend list --help lists the columns",
                                "There is no column \"%.*s\"", (int)length, at);
                if (*count >= COLUMNS_MAX)
                        return problem_set(reterr, E2BIG, "--output", NULL,
                                "More than %d columns are too many", COLUMNS_MAX);
                chosen[(*count)++] = column;
                at = at[length] ? at + length + 1 : NULL;
        }
        return 0;
}

int list_columns_choose(const char *output, const char *defaults,
        const struct column *chosen[COLUMNS_MAX], size_t *ret_count, struct problem *reterr)
{
        size_t count = 0;
        int r = 0;

        if (!output || output[0] == '+')
                r = add_columns(defaults, chosen, &count, reterr);
        if (output && r >= 0)
                r = add_columns(output + (output[0] == '+'), chosen, &count, reterr);
        if (r < 0)
                return r;
        *ret_count = count;
        return 0;
}
