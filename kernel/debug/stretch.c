/* SPDX-License-Identifier: MIT */
/*
 * A hart that comes to a point waits until another hart passes the partner point, so that a race which
 * would need years happens now. Not each time, or nothing else would happen, unless it is told of this point
 * alone; and not for ever, because the partner may be waiting for us. Nobody is served meanwhile: that is the point.
 */
#include "kernel/debug/debug.h"
#include "kernel/hart.h"
#include "kernel/thread.h"

#define WAIT_NS 2000000
#define LONG_NS \
	10000000 /* at a point that was asked for: the host may have put the partner aside */
#define ONE_IN 16

static const enum stretch partner[STRETCH_COUNT] = {
#define PARTNER(point, other, hazards) STRETCH_##other,
	STRETCH_POINTS(PARTNER)
#undef PARTNER
};

struct stretch_stat stretch_stats[STRETCH_COUNT];
bool stretch_on; /* written by the shell, with */
uint64_t stretch_only;

_Static_assert(STRETCH_COUNT <= 64, "a bit for each");

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

static bool asked_for(enum stretch point)
{
	uint64_t only = load_once(&stretch_only);

	return load_once(&stretch_on) && harts_online > 1 && (!only || only >> point & 1);
}

/* Until what stands there changes from that. */
static void await_change(struct stretch_stat *s, const uint64_t *word, uint64_t from)
{
	uint64_t ns = load_once(&stretch_only) ? LONG_NS : WAIT_NS;

	for (uint64_t end = time_now() + ns_to_ticks(ns); time_now() < end;) {
		if (load_once(word) == from)
			continue;
		count(&s->met);
		return;
	}
	count(&s->missed);
}

void debug_stretch(enum stretch point)
{
	struct stretch_stat *s = &stretch_stats[point];
	const uint64_t *other = &stretch_stats[partner[point]].passed;
	uint64_t before = load_once(other);

	count(&s->passed);
	if (asked_for(point) && (load_once(&stretch_only) || chance(this_hart())))
		await_change(s, other, before);
}

/* Seldom enough for each time. */
void debug_taken_out(const struct hart *h)
{
	struct stretch_stat *s = &stretch_stats[STRETCH_taken_out];

	if (hart_is_on(h))
		return;
	count(&s->passed);
	if (asked_for(STRETCH_taken_out))
		await_change(s, &h->rq.ready, 0);
}
