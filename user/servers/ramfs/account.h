/* SPDX-License-Identifier: MIT */
/* What one process has taken of the server, so that it cannot take it all. Lives while it has something. */
#ifndef RAMFS_ACCOUNT_H
#define RAMFS_ACCOUNT_H

#include <stdint.h>
#include "lib/abi.h"

enum counted { COUNT_SESSIONS, COUNT_FILES, COUNT_BUFFERS, COUNTED };

struct account {
	uint64_t pid;
	struct account *next;
	unsigned count[COUNTED];
};

/* One more for the process; *out is its account. ERR_QUOTA: it has as many as it may, or all have;
 * ERR_NO_MEMORY. */
enum err account_take_for(uint64_t pid, enum counted what, struct account **out);
/* Likewise where the account is known already. */
enum err account_take(struct account *a, enum counted what);
/* The account may be gone after it. */
void account_return(struct account *a, enum counted what);

#endif
