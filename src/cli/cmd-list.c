// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/log.h"
#include "basic/text.h"
#include "cli/list-classic.h"
#include "cli/list.h"
#include "cli/report.h"

DEFINE_CLEANUP(struct machine *, machine_free);
DEFINE_CLEANUP(struct names *, names_free);

/* Whatever must go when a card goes, and in a tree the bridges above it. */
static int mark_gpus(struct list *list)
{
        const struct machine *machine = list->context.machine;

        for (size_t c = 0; c < list->context.n_cards; c++) {
                const struct card *card = &list->context.cards[c];
                _cleanup_(companions_clear) struct companions companions = {};
                int r = companions_find(
                        machine, card->functions, card->n_functions, card, &companions);

                if (r < 0)
                        return r;
                for (size_t i = 0; i < companions.n_all; i++)
                        list->shown[companions.all[i]] = true;
        }
        for (size_t i = 0; i < machine->n_functions && list->options->tree; i++) {
                size_t steps = 0;

                for (size_t up = i;
                        list->shown[i] && up != PCI_NO_FUNCTION && steps < machine->n_functions;
                        up = machine->functions[up].parent, steps++)
                        list->shown[up] = true;
        }
        return 0;
}

static void order_rows(struct list *list)
{
        const struct machine *machine = list->context.machine;

        for (size_t g = 0; g < machine->n_groups; g++) {
                const struct iommu_group *group = &machine->groups[g];

                for (size_t i = 0; i < group->n_members && !group->is_noiommu; i++) {
                        size_t member = group->members[i];

                        /* A damaged tree, or one that changes, may show a function in two groups.
                         */
                        if (list->shown[member] &&
                                machine->functions[member].group == (int)group->number)
                                list->order[list->n_order++] = member;
                }
        }
        for (size_t i = 0; i < machine->n_functions; i++)
                if (list->shown[i] && machine->functions[i].group == PCI_NO_GROUP)
                        list->order[list->n_order++] = i;
}

static int choose_rows(struct list *list)
{
        size_t n = list->context.machine->n_functions;
        int r = 0;

        list->shown = calloc(n + 1, sizeof(*list->shown));
        list->order = calloc(n + 1, sizeof(*list->order));
        if (!list->shown || !list->order)
                return -ENOMEM;
        if (list->options->gpu)
                r = mark_gpus(list);
        else
                memset(list->shown, true, n * sizeof(*list->shown));
        if (r >= 0)
                order_rows(list);
        return r;
}

static bool is_loop_format(const struct options *options)
{
        return options->format && !text_equals(options->format, "table");
}

static int print_list(struct list *list, struct problem *reterr)
{
        const struct options *options = list->options;
        int r;

        if (is_loop_format(options)) {
                list_classic(stdout, &list->context, text_equals(options->format, "flat"));
                return 0;
        }
        r = choose_rows(list);
        if (r < 0)
                r = problem_set(reterr, -r, NULL, NULL, "There is no memory left");
        else if (options->json || options->tree)
                r = list_with_smartcols(list, stdout, reterr);
        else
                r = list_as_table(list, stdout, reterr);
        free(list->shown);
        free(list->order);
        return r;
}

/* Which fields of the machine, and what else, the chosen columns and options need. */
static unsigned add_up(const struct list *list, unsigned *ret_needs)
{
        const struct options *options = list->options;
        unsigned fields = 0;

        *ret_needs = 0;
        if (is_loop_format(options)) {
                *ret_needs = COLUMN_NAMES;
                return MACHINE_REVISION;
        }
        for (size_t i = 0; i < list->n_columns; i++) {
                fields |= list->columns[i]->fields;
                *ret_needs |= list->columns[i]->needs;
        }
        if (options->gpu) {
                fields |= MACHINE_DETAIL;
                *ret_needs |= COLUMN_CARDS;
        }
        return fields | (options->tree ? MACHINE_TREE : 0);
}

static int choose(struct list *list, struct problem *reterr)
{
        const struct options *options = list->options;

        if (is_loop_format(options) &&
                (options->json || options->output || options->no_headings || options->gpu ||
                        options->tree))
                return problem_set(reterr, EINVAL, "--format", NULL,
                        "--format=%s is always the same text: it takes no --json, --output, --gpu "
                        "or --tree",
                        options->format);
        return list_columns_choose(options->output,
                options->tree ? "ADDRESS,GROUP,CLASS,ID,DRIVER,NAME"
                              : "GROUP,ADDRESS,CLASS,ID,DRIVER,NAME",
                list->columns, &list->n_columns, reterr);
}

static enum exit_code run_list(struct session *session)
{
        struct list list = { .options = &session->options };
        _cleanup_(machine_freep) struct machine *machine = NULL;
        _cleanup_(names_freep) struct names *names = NULL;
        _cleanup_free_ struct card *cards = NULL;
        struct problem problem = {};
        unsigned needs;
        unsigned fields;
        int r;

        if (choose(&list, &problem) < 0) {
                log_problem(LOG_LEVEL_ERROR, &problem);
                return EXIT_USAGE;
        }
        fields = add_up(&list, &needs);
        r = machine_read(session->host, fields, &machine, &problem);
        if (r >= 0 && (needs & COLUMN_NAMES))
                r = names_read(session->host, machine,
                        (needs & COLUMN_SUBSYSTEMS ? NAMES_SUBSYSTEMS : 0) |
                                (is_loop_format(&session->options) ? NAMES_THOROUGH : 0),
                        &names, &problem);
        if (r >= 0 && (needs & COLUMN_CARDS) &&
                cards_find(machine, &cards, &list.context.n_cards) < 0)
                r = problem_set(&problem, ENOMEM, NULL, NULL, "There is no memory left");
        list.context.machine = machine;
        list.context.names = names;
        list.context.cards = cards;
        if (r >= 0)
                r = print_list(&list, &problem);
        if (r < 0) {
                log_problem(LOG_LEVEL_ERROR, &problem);
                return EXIT_FAILED;
        }
        if (session->options.gpu && list.context.n_cards == 0)
                log_say(LOG_LEVEL_NOTE, "There is no display device and no accelerator here.");
        return report_reading(session, machine);
}

static const struct option_row options[] = {
        { "gpu", NULL, NULL, offsetof(struct options, gpu),
                "only the cards, with everything that must go along with them" },
        { "tree", NULL, NULL, offsetof(struct options, tree), "bridges down to functions" },
        { "format", "FORM", "table classic flat", offsetof(struct options, format),
                "table, or the text of the well-known shell loops: classic, flat" },
};

const struct command command_list = {
        .name = "list",
        .arguments = "",
        .summary = "IOMMU groups and PCI functions, as a table or a tree",
        .description = "Lists the PCI functions of this machine by IOMMU group. What shares a "
                       "group goes to a\n"
                       "virtual machine together, bridges excepted.",
        .options = options,
        .n_options = ELEMENTS_OF(options),
        .has_columns = true,
        .has_json = true,
        .run = run_list,
};
