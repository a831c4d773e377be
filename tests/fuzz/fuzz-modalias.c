// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "basic/cleanup.h"
#include "model/pci.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_free_ char *text = fuzz_text(data, size);
        struct pci_function function = {};
        char low[16];

        if (!text || !pci_parse_modalias(text, &function))
                return 0;
        /* It has one length, and the lower half of the device's id stands in it. */
        MUST(strlen(text) == 53);
        MUST(function.class_code <= 0xffffff);
        snprintf(low, sizeof(low), "%04x", function.device);
        MUST(strncasecmp(text + 18, low, 4) == 0);
        return 0;
}
