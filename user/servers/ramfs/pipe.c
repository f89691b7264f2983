/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/pipe.h"
#include <string.h>

/* Bytes from position `at` to the end of the buffer, at most n. */
static size_t straight(uint64_t at, size_t n)
{
	size_t left = PIPE_SIZE - at % PIPE_SIZE;

	return n < left ? n : left;
}

void ring_put(struct ring *r, const void *from, size_t n)
{
	size_t first = straight(r->in, n);

	memcpy(r->bytes + r->in % PIPE_SIZE, from, first);
	memcpy(r->bytes, (const uint8_t *)from + first, n - first);
	r->in += n;
}

size_t ring_peek(const struct ring *r, void *to, size_t n)
{
	size_t first;

	n = n < ring_used(r) ? n : ring_used(r);
	first = straight(r->out, n);
	memcpy(to, r->bytes + r->out % PIPE_SIZE, first);
	memcpy((uint8_t *)to + first, r->bytes, n - first);
	return n;
}
