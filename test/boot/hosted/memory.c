// SPDX-License-Identifier: MIT
/* malloc and its like, at random, each piece filled and looked at again. */
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"

#define PIECES	   400
#define OPERATIONS 20000
#define HUGE_BYTES ((size_t)24 << 20)

static struct piece {
	unsigned char *at;
	size_t size;
} pieces[PIECES];
static uint32_t state = 1;

static unsigned below(unsigned n)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % n;
}

static unsigned char byte_of(const struct piece *piece, size_t i)
{
	return (unsigned char)((size_t)(piece - pieces) * 7 + i);
}

static int is_whole(const struct piece *piece, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (piece->at[i] != byte_of(piece, i))
			return 0;
	return (uintptr_t)piece->at % alignof(max_align_t) == 0;
}

static int is_zero(const unsigned char *at, size_t size)
{
	while (size > 0 && at[size - 1] == 0)
		size--;
	return size == 0;
}

static void take(struct piece *piece)
{
	size_t size = below(10) ? below(400) : below(30000),
	       kept = size < piece->size ? size : piece->size;

	if (below(3) == 0) {
		piece->at = realloc(piece->at, size + 1);
		CHECK(is_whole(piece, kept));
	} else {
		free(piece->at);
		piece->at =
			below(2) ? calloc(1, size + 1) : aligned_alloc(64, (size + 64) / 64 * 64);
	}
	piece->size = size;
	for (size_t i = 0; i < size; i++)
		piece->at[i] = byte_of(piece, i);
}

static void check_huge(void)
{
	for (int i = 0; i < 3; i++) {
		unsigned char *huge = calloc(2, HUGE_BYTES / 2);

		CHECK(huge && is_zero(huge, HUGE_BYTES));
		memset(huge, 1, HUGE_BYTES);
		free(huge);
	}
}

void check_memory(void)
{
	size_t volatile most = SIZE_MAX; /* the compiler would warn */
	unsigned char *zero;

	for (int i = 0; i < OPERATIONS; i++) {
		struct piece *piece = &pieces[below(PIECES)];

		if (!is_whole(piece, piece->size))
			CHECK(!"a piece has changed");
		take(piece);
		if (i % 5000 == 0)
			check_huge();
	}
	for (int i = 0; i < PIECES; i++)
		free(pieces[i].at);
	zero = calloc(1000, 100);
	CHECK(is_zero(zero, 100000));
	free(zero);
	CHECK(malloc(most - 10) == NULL && calloc(most / 2, 3) == NULL &&
	      realloc(NULL, most) == NULL);
	free(NULL);
}
