/* SPDX-License-Identifier: MIT */
/*
 * Reading the switch counters, and checking that they fit together. The list itself is
 * lib/counters.h, the identities are explained in docs/counters.md.
 */
#ifndef KERNEL_STATS_H
#define KERNEL_STATS_H

#include "kernel/hart.h"
#include "kernel/policy.h"

extern const struct counter {
	const char *name, *group;
} counters[LORIS_COUNTER_COUNT];

/* One moment of the machine: taken while all harts wait, so that also counters of different harts
 * fit together. */
struct stats_snapshot {
	struct policy policy;
	uint64_t spaces; /* that exist, the kernel's not counted */
	bool borrows_fit; /* each space's refs: one of its users, one of each borrowing hart, if those count */
	bool views_fit; /* with kpti: both roots of each space say the same */
	unsigned harts;
	struct stats_hart {
		struct loris_stats now;
		struct loris_stats policy_start; /* what they were when it came under this policy */
		bool on;    /* else there is only `now`: a hart that is off keeps no policy */
		bool user;  /* runs a user thread */
		bool lazy;  /* holds a borrowed mm */
		bool truth; /* satp holds the root and the ASID that software believes it does */
	} hart[];
};

/* Room for a snapshot; it is large. NULL: no memory. */
struct stats_snapshot *stats_new(void);
void stats_free(struct stats_snapshot *s);
/* From a kthread. */
void stats_take(struct stats_snapshot *s);
/* Checks every identity; NULL, or the name of the first that does not hold (*hart: where; s->harts:
 * in the machine as a whole). From a kthread. */
const char *stats_check(const struct stats_snapshot *s, unsigned *hart);

/* One hart's counters, copied by itself, or the sum of all (hart < 0). Irqs off. */
void stats_read(int hart, struct loris_stats *out);
/* The counters of the current policy start now; each hart for itself, irqs off. */
void stats_mark_policy(void);

void stats_sum(const struct stats_snapshot *s, struct loris_stats *total);
void stats_add(struct loris_stats *to, const struct loris_stats *what);
void stats_subtract(struct loris_stats *from, const struct loris_stats *what);

#endif
