/* SPDX-License-Identifier: MIT */
/* What was measured, for people and for programs. */
#ifndef LORIS_BENCH_REPORT_H
#define LORIS_BENCH_REPORT_H

#include <stdbool.h>
#include "user/programs/bench/list.h"

struct result {
	uint64_t iters;
	uint64_t ns;				/* of all iterations, by rdtime */
	uint64_t satp_writes, fences, switches; /* likewise, differences of SYS_stats */
	bool exact;				/* a nanosecond is an instruction here */
};

struct result result_of(const struct window *window, uint64_t iters);

void report_json(const struct bench *bench, const struct result *result, const char *policy);
void report_head(const char *policy);
void report_row(const struct bench *bench, const struct result *result);

/* So much each, within a tenth of an iteration: a timer, a key. */
bool report_fits(const struct result *result, const uint64_t expected[3]);

#endif
