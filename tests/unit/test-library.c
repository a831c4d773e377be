// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "basic/cleanup.h"
#include "basic/library.h"
#include "tests/unit/test.h"

LIBRARY_FUNCTION(strlen);
static void (*library_no_such_function)(void);

TEST(missing_library)
{
        struct library library = { .soname = "libgpulend-nowhere.so.7", .used_for = "to test" };
        struct problem problem = {};

        CHECK_INT(library_load(&library, &problem), -ENOPKG);
        CHECK_INT(problem.code, ENOPKG);
        CHECK_TEXT(problem.subject, "libgpulend-nowhere.so.7");
        CHECK_TEXT(problem.sentence, "libgpulend-nowhere.so.7 is needed to test, and is not here");
        CHECK_TEXT(problem.hint, "Install it with your package manager");
        CHECK(!library.handle);
        CHECK_INT(library_load(&library, NULL), -ENOPKG);
}

TEST(missing_symbol)
{
        static const struct library_symbol symbols[] = {
                LIBRARY_SYMBOL(strlen),
                { "no_such_function", &library_no_such_function },
        };
        struct library library = {
                .soname = "libc.so.6", .used_for = "to test", .symbols = symbols, .n_symbols = 2
        };
        struct problem problem = {};

        CHECK_INT(library_load(&library, &problem), -ENOPKG);
        CHECK_TEXT(problem.subject, "libc.so.6");
        CHECK_TEXT(problem.sentence,
                "libc.so.6 is needed to test, and the one here is too old: it has no "
                "no_such_function");
        CHECK(!library.handle);
        CHECK(!library_no_such_function);
}

TEST(present_library)
{
        static const struct library_symbol symbols[] = { LIBRARY_SYMBOL(strlen) };
        struct library library = {
                .soname = "libc.so.6", .used_for = "to test", .symbols = symbols, .n_symbols = 1
        };
        void *handle;

        if (!CHECK_INT(library_load(&library, NULL), 0))
                return;
        CHECK_INT((int64_t)library_strlen("four"), 4);
        handle = library.handle;
        CHECK_INT(library_load(&library, NULL), 0);
        CHECK(handle && library.handle == handle);
}
