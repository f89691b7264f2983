/* SPDX-License-Identifier: MIT */
/* A pipe's bytes on their way. Who waits for some, or for room, is the business of pipe_calls.c. */
#ifndef RAMFS_PIPE_H
#define RAMFS_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIPE_SIZE   4096
#define PIPE_ATOMIC 512 /* a write up to this many bytes is never torn apart */

/* Positions only grow; between them lies what was written and not yet read. */
struct ring {
	uint64_t in, out;
	uint8_t *bytes; /* PIPE_SIZE */
};

static inline size_t ring_used(const struct ring *r)
{
	return (size_t)(r->in - r->out);
}

/* How much of a write of n bytes is taken now; 0: it has to wait. */
static inline size_t ring_takes(const struct ring *r, size_t n)
{
	size_t room = PIPE_SIZE - ring_used(r);

	if (n <= PIPE_ATOMIC)
		return room >= n ? n : 0;
	return n < room ? n : room;
}

/* n at most ring_takes(). */
void ring_put(struct ring *r, const void *from, size_t n);
/* Copies up to n bytes without taking them: whoever they are for may be gone. Gives how many. */
size_t ring_peek(const struct ring *r, void *to, size_t n);

static inline void ring_drop(struct ring *r, size_t n)
{
	r->out += n;
}

#endif
