// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "basic/cleanup.h"
#include "model/reading.h"

DEFINE_CLEANUP(struct machine *, machine_free);

int machine_read(struct host *host, unsigned fields, struct machine **ret, struct problem *reterr)
{
        _cleanup_(machine_freep) struct machine *machine = calloc(1, sizeof(*machine));
        struct reading reading;
        int r;

        reading.host = host;
        reading.machine = machine;
        reading.fields = fields;
        reading.short_of_memory = false;
        reading.prefix[0] = '\0';
        reading.members = (struct growing){};
        reading.others = (struct growing){};
        if (!machine)
                return reading_out_of_memory(reterr);
        r = pci_read_functions(&reading, reterr);
        if (r >= 0)
                r = iommu_read_groups(&reading, reterr);
        if (r >= 0 && reading.short_of_memory)
                r = reading_out_of_memory(reterr);
        if (r < 0)
                return r;
        *ret = TAKE_PTR(machine);
        return 0;
}
