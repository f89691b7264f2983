/* SPDX-License-Identifier: MIT */
/*
 * The identities between the counters; docs/counters.md says why each holds. Each check returns the
 * name of the first that does not, or NULL.
 */
#include "kernel/stats.h"
#include "kernel/mm.h"

#define C(counter) (offsetof(struct loris_stats, counter) / sizeof(uint64_t) + 1)

/* The counters in `left` sum up to those in `right`, or to no more than those. A 0 ends each. */
struct identity {
	const char *name;
	enum { SAME, AT_MOST } relation;
	uint8_t left[7], right[9];
};

/* Whatever the policy was: one hart, from its first moment on. */
static const struct identity sums[] = {
	{"switches",
	 SAME,
	 {C(switches)},
	 {C(kernel_to_kernel), C(user_to_kernel), C(kernel_to_same_user), C(kernel_to_other_user),
	  C(user_to_same_user), C(user_to_other_user)}},
	{"satp_causes",
	 SAME,
	 {C(satp_writes)},
	 {C(satp_writes_switch), C(satp_writes_eager), C(satp_writes_leave), C(satp_writes_use),
	  C(satp_writes_trap), C(satp_writes_policy)}},
	{"to_kernel", AT_MOST, {C(satp_writes_eager)}, {C(user_to_kernel)}},
	{"to_user",
	 AT_MOST,
	 {C(satp_writes_switch)},
	 {C(kernel_to_same_user), C(kernel_to_other_user), C(user_to_same_user),
	  C(user_to_other_user)}},
	{"to_use", AT_MOST, {C(satp_writes_use)}, {C(uses), C(unuses)}},
	{"fence_kinds",
	 SAME,
	 {C(fences)},
	 {C(fences_all), C(fences_asid), C(fences_va_asid), C(fences_sinval)}},
	{"fence_reasons",
	 SAME,
	 {C(fences)},
	 {C(fences_switch), C(fences_rollover), C(fences_local), C(fences_remote), C(fences_debt),
	  C(fences_spurious), C(fences_kernel), C(fences_policy)}},
	{"shootdown_ipis", AT_MOST, {C(shootdown_ipis)}, {C(ipis_sent)}},
	{0},
};

/* Since the policy was changed, under it. */
static const struct identity lazy[] = {
	{"lazy_eager", SAME, {C(satp_writes_eager)}, {0}},
	{"lazy_switch",
	 SAME,
	 {C(satp_writes_switch)},
	 {C(kernel_to_other_user), C(user_to_other_user)}},
	{0},
};

static const struct identity eager[] = {
	{"eager_eager", SAME, {C(satp_writes_eager)}, {C(user_to_kernel)}},
	{"eager_switch",
	 SAME,
	 {C(satp_writes_switch)},
	 {C(kernel_to_same_user), C(kernel_to_other_user), C(user_to_other_user)}},
	{"eager_grabs", SAME, {C(grabs)}, {0}},
	{0},
};

static const struct identity asid[] = {
	{"asid_fences", SAME, {C(fences_switch)}, {0}},
	{"asid_loads",
	 AT_MOST,
	 {C(asid_kept), C(asid_allocs)},
	 {C(satp_writes_switch), C(satp_writes_use)}},
	{"asid_rollovers", AT_MOST, {C(asid_rollovers)}, {C(asid_allocs)}},
	{0},
};

static const struct identity no_asid[] = {
	{"no_asid_fences", SAME, {C(fences_switch)}, {C(satp_writes)}},
	{"no_asid_loads", SAME, {C(asid_kept), C(asid_allocs), C(asid_rollovers)}, {0}},
	{0},
};

static const struct identity shoot[] = {{"shoot_grabs", SAME, {C(grabs), C(drops)}, {0}}, {0}};
static const struct identity no_defer[] = {{"not_deferred", SAME, {C(shootdown_deferred)}, {0}},
					   {0}};
static const struct identity no_kpti[] = {{"trap_writes", SAME, {C(satp_writes_trap)}, {0}}, {0}};
static const struct identity any_policy[] = {
	{"policy_writes", SAME, {C(satp_writes_policy), C(fences_policy)}, {0}}, {0}};

/* The whole machine. */
static const struct identity machine_sums[] = {
	{"deaths", AT_MOST, {C(mms_dead)}, {C(mms_created)}},
	{"deaths", AT_MOST, {C(mms_freed)}, {C(mms_dead)}},
	{"ipis", AT_MOST, {C(ipis_received)}, {C(ipis_sent)}},
	{0},
};

static uint64_t sum(const struct loris_stats *s, const uint8_t *which)
{
	uint64_t n = 0;

	for (; *which; which++)
		n += ((const uint64_t *)s)[*which - 1];
	return n;
}

static const char *check(const struct identity *i, const struct loris_stats *s)
{
	for (; i->name; i++) {
		uint64_t left = sum(s, i->left), right = sum(s, i->right);

		if (i->relation == SAME ? left != right : left > right)
			break;
	}
	return i->name;
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
	if (s->shootdown_skips + s->shootdown_deferred > s->shootdowns * (all - 1))
		return "shootdown_skips";
	return NULL;
}

/* d: since the policy was changed. */
static const char *check_policy(const struct policy *p, const struct loris_stats *d)
{
	const char *broken = check(p->lazy ? lazy : eager, d);

	if (!broken)
		broken = check(p->asid ? asid : no_asid, d);
	if (!broken && p->shoot)
		broken = check(shoot, d);
	if (!broken && !p->defer)
		broken = check(no_defer, d);
	if (!broken && !p->kpti)
		broken = check(no_kpti, d);
	if (!broken)
		broken = check(any_policy, d);
	return broken;
}

static const char *check_hart(const struct stats_snapshot *s, unsigned i)
{
	struct loris_stats since = s->hart[i].now;
	const char *broken = check(sums, &s->hart[i].now);

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
	const char *broken;
	bool intact = true;

	stats_sum(s, &t);
	if (t.mms_created - t.mms_freed != s->spaces)
		return "spaces";
	broken = check(machine_sums, &t);
	if (broken)
		return broken;
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
