/* SPDX-License-Identifier: MIT */
/* What one process, and one line of them, has taken of the server, so that it cannot take it all. Lives while it has
 * something. */
#ifndef RAMFS_ACCOUNT_H
#define RAMFS_ACCOUNT_H

#include <stdint.h>
#include "lib/abi.h"

enum counted { COUNT_SESSIONS, COUNT_FILES, COUNT_BUFFERS, COUNT_WAITS, COUNTED };

struct account {
	uint64_t of; /* the badge of its handle of us, or what is the same in those of a line */
	struct account *line; /* in which all of it counts, too; NULL: a line's own, or of none */
	struct account *next;
	unsigned count[COUNTED];
};

/* One more for the process that has this badge; *out is its account. ERR_QUOTA: it has as many as it may, or its line
 * or all have; ERR_NO_MEMORY. */
enum err account_take_for(uint64_t badge, enum counted what, struct account **out);
/* Likewise where the account is known already. */
enum err account_take(struct account *a, enum counted what);
/* The account may be gone after it. */
void account_return(struct account *a, enum counted what);

#endif
