// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/report.h"

#include "basic/log.h"

static void report_list(enum log_level level, const struct problem_list *list)
{
        for (size_t i = 0; i < list->count; i++)
                log_problem(level, &list->items[i]);
        if (list->lost > 0)
                log_say(level, "%zu more were not kept: there is no memory left.", list->lost);
}

enum exit_code report_reading(struct session *session, const struct machine *machine)
{
        enum iommu_state state = iommu_find_state(session->host, machine);

        /* Behind the listing, also where both go to one terminal. */
        command_flush();
        if (state != IOMMU_WORKS) {
                struct problem problem = {};

                iommu_explain(session->host, state, &problem);
                log_problem(LOG_LEVEL_NOTE, &problem);
        }
        log_say(LOG_LEVEL_DETAIL, "%zu functions and %zu IOMMU groups were read.",
                machine->n_functions, machine->n_groups);
        report_list(LOG_LEVEL_NOTE, &machine->notes);
        report_list(LOG_LEVEL_WARNING, &machine->problems);
        return machine->problems.count + machine->problems.lost > 0 ? EXIT_FAILED : EXIT_DONE;
}
