/* SPDX-License-Identifier: MIT */
/* What the unit tests share: cmocka with all it needs, seeded randomness, mutation of valid input.
 */
#ifndef LORIS_TEST_SUPPORT_H
#define LORIS_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define RUN_TESTS(tests) cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL)

#define DECLARE_BLOB(name) extern const uint8_t name##_start[], name##_end[]
#define BLOB_SIZE(name)	   ((size_t)(name##_end - name##_start))

struct rng {
	uint64_t state;
};

/* Splitmix64. */
static inline uint64_t rng_next(struct rng *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static inline uint64_t rng_below(struct rng *r, uint64_t n)
{
	return rng_next(r) % n;
}

/* Fixed, unless the environment says SEED; printed, so that a failure can be had again. */
static inline struct rng rng_seeded(void)
{
	const char *given = getenv("SEED");
	struct rng r = {given ? strtoull(given, NULL, 0) : 20240229};

	print_message("seed %llu\n", (unsigned long long)r.state);
	return r;
}

/* In an allocation of exactly that size, so that ASan sees a read of the byte behind it. */
static inline void *exact_copy(const void *data, size_t size)
{
	void *copy = malloc(size);

	assert_non_null(copy);
	memcpy(copy, data, size);
	return copy;
}

/* Damages a few bytes, sometimes the length; returns the new size. */
static inline size_t mutate(struct rng *r, uint8_t *data, size_t size)
{
	static const uint8_t extreme[] = {0x00, 0xff, 0x7f, 0x80, 0x01, 'f', '0', 0x04};

	for (uint64_t n = 1 + rng_below(r, 6); n; n--) {
		uint8_t *byte = &data[rng_below(r, size)];

		switch (rng_below(r, 3)) {
		case 0:
			*byte ^= (uint8_t)(1u << rng_below(r, 8));
			break;
		case 1:
			*byte = extreme[rng_below(r, sizeof(extreme))];
			break;
		default:
			*byte = (uint8_t)rng_next(r);
		}
	}
	return rng_below(r, 4) ? size : (size_t)rng_below(r, size + 1);
}

typedef void try_input(const void *data, size_t size);

/* Gives `attempt` the input damaged in `rounds` ways, in its first `reach` bytes (0: anywhere), and
   then cut at every length up to reach. */
static inline void fuzz(const void *input, size_t size, size_t reach, int rounds,
			try_input *attempt)
{
	struct rng r = rng_seeded();
	uint8_t *damaged = malloc(size);

	assert_non_null(damaged);
	reach = reach && reach < size ? reach : size;
	for (int i = 0; i < rounds; i++) {
		size_t left;
		void *copy;

		memcpy(damaged, input, size);
		left = mutate(&r, damaged, reach);
		left = left == reach ? size : left;
		copy = exact_copy(damaged, left);
		attempt(copy, left);
		free(copy);
	}
	free(damaged);
	for (size_t cut = 0; cut <= reach; cut++) {
		void *copy = exact_copy(input, cut);

		attempt(copy, cut);
		free(copy);
	}
}

#endif
