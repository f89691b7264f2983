/* SPDX-License-Identifier: MIT */
/*
 * A hart that comes to a point waits until another hart passes the partner point, so that a race which
 * would need years happens now. Not each time, or nothing else would happen; and not for ever, because
 * the partner may be waiting for us. Nobody is served meanwhile: that is the point.
 */
#include "kernel/debug/debug.h"
#include "kernel/hart.h"
#include "kernel/thread.h"

#define WAIT_NS 2000000
#define ONE_IN	16

static const enum stretch partner[STRETCH_COUNT] = {
#define PARTNER(point, other, hazards) STRETCH_##other,
	STRETCH_POINTS(PARTNER)
#undef PARTNER
};

struct stretch_stat stretch_stats[STRETCH_COUNT];
bool stretch_on; /* written by the shell */

static void count(uint64_t *n)
{
	__atomic_fetch_add(n, 1, __ATOMIC_RELAXED);
}

/* Each hart has its own sequence; good enough to come to all combinations. */
static bool chance(struct hart *h)
{
	static uint32_t state[MAX_HARTS];
	uint32_t *x = &state[h->index];

	*x = *x * 1664525 + 1013904223 + h->index;
	return !(*x >> 16 & (ONE_IN - 1));
}

void debug_stretch(enum stretch point)
{
	struct stretch_stat *s = &stretch_stats[point];
	const uint64_t *other = &stretch_stats[partner[point]].passed;
	uint64_t before = load_once(other);

	count(&s->passed);
	if (!load_once(&stretch_on) || harts_online == 1 || !chance(this_hart()))
		return;
	for (uint64_t end = time_now() + ns_to_ticks(WAIT_NS); time_now() < end;) {
		if (load_once(other) == before)
			continue;
		count(&s->met);
		return;
	}
	count(&s->missed);
}
