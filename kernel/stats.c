/* SPDX-License-Identifier: MIT */
#include "kernel/stats.h"
#include "kernel/debug.h"
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/smp.h"
#include "kernel/thread.h"

const struct counter counters[LORIS_COUNTER_COUNT] = {
#define COUNTER(name, group, text) {#name, #group},
	LORIS_COUNTERS(COUNTER)
#undef COUNTER
};

static struct loris_stats policy_mark[MAX_HARTS]; /* written by its hart */

/* What is the sum of others is not counted on its own, which would cost the message path six instructions.
 * A debug build does, so that the identities `switches` and `satp_causes` can be wrong there. */
static void complete(const struct hart *h, struct loris_stats *s)
{
	s->user_to_other_user += h->handed_over;
	s->satp_writes_switch += h->handed_over;
	s->switches = s->kernel_to_kernel + s->user_to_kernel + s->kernel_to_same_user +
		      s->kernel_to_other_user + s->user_to_same_user + s->user_to_other_user;
	s->satp_writes = s->satp_writes_switch + s->satp_writes_eager + s->satp_writes_leave +
			 s->satp_writes_use + s->satp_writes_trap + s->satp_writes_policy;
	debug_totals(h, s);
}

void stats_mark_policy(void)
{
	struct hart *h = this_hart();

	policy_mark[h->index] = h->stats;
	complete(h, &policy_mark[h->index]);
}

/* ---- sums ------------------------------------------------------------------------------------ */

void stats_add(struct loris_stats *to, const struct loris_stats *what)
{
	for (size_t i = 0; i < LORIS_COUNTER_COUNT; i++)
		((uint64_t *)to)[i] += ((const uint64_t *)what)[i];
}

void stats_subtract(struct loris_stats *from, const struct loris_stats *what)
{
	for (size_t i = 0; i < LORIS_COUNTER_COUNT; i++)
		((uint64_t *)from)[i] -= ((const uint64_t *)what)[i];
}

void stats_sum(const struct stats_snapshot *s, struct loris_stats *total)
{
	*total = (struct loris_stats){0};
	for (unsigned i = 0; i < s->harts; i++)
		stats_add(total, &s->hart[i].now);
}

/* ---- one hart, or a sum, for SYS_stats ------------------------------------------------------- */

static void copy_own(void *out)
{
	*(struct loris_stats *)out = this_hart()->stats;
	complete(this_hart(), out);
}

static void read_hart(struct hart *h, struct loris_stats *out)
{
	if (h == this_hart() || !hart_is_on(h)) {
		*out = h->stats;
		complete(h, out);
		return;
	}
	smp_call(1UL << h->index, copy_own, out);
}

void stats_read(int hart, struct loris_stats *out)
{
	struct loris_stats one;

	if (hart >= 0) {
		read_hart(&harts[hart], out);
		return;
	}
	*out = (struct loris_stats){0};
	for_each_hart(h) {
		read_hart(h, &one);
		stats_add(out, &one);
	}
}

/* ---- a moment of the machine ----------------------------------------------------------------- */

static unsigned snapshot_order(void)
{
	return page_order(sizeof(struct stats_snapshot) + harts_online * sizeof(struct stats_hart));
}

struct stats_snapshot *stats_new(void)
{
	pa_t pa = page_alloc_order(snapshot_order());
	return pa ? direct(pa) : NULL;
}

void stats_free(struct stats_snapshot *s)
{
	if (s)
		page_free_order(direct_pa(s), snapshot_order());
}

/* On each hart: only it can read its satp. */
static void note_own(void *snapshot)
{
	struct hart *h = this_hart();
	struct stats_hart *out = &((struct stats_snapshot *)snapshot)->hart[h->index];
	struct mm *mm = h->active_mm;

	out->user = h->current->mm;
	out->lazy = !out->user && mm != kernel_mm;
	out->truth = satp_root() == mm->root && satp_asid() == mm_asid(mm) &&
		     (!policy.asid || mm == kernel_mm ||
		      asid_of_generation(mm->asid.id, asid_generation));
}

static void check_space(struct mm *mm, void *snapshot)
{
	struct stats_snapshot *s = snapshot;

	if (mm == kernel_mm)
		return;
	s->spaces++;
	/* A dying one is emptied view by view. */
	s->views_fit &= !policy.kpti || !mm->users ||
			(mm->user_root && pt_user_root_same(mm->user_root, mm->root));
	s->borrows_fit &= debug_ledger_fits(mm);
}

/* All harts wait, irqs off, so nobody holds the lock of the list. */
static void copy_all(void *snapshot)
{
	struct stats_snapshot *s = snapshot;

	s->policy = policy;
	s->harts = harts_online;
	for_each_hart(h) {
		s->hart[h->index].on = hart_is_on(h);
		s->hart[h->index].now = h->stats;
		complete(h, &s->hart[h->index].now);
		s->hart[h->index].policy_start = policy_mark[h->index];
	}
	s->spaces = 0;
	s->borrows_fit = s->views_fit = true;
	mm_for_each(check_space, s);
}

void stats_take(struct stats_snapshot *s)
{
	const struct smp_meeting meeting = {.arrive = note_own, .alone = copy_all, .arg = s};

	smp_meet(&meeting);
}
