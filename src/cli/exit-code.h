/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* Part of the interface; gpulend(8) lists them. */
enum exit_code {
        EXIT_DONE = 0,
        EXIT_FAILED = 1,    /* failed; everything was put back */
        EXIT_USAGE = 2,     /* not understood */
        EXIT_REFUSED = 3,   /* refused before the first change */
        EXIT_STRANDED = 4,  /* failed, and something could not be put back */
        EXIT_NOT_READY = 5, /* doctor, verify: not ready */
};
