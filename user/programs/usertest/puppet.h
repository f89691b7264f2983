/* SPDX-License-Identifier: MIT */
/*
 * A process made by hand, without init and without a file: a page of code (puppet_code.S) that does one thing at
 * a time as it is told, and says what came of it. So what happens to a process can be checked step by step.
 */
#ifndef LORIS_USERTEST_PUPPET_H
#define LORIS_USERTEST_PUPPET_H

#define PUPPET_CALL \
	0 /* the system call `number` with up to five arguments; the result is its own */
#define PUPPET_LOAD    1 /* the result is the word at the address */
#define PUPPET_STORE   2 /* the value to the address; 0 */
#define PUPPET_JUMP    3 /* never comes back */
#define PUPPET_ILLEGAL 4 /* an illegal instruction: 2 if it is skipped */

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include "user/lib/sys.h"

#define PUPPET_BADGE  0x9099e7 /* of its calls, its faults and its end */
#define PUPPET_CODE   ((char *)0x10000)
#define PUPPET_SPACE  ((char *)0x20000) /* from here on it has nothing */
#define PUPPET_EVENTS (LORIS_ON_PAGE | LORIS_ON_ILLEGAL | LORIS_ON_OTHER | LORIS_ON_EXIT)

struct puppet {
	handle_t process;
	handle_t endpoint;	 /* where it calls, and its faults and its end are told */
	uint64_t by;		 /* the handle by which it does; its own */
	struct message received; /* its last message, which it waits for an answer to */
};

/* Makes one; it has called. events: LORIS_ON_; objects and pages: its limits, 0: ours. */
bool puppet_start(struct puppet *p, unsigned events, uint64_t pages, uint64_t objects);

/* Ends it if it still lives, waits for that, and closes all that it was. */
void puppet_end(struct puppet *p);

/* Has it do something, and waits for its next message, in p->received, which is a call again if all went
 * well: its result. ERR_IO: it is something else, a fault or its end. */
long puppet_do(struct puppet *p, uint64_t what, uint64_t a, uint64_t b, uint64_t c, uint64_t d);

/* A system call of it, with up to four arguments. */
#define puppet_call(p, number, a, b, c) puppet_do(p, PUPPET_CALL, number, a, b, c)

/* Has it call once more, with this about the message: it is to be answered by puppet_answer(). */
long puppet_calls(struct puppet *p, uint64_t info);

/* Answers with this message, handles and all, and waits as puppet_do(). */
long puppet_answer(struct puppet *p, struct message *m);

/* Answers a fault with this verdict and waits as puppet_do(). */
long puppet_verdict(struct puppet *p, uint64_t verdict);

/* A handle of ours for it, whose value there it returns. */
long puppet_give(struct puppet *p, handle_t handle, unsigned rights);
#endif
#endif
