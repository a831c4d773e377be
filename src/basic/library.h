/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "basic/problem.h"

/* A shared library that is loaded when it is first needed. `gpulend list` runs in about the time
 * in which the dynamic linker would load libarchive and what that needs; most runs need neither
 * it nor json-c nor libsystemd. */
struct library {
        const char *soname;
        const char *used_for; /* "to write JSON": stands in the error */
        const struct library_symbol {
                const char *name;
                void *pointer; /* to a function pointer of the right type */
        } * symbols;
        size_t n_symbols;
        void *handle;
};

/* Loads the library once and fills the function pointers. 0, or -ENOPKG with a problem that names
 * the library and what it was wanted for. */
int library_load(struct library *library, struct problem *reterr);

/* Declares a function pointer library_NAME with the type of the function NAME, and its row. */
#define LIBRARY_FUNCTION(name) static typeof(&name) library_##name
#define LIBRARY_SYMBOL(name) \
        { \
#name, &library_##name \
        }
