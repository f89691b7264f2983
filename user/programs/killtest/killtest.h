/* SPDX-License-Identifier: MIT */
/*
 * killtest: clients work while their server is killed. A client does turn after turn; a turn looks the
 * server up and works until it is done or an error ends it.
 */
#ifndef KILLTEST_H
#define KILLTEST_H

#include <stdbool.h>
#include <stdint.h>
#include "user/lib/ipc.h"

#define WRONG 1 /* a turn's result: an answer that is none; what has been said */

struct client {
	const struct work *work;
	unsigned number;
	uint64_t random;
	void *state; /* the work's own */
	/* Only the client writes these, and others look. */
	uint64_t right, errors, wrong;
	const char *doing;
	bool done;
};

/* One for each server. */
struct work {
	const char *server;
	bool start; /* it does not run before it is asked for, and is to be stopped again */
	unsigned clients;
	/* OK, WRONG, or what the server said. */
	long (*turn)(struct client *c);
};

extern const struct work work_ramfs, work_blk, work_rng, work_uart;

/* Splitmix64. */
uint64_t mix(uint64_t *state);

/* Says what is wrong; gives WRONG. */
long wrong(const struct client *c, const char *what, long got);

/* Memory that this process has at *at and can give away; closed and unmapped by memory_drop. */
struct memory {
	handle_t handle;
	uint8_t *bytes;
	uint64_t size;
};
long memory_new(struct memory *m, uint64_t size);
void memory_drop(struct memory *m);

#endif
