// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/macro.h"
#include "model/names-source.h"
#include "tests/fuzz/fuzz.h"

/* Few ids, and near each other, so that chance hits them. */
static const struct name_entry wanted[] = {
        { NAME_VENDOR, (uint64_t)0x0000 << 48 },
        { NAME_VENDOR, (uint64_t)0x10de << 48 },
        { NAME_VENDOR, (uint64_t)0x1462 << 48 },
        { NAME_VENDOR, (uint64_t)0xffff << 48 },
        { NAME_DEVICE, (uint64_t)0x0000 << 48 },
        { NAME_DEVICE, (uint64_t)0x10de << 48 | (uint64_t)0x0001 << 32 },
        { NAME_DEVICE, (uint64_t)0x10de << 48 | (uint64_t)0x1f06 << 32 },
        { NAME_DEVICE, (uint64_t)0x10de << 48 | (uint64_t)0xffff << 32 },
        { NAME_DEVICE, (uint64_t)0xffff << 48 | (uint64_t)0xffff << 32 },
        { NAME_SUBSYSTEM, (uint64_t)0x10de << 48 | (uint64_t)0x1f06 << 32 },
        { NAME_SUBSYSTEM, (uint64_t)0x10de << 48 | (uint64_t)0x1f06 << 32 | 0x14623756 },
        { NAME_SUBSYSTEM, UINT64_MAX },
        { NAME_CLASS, 0 },
        { NAME_CLASS, (uint64_t)0x03 << 48 },
        { NAME_CLASS, (uint64_t)0xff << 48 },
        { NAME_SUBCLASS, (uint64_t)0x03 << 48 },
        { NAME_SUBCLASS, (uint64_t)0x03 << 48 | (uint64_t)0x80 << 32 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct name_entry entries[ELEMENTS_OF(wanted)];
        struct name_table table = { .entries = entries, .count = ELEMENTS_OF(wanted) };
        const char *text = (const char *)data;

        for (size_t i = 0; i < ELEMENTS_OF(wanted); i++)
                entries[i] = wanted[i];
        names_from_text(&table, text, size);
        /* A name lies in the text, on one line. */
        for (size_t i = 0; i < ELEMENTS_OF(wanted); i++) {
                if (!entries[i].text)
                        continue;
                MUST(entries[i].text >= text && entries[i].length <= size);
                MUST(entries[i].text + entries[i].length <= text + size);
                for (size_t k = 0; k < entries[i].length; k++)
                        MUST(entries[i].text[k] != '\n');
        }
        arena_clear(&table.arena);
        return 0;
}
