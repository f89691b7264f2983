/* SPDX-License-Identifier: MIT */
/* Starting programs with files of one's own. */
#ifndef LORIS_USER_CHILDREN_H
#define LORIS_USER_CHILDREN_H

#include <stddef.h>
#include "user/lib/ipc.h"

/* As sys_spawn, and the child gets copies of these as input, output and errors; 0: the console. */
long loris_spawn(const char *args, size_t len, const handle_t files[3]);

#endif
