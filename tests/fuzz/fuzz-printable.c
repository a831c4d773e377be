// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "basic/cleanup.h"
#include "basic/text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_free_ char *text = fuzz_text(data, size);
        _cleanup_free_ char *before = text ? strdup(text) : NULL;
        bool replaced;

        if (!before)
                return 0;
        replaced = text_make_printable(text);
        MUST(replaced == (strcmp(text, before) != 0));
        MUST(strlen(text) <= strlen(before));
        for (const char *at = text; *at; at++)
                MUST((unsigned char)*at >= 0x20 && *at != 0x7f);
        /* Done once, it is done. */
        MUST(!text_make_printable(text));
        MUST(text_trim_end(text) == text);
        return 0;
}
