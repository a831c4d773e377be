/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "basic/fd.h"

/* Runs a destructor when the variable goes out of scope: `_cleanup_(fd_closep) int fd = -EBADF;` */
#define _cleanup_(function) __attribute__((cleanup(function)))

/* Defines the function that _cleanup_() wants for a destructor that takes the pointer itself.
 * Destructors take NULL. */
#define DEFINE_CLEANUP(type, destructor) \
        static inline void destructor##p(type *pointer) \
        { \
                if (*pointer) \
                        destructor(*pointer); \
        } \
        struct cleanup_needs_a_semicolon

/* Hands a pointer over: yields it and leaves NULL behind, so that its cleanup does nothing. */
#define TAKE_PTR(pointer) \
        ({ \
                typeof(pointer) _taken = (pointer); \
                (pointer) = NULL; \
                _taken; \
        })

/* The same for a file descriptor. */
#define TAKE_FD(fd) \
        ({ \
                int _taken = (fd); \
                (fd) = -EBADF; \
                _taken; \
        })

static inline void fd_closep(int *fd)
{
        fd_close(*fd);
}

static inline void freep(void *pointer)
{
        free(*(void **)pointer);
}

DEFINE_CLEANUP(FILE *, fclose);
DEFINE_CLEANUP(DIR *, closedir);

#define _cleanup_fd_   _cleanup_(fd_closep)
#define _cleanup_free_ _cleanup_(freep)
