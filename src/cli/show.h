/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "cli/command.h"
#include "cli/select.h"
#include "model/display.h"
#include "model/names.h"
#include "model/usage.h"

/* All that `show` tells: gathered once, told as text or as JSON. */
struct showing {
        const struct machine *machine;
        const struct names *names;
        struct selection selection;
        struct companions companions;
        struct display displays[CARD_FUNCTIONS_MAX]; /* of each selected function */
        struct usage_list usages;
        enum iommu_state iommu;
        struct problem no_iommu; /* when iommu is not IOMMU_WORKS */
};

/* Why the selection cannot be lent as it is. */
enum verdict {
        VERDICT_CLEAN,     /* nothing but itself must go */
        VERDICT_FOREIGN,   /* others would go with it */
        VERDICT_VITAL,     /* others that the host cannot do without */
        VERDICT_UNGROUPED, /* no IOMMU isolates it */
        VERDICT_BRIDGE,    /* bridges are never lent */
};

enum verdict show_verdict(const struct showing *showing);
/* "clean", "foreign": the word for programs. */
const char *show_verdict_word(enum verdict verdict);

/* The uses of one function: *RET_COUNT of them. */
const struct usage *show_usages(const struct showing *showing, size_t function, size_t *ret_count);

void show_as_text(const struct showing *showing, FILE *file);
int show_as_json(const struct showing *showing, FILE *file, struct problem *reterr);
