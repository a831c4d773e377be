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
                r = names_read(session->host, machine, NAMES_SUBSYSTEMS | NAMES_THOROUGH, &names,
                        &problem);
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
