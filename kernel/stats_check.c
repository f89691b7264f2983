/* SPDX-License-Identifier: MIT */
/*
 * The identities between the counters; docs/counters.md says why each holds. Each group returns the
 * name of the first that does not, or NULL.
 */
#include "kernel/stats.h"
#include "kernel/mm.h"

/* Whatever the policy was: one hart, from its first moment on. */
static const char *check_sums(const struct loris_stats *s)
{
	uint64_t to_kernel = s->kernel_to_kernel + s->user_to_kernel;
	uint64_t to_user = s->kernel_to_same_user + s->kernel_to_other_user + s->user_to_same_user +
			   s->user_to_other_user;

	if (s->switches != to_kernel + to_user)
		return "switches";
	if (s->satp_writes != s->satp_writes_switch + s->satp_writes_eager + s->satp_writes_leave +
				      s->satp_writes_use + s->satp_writes_trap +
				      s->satp_writes_policy)
		return "satp_causes";
	if (s->satp_writes_eager > s->user_to_kernel)
		return "to_kernel";
	if (s->satp_writes_switch > to_user)
		return "to_user";
	if (s->satp_writes_use > s->uses + s->unuses)
		return "to_use";
	if (s->fences != s->fences_all + s->fences_asid + s->fences_va_asid + s->fences_sinval)
		return "fence_kinds";
	if (s->fences != s->fences_switch + s->fences_rollover + s->fences_local +
				 s->fences_remote + s->fences_debt + s->fences_spurious +
				 s->fences_kernel + s->fences_policy)
		return "fence_reasons";
	return NULL;
}

static const char *check_state(const struct stats_hart *h, const struct policy *p, unsigned all)
{
	const struct loris_stats *s = &h->now;
	uint64_t in = s->kernel_to_same_user + s->kernel_to_other_user + s->uses;

	if (!h->truth)
		return "satp_truth";
	if (s->grabs - s->drops != (h->lazy && !p->shoot))
		return "borrows";
	if (in - s->user_to_kernel - s->unuses != h->user)
		return "alternation";
	if (s->shootdown_ipis > s->ipis_sent)
		return "shootdown_ipis";
	if (s->shootdown_skips + s->shootdown_deferred > s->shootdowns * (all - 1))
		return "shootdown_skips";
	return NULL;
}

/* d: since the policy was changed. */
static const char *check_lazy(const struct loris_stats *d)
{
	if (d->satp_writes_eager)
		return "lazy_eager";
	if (d->satp_writes_switch != d->kernel_to_other_user + d->user_to_other_user)
		return "lazy_switch";
	return NULL;
}

static const char *check_eager(const struct loris_stats *d)
{
	if (d->satp_writes_eager != d->user_to_kernel)
		return "eager_eager";
	if (d->satp_writes_switch !=
	    d->kernel_to_same_user + d->kernel_to_other_user + d->user_to_other_user)
		return "eager_switch";
	if (d->grabs)
		return "eager_grabs";
	return NULL;
}

static const char *check_asid(const struct loris_stats *d)
{
	if (d->fences_switch)
		return "asid_fences";
	if (d->asid_kept + d->asid_allocs > d->satp_writes_switch + d->satp_writes_use)
		return "asid_loads";
	if (d->asid_rollovers > d->asid_allocs)
		return "asid_rollovers";
	return NULL;
}

static const char *check_no_asid(const struct loris_stats *d)
{
	if (d->fences_switch != d->satp_writes)
		return "no_asid_fences";
	if (d->asid_kept + d->asid_allocs + d->asid_rollovers)
		return "no_asid_loads";
	return NULL;
}

static const char *check_policy(const struct policy *p, const struct loris_stats *d)
{
	const char *broken = p->lazy ? check_lazy(d) : check_eager(d);

	if (!broken)
		broken = p->asid ? check_asid(d) : check_no_asid(d);
	if (!broken && p->shoot && d->grabs + d->drops)
		broken = "shoot_grabs";
	if (!broken && !p->defer && d->shootdown_deferred)
		broken = "not_deferred";
	if (!broken && !p->kpti && d->satp_writes_trap)
		broken = "trap_writes";
	if (!broken && d->satp_writes_policy + d->fences_policy)
		broken = "policy_writes";
	return broken;
}

static const char *check_hart(const struct stats_snapshot *s, unsigned i)
{
	struct loris_stats since = s->hart[i].now;
	const char *broken = check_sums(&s->hart[i].now);

	if (broken || !s->hart[i].on)
		return broken;
	broken = check_state(&s->hart[i], &s->policy, s->harts);
	if (broken)
		return broken;
	stats_subtract(&since, &s->hart[i].policy_start);
	return check_policy(&s->policy, &since);
}

/* A space's kernel half must be what it was copied from. */
static void check_half(struct mm *mm, void *intact)
{
	*(bool *)intact &= pt_kernel_half_intact(mm->root) &&
			   (!mm->user_root || pt_user_root_intact(mm->user_root));
}

static const char *check_machine(const struct stats_snapshot *s)
{
	struct loris_stats t;
	bool intact = true;

	stats_sum(s, &t);
	if (t.mms_created - t.mms_freed != s->spaces)
		return "spaces";
	if (t.mms_dead > t.mms_created || t.mms_freed > t.mms_dead)
		return "deaths";
	if (t.ipis_received > t.ipis_sent)
		return "ipis";
	if (t.fences_rollover > t.asid_rollovers * s->harts)
		return "rollovers";
	if (!s->borrows_fit)
		return "borrow_refs";
	if (!s->views_fit)
		return "user_roots";
	mm_for_each(check_half, &intact);
	return intact ? NULL : "kernel_half";
}

const char *stats_check(const struct stats_snapshot *s, unsigned *hart)
{
	const char *broken;

	for (*hart = 0; *hart < s->harts; ++*hart) {
		broken = check_hart(s, *hart);
		if (broken)
			return broken;
	}
	return check_machine(s);
}
