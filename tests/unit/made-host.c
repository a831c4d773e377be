// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/made-host.h"

#include <string.h>

#include "basic/cleanup.h"
#include "tests/fake/fake-host.h"
#include "tests/fake/fake-tree.h"
#include "tests/unit/test.h"

bool made_host_begin(struct made_host *made, const char *text)
{
        _cleanup_(fake_host_clear) struct fake_host fake = {};
        struct problem problem = {};
        int r;

        if (!scratch_begin(&made->scratch))
                return false;
        r = fake_host_parse("made.host", text, strlen(text), &fake, &problem);
        if (r >= 0)
                r = fake_tree_write(&fake, made->scratch.fd, &problem);
        if (r >= 0)
                r = host_open(made->scratch.path, &made->host, &problem);
        CHECK_TEXT(problem.sentence, "");
        return CHECK_INT(r, 0);
}

bool made_host_read(struct made_host *made, const char *text)
{
        struct problem problem = {};

        if (!made_host_begin(made, text))
                return false;
        CHECK_INT(machine_read(made->host, MACHINE_ALL, &made->machine, &problem), 0);
        CHECK_TEXT(problem.sentence, "");
        return made->machine;
}

void made_host_done(struct made_host *made)
{
        machine_free(TAKE_PTR(made->machine));
        host_close(TAKE_PTR(made->host));
        scratch_done(&made->scratch);
}

size_t made_host_index(const struct made_host *made, const char *address)
{
        struct pci_address parsed;

        if (!CHECK(pci_address_parse(address, &parsed)))
                return PCI_NO_FUNCTION;
        return machine_find(made->machine, &parsed);
}
