/* SPDX-License-Identifier: MIT */
/*
 * Kept calls whose callers have died or given up: nobody tells a server of them, it has to look. Each takes a place in
 * its table of handles; looked for are they when there are twice as many as the last look has left. So that costs a
 * call about two looks, and there are never more than twice as many as callers that wait.
 */
#ifndef LORIS_DRIVER_CENSUS_H
#define LORIS_DRIVER_CENSUS_H

#include <stdbool.h>
#include "user/lib/sys.h"

#define CENSUS_LEAST 64
#define CENSUS_MOST  4600 /* more than there are threads to wait: a look always leaves room */

struct census {
	unsigned count; /* of kept calls */
	unsigned due;	/* so many: time to look. 0: never done so far */
};

/* Is there anyone yet for whom this reply is kept? */
static inline bool census_waits(handle_t reply)
{
	struct loris_handle info;

	return sys_handle_info(reply, &info) == OK && info.copies;
}

static inline bool census_due(const struct census *c)
{
	return c->count >= CENSUS_LEAST && c->count >= c->due;
}

/* Those that nobody waits for are gone. */
static inline void census_taken(struct census *c)
{
	c->due = 2 * c->count < CENSUS_MOST ? 2 * c->count : CENSUS_MOST;
}

#endif
