// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/show.h"

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
