/* SPDX-License-Identifier: MIT */
/* What the scenes of latency have in common. */
#ifndef LATENCY_H
#define LATENCY_H

#include <stdbool.h>
#include <stdint.h>
#include "user/lib/ipc.h"

#define COUNT	4000 /* of threads */
#define JOINERS 1000

/* The window of a scene, which outside observers see (tools/irqs). */
#define MARK(number) __asm__ volatile("slti x0, x0, %0" ::"i"(number) : "memory")

/* Starts so many threads that do nothing but act(i), whose result is kept, and end; with this priority, and
 * smallest stacks: they use nothing of the C library. Returns when they have come as far as they can: they run
 * on the first hart, as the caller does, whose priority is USER. False: not all of them. */
bool crowd_start(long count, unsigned priority, long (*act)(long i));
/* Or they run on any hart, and it returns when they have begun. */
extern bool crowd_spread;
long crowd_tid(long i);
/* Waits for all of them to end. How many of them had this result. */
long crowd_join(long result);
/* Lets everyone else come as far as they can. */
void let_all_go_on(void);

/* Each: true, it went as it should. The parts of a scene that end the process are a child's. */
bool scene_line(void);
bool scene_refused(void);
bool scene_closed(void);
bool scene_letters(void);
bool scene_bits(void);
bool scene_timers(void);
bool scene_joins(void);
bool scene_find(void);
bool scene_exit(void);
void child_exit(void);
bool scene_dead(void);
void child_dead(void);
bool scene_holds(void);
bool scene_lends(void);
bool scene_table(void);
bool scene_handles(void);
void child_handles(void);
bool scene_revoke(void);
bool scene_unmap(void);
bool scene_memory(void);
bool scene_contiguous(void);
bool scene_regions(void);

#endif
