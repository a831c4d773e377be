// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-host.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct fake_host host = {};
        struct problem problem = {};
        int r = fake_host_parse("x.host", (const char *)data, size, &host, &problem);

        MUST(r == 0 || problem.code == -r);
        MUST(r == 0 || problem.sentence[0]);
        /* What the files of a tree would be made of. */
        for (size_t i = 0; r == 0 && i < host.functions.count; i++) {
                MUST(host.functions.items[i].name && host.functions.items[i].path);
                MUST(fake_host_function(&host, &host.functions.items[i].address) ==
                        &host.functions.items[i]);
        }
        fake_host_clear(&host);
        return 0;
}
