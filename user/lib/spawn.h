/* SPDX-License-Identifier: MIT */
/* Starting programs and waiting for them. Errors are negative enum err. */
#ifndef LORIS_USER_SPAWN_H
#define LORIS_USER_SPAWN_H

#include "lib/abi.h"

/* Starts a program by a line of words parted by single spaces, made as by printf. Returns its pid.
 */
__attribute__((format(printf, 1, 2))) long spawn_line(const char *format, ...);

/* Waits for the child pid. Returns its status if it exited, ERR_PERM if it ended in another way. */
long wait_exited(long pid);

/* Starts a program as spawn_line() and waits for how it ends. Returns its pid. */
__attribute__((format(printf, 2, 3))) long run_line(struct loris_exit *how, const char *format,
						    ...);

#endif
