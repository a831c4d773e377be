// SPDX-License-Identifier: GPL-2.0-or-later
#include "basic/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

int library_load(struct library *library, struct problem *reterr)
{
        void *handle;

        if (library->handle)
                return 0;
        handle = dlopen(library->soname, RTLD_NOW | RTLD_NODELETE);
        if (!handle)
                return problem_set(reterr, ENOPKG, library->soname,
                        "Install it with your package manager", "%s is needed %s, and is not here",
                        library->soname, library->used_for);

        for (size_t i = 0; i < library->n_symbols; i++) {
                void *symbol = dlsym(handle, library->symbols[i].name);

                if (!symbol)
                        return problem_set(reterr, ENOPKG, library->soname,
                                "Update it with your package manager",
                                "%s is needed %s, and the one here is too old: it has no %s",
                                library->soname, library->used_for, library->symbols[i].name);
                memcpy(library->symbols[i].pointer, &symbol, sizeof(symbol));
        }
        library->handle = handle;
        return 0;
}
