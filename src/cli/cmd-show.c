// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/show.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/log.h"
#include "cli/report.h"

DEFINE_CLEANUP(struct machine *, machine_free);
DEFINE_CLEANUP(struct names *, names_free);

const struct usage *show_usages(const struct showing *showing, size_t function, size_t *ret_count)
{
        const struct usage *first = NULL;

        *ret_count = 0;
        for (size_t i = 0; i < showing->usages.count; i++) {
                if (showing->usages.items[i].function != function)
                        continue;
                if (!first)
                        first = &showing->usages.items[i];
                (*ret_count)++;
        }
        return first;
}

static bool any_is_vital(const struct showing *showing)
{
        for (size_t i = 0; i < showing->companions.n_foreign; i++) {
                size_t count;
                const struct usage *usages =
                        show_usages(showing, showing->companions.foreign[i], &count);

                for (size_t u = 0; u < count; u++)
                        if (usage_is_vital(usages[u].kind))
                                return true;
        }
        return false;
}

static bool all_are_bridges(const struct showing *showing)
{
        for (size_t i = 0; i < showing->selection.n_functions; i++)
                if (!pci_is_bridge(&showing->machine->functions[showing->selection.functions[i]]))
                        return false;
        return true;
}

enum verdict show_verdict(const struct showing *showing)
{
        if (all_are_bridges(showing))
                return VERDICT_BRIDGE;
        if (showing->companions.n_ungrouped > 0)
                return VERDICT_UNGROUPED;
        if (showing->companions.n_foreign + showing->companions.n_others == 0)
                return VERDICT_CLEAN;
        return any_is_vital(showing) ? VERDICT_VITAL : VERDICT_FOREIGN;
}

const char *show_verdict_word(enum verdict verdict)
{
        static const char *const words[] = {
                [VERDICT_CLEAN] = "clean",
                [VERDICT_FOREIGN] = "foreign",
                [VERDICT_VITAL] = "vital",
                [VERDICT_UNGROUPED] = "ungrouped",
                [VERDICT_BRIDGE] = "bridge",
        };

        return words[verdict];
}

static int gather(struct session *session, struct showing *showing, struct machine *machine,
        struct problem *reterr)
{
        const struct selection *selection = &showing->selection;
        int r = companions_find(machine, selection->functions, selection->n_functions,
                selection->card, &showing->companions);

        for (size_t i = 0; i < selection->n_functions && r >= 0; i++)
                r = display_read(session->host, &machine->functions[selection->functions[i]],
                        &showing->displays[i]);
        if (r >= 0)
                r = usage_read(session->host, machine, &showing->usages, &machine->notes);
        if (r < 0)
                return problem_set(
                        reterr, -r, NULL, NULL, "The device cannot be looked at: %s", strerror(-r));
        showing->iommu = iommu_find_state(session->host, machine);
        if (showing->iommu != IOMMU_WORKS)
                iommu_explain(session->host, showing->iommu, &showing->no_iommu);
        return 0;
}

static void showing_clear(struct showing *showing)
{
        companions_clear(&showing->companions);
        for (size_t i = 0; i < CARD_FUNCTIONS_MAX; i++)
                display_clear(&showing->displays[i]);
        usage_clear(&showing->usages);
}

static enum exit_code run_show(struct session *session)
{
        _cleanup_(showing_clear) struct showing showing = {};
        _cleanup_(machine_freep) struct machine *machine = NULL;
        _cleanup_(names_freep) struct names *names = NULL;
        _cleanup_free_ struct card *cards = NULL;
        struct problem problem = {};
        size_t n_cards = 0;
        int r = machine_read(session->host, MACHINE_ALL, &machine, &problem);

        if (r >= 0)
                r = names_read(session->host, machine, true, &names, &problem);
        if (r >= 0 && cards_find(machine, &cards, &n_cards) < 0)
                r = problem_set(&problem, ENOMEM, NULL, NULL, "There is no memory left");
        if (r >= 0)
                r = selection_find(machine, cards, n_cards, session->arguments[0],
                        &showing.selection, &problem);
        if (r < 0) {
                log_problem(LOG_LEVEL_ERROR, &problem);
                return r == -EINVAL || r == -ENOTUNIQ ? EXIT_USAGE : EXIT_FAILED;
        }
        showing.machine = machine;
        showing.names = names;
        r = gather(session, &showing, machine, &problem);
        if (r >= 0 && session->options.json)
                r = show_as_json(&showing, stdout, &problem);
        else if (r >= 0)
                show_as_text(&showing, stdout);
        if (r < 0) {
                log_problem(LOG_LEVEL_ERROR, &problem);
                return EXIT_FAILED;
        }
        return report_reading(session, machine);
}

const struct command command_show = {
        .name = "show",
        .arguments = "CARD|FUNCTION",
        .summary = "all about one card or function, and what must go along with it",
        .description =
                "Tells everything about a card (06:00) or one function (06:00.0), and whether it "
                "can be lent\n"
                "alone: which other functions must go along, and what they are to this host.",
        .argument_kind = ARGUMENT_FUNCTION,
        .arguments_min = 1,
        .arguments_max = 1,
        .has_json = true,
        .run = run_show,
};
