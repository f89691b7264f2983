/* SPDX-License-Identifier: MIT */
/* many: how much of everything there may be, and that messages cost the same then. */
#ifndef MANY_H
#define MANY_H

#include <stdint.h>
#include "user/lib/ipc.h"

/* Ticks of rdtime that ROUNDS round trips of a message take between us and another process, by way of a
 * handle that the other one got; 0: it did not go well, and that has been said. */
#define ROUNDS 2000
uint64_t ipc_ticks(void);
/* The same within this process, to a thread of ours, by this handle of ours to `endpoint`. */
uint64_t ipc_ticks_by(handle_t by);
/* The other side of ipc_ticks(). */
int ipc_partner(void);

/* A thread of ours that answers at the endpoint until the process ends. False: no thread. */
_Bool ipc_serve(handle_t endpoint);

/* Prints the line "many: WHAT: N: TICKS ticks for ROUNDS round trips". */
void ipc_line(const char *what, long n, uint64_t ticks);

int many_processes(long count);
int many_threads(long count);
int many_handles(long count);

#endif
