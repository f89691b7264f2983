/* SPDX-License-Identifier: MIT */
/* The benchmarks, and what others need for the same. */
#ifndef LORIS_BENCH_LIST_H
#define LORIS_BENCH_LIST_H

#include "user/programs/bench/bench.h"

#define UNKNOWN 0

struct bench {
	const char *name;
	uint32_t marker;
	const char *(*run)(struct window *window, uint64_t n);
	int (*partner)(void);
	/* In instructions: what it may take under the default policy, and what seL4 takes, with its
	 * writes of satp, each of which it follows by a fence (docs/bench.md). UNKNOWN: not given. */
	unsigned limit, sel4, sel4_satp;
};

extern const struct bench benches[];
extern const unsigned bench_count;

/* NULL: there is none of that name. */
const struct bench *bench_find(const char *name);

#endif
