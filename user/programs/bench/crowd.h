/* SPDX-License-Identifier: MIT */
/* What should not matter to a message: many processes, many handles. */
#ifndef LORIS_BENCH_CROWD_H
#define LORIS_BENCH_CROWD_H

#include <stdbool.h>
#include <stdint.h>

#define CROWD_PROCESSES_MAX 1000
#define CROWD_HANDLES_MAX   20000

/* Starts so many processes that sleep, and makes so many handles. False: not all, said so. */
bool crowd_gather(uint64_t processes, uint64_t handles);
/* Ends the processes; the handles go with this one. */
void crowd_leave(void);

#endif
