/* SPDX-License-Identifier: MIT */
/*
 * Kept calls whose callers have died or given up: nobody tells a server of them, it has to look. Each takes a place in
 * its table of handles; looked for are they once for every eighth as many calls as the last look has left. So that
 * costs a call about nine looks at most, whoever waits and however many, and few of those that are kept are dead.
 */
#ifndef LORIS_DRIVER_CENSUS_H
#define LORIS_DRIVER_CENSUS_H

#include <stdbool.h>
#include "user/lib/sys.h"

#define CENSUS_LEAST 64

struct census {
	unsigned count; /* of kept calls */
	unsigned calls; /* since the last look, kept or refused */
	unsigned left;	/* by the last look */
};

/* Is there anyone yet for whom this reply is kept? */
static inline bool census_waits(handle_t reply)
{
	struct loris_handle info;

	return sys_handle_info(reply, &info) == OK && info.copies;
}

/* One more is to be kept. */
static inline bool census_due(struct census *c)
{
	return c->count >= CENSUS_LEAST && ++c->calls >= CENSUS_LEAST && c->calls > c->left / 8;
}

/* Those that nobody waits for are gone. */
static inline void census_taken(struct census *c)
{
	c->calls = 0;
	c->left = c->count;
}

#endif
