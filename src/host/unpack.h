/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "basic/problem.h"

/* Unpacks a dump (a compressed tar archive) from FD into a new folder that only its owner can
 * enter. NAME stands in messages. *RET is the folder's path, the caller's to free. A dump may come
 * from anyone: nothing but folders, files and links is made, nothing outside the folder, and not
 * more than a listing of the largest machine could need. */
int unpack_dump(int fd, const char *name, char **ret, struct problem *reterr) MUST_CHECK;

/* Removes the folder with all that is in it. */
void unpack_remove(const char *path);
