/* SPDX-License-Identifier: MIT */
/* Whole lives of the model machine, for the programs that run it. */
#ifndef PROTOCOL_RUN_H
#define PROTOCOL_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/counters.h"

struct options {
	unsigned harts;	    /* 0: chosen */
	uint64_t steps;	    /* points */
	const char *policy; /* NULL: chosen, and changing */
};
/* One life of the machine, with the choices that were set up; returns when nothing is left of it. */
void run_model(const struct options *o);
/* Likewise, by itself and with the choices that the seed gives; false: an oracle spoke. */
bool run_alone(const struct options *o, uint64_t seed);
/* What all runs of run_alone() together did. */
struct totals {
	uint64_t points;
	uint64_t hart_stops;
	struct loris_stats stats;
};
struct totals *run_totals(void);
bool options_valid(const struct options *o);

#endif
