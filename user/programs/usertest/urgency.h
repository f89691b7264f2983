// SPDX-License-Identifier: MIT
/* For tests of who goes first: all on one hart, threads that are urgent, less so, or not. */
#ifndef USERTEST_URGENCY_H
#define USERTEST_URGENCY_H

#include <stdbool.h>
#include <stdint.h>

#define MS     1000000ull
#define MIDDLE (LORIS_PRIORITY_USER + 4)
#define LOW    (LORIS_PRIORITY_USER + 8)

extern int urgency_hart; /* where all of them are; set before the first begins */
extern volatile bool urgency_stop;
extern volatile uint64_t urgency_middle_turns; /* what urgency_work_at_middle() has done */

void urgency_begin(void);
void urgency_end(void);
/* A thread's first step: to that hart, with that priority. */
void urgency_settle(unsigned priority);
/* So many have come to this hart; and each has done what it can do at once. */
void urgency_let_go_on(unsigned threads);
/* A thread that works until urgency_stop. */
long urgency_work_at_middle(void *unused);
/* It has ended, and well. */
void urgency_join(int tid);

#endif
