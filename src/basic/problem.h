/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#include "basic/macro.h"

/* What went wrong, for the person at the machine. The texts lie inside the struct, so that a
 * problem can be told when memory has run out. A text that is too long is cut. */
struct problem {
        int code;           /* errno, positive; 0: no problem */
        char subject[96];   /* the device, file or word it is about; may be empty */
        char sentence[512]; /* what happened, without a full stop at the end */
        char hint[384];     /* what to do next; may be empty */
};

/* Fills *RETERR (if not NULL) and returns -CODE, so that an error is made and returned in one
 * expression:  return problem_set(reterr, ENOENT, address, hint, "There is no ..."); */
int problem_set(struct problem *reterr, int code, const char *subject, const char *hint,
        const char *format, ...) FORMAT_LIKE_PRINTF(5, 6);

/* Adds to the hint of a problem that is already set. */
void problem_hint(struct problem *problem, const char *format, ...) FORMAT_LIKE_PRINTF(2, 3);

/* Problems that did not stop the work: they are told at the end, next to what could be shown. */
struct problem_list {
        struct problem *items;
        size_t count;
        size_t capacity;
        size_t lost; /* no memory for that many more */
};

/* Appends. Never fails: what finds no memory is counted in `lost`. Returns -CODE. */
int problem_list_add(struct problem_list *list, int code, const char *subject, const char *hint,
        const char *format, ...) FORMAT_LIKE_PRINTF(5, 6);

/* Frees what the list holds, not the list. */
void problem_list_clear(struct problem_list *list);
