/* SPDX-License-Identifier: MIT */
/*
 * Changing the switches while the machine runs. All harts take part at once (smp_meet), because a hart
 * under the old policy and one under the new one disagree about what an ASID means:
 *
 *   arrive   each hart leaves whatever user space it has loaded, so that satp names no ASID but the
 *            kernel's, and waits
 *   alone    one of them changes the switches, G in the kernel's leaves, and the ASID generation
 *   leave    each hart fences everything, loads the kernel space under the new policy, then the space
 *            of its current thread; the counters of the new policy start here
 *
 * A kthread that borrowed an mm comes out of this without it: the next user thread loads it again.
 */
#include "kernel/policy.h"
#include "kernel/mm.h"
#include "kernel/printk.h"
#include "kernel/smp.h"
#include "kernel/stats.h"
#include "kernel/thread.h"

struct policy policy; /* nothing is on until policy_start() */
struct policy policy_wanted = {
	.lazy = true, .asid = true, .global = true, .shoot = true, .defer = true};
static uint8_t asid_bits_cap[MAX_HARTS] = {[0 ... MAX_HARTS - 1] = ASID_BITS_MAX};

static unsigned asid_bits = ASID_BITS_MAX; /* the least of all harts */

BOOT void policy_cap_asid_bits(unsigned hart, unsigned bits)
{
	asid_bits_cap[hart] = (uint8_t)bits;
}

BOOT void policy_note_asid_bits(unsigned hart, unsigned bits)
{
	if (bits > asid_bits_cap[hart])
		bits = asid_bits_cap[hart];
	if (bits < asid_bits)
		asid_bits = bits;
}

unsigned policy_asid_bits(void)
{
	return asid_bits;
}

static void leave_user_space(void *unused)
{
	struct hart *h = this_hart();

	(void)unused;
	if (h->active_mm == kernel_mm)
		return;
	h->last_mm_id = h->active_mm->id;
	if (h->current->mm)
		mm_load(h, kernel_mm, NULL, SATP_CAUSE(h, policy));
	else
		mm_leave_if_lazy(NULL, SATP_CAUSE(h, policy));
}

/* Every other hart waits with irqs off and holds no leaf lock, so the ASID allocator's is not needed. */
static void change(void *wanted)
{
	policy = *(const struct policy *)wanted;
	if (policy.asid)
		asid_reset_locked(policy_asid_bits(), policy.kpti);
	else
		asid_end_generation_locked(); /* or mm_load_paid() goes on with what it has seen */
	/* Under kpti the kernel half must not survive in user mode's view (hazard H55). */
	kernel_map_set_global(policy.global && !policy.kpti);
	kpti_map_init(policy.global);
	mm_adopt_user_roots(policy.kpti);
}

void policy_enter(void *unused)
{
	struct hart *h = this_hart();

	(void)unused;
	kpti_enter(h, policy.kpti, !policy.asid);
	h->asid_paid = policy.asid ? asid_generation : ASID_NO_GENERATION;
	/* Entries of every kind may be old: other ASIDs, with or without G. Covers the debt of the new
	 * ASID generation too. Before the load, since the kernel's new number may have been a user's, whose
	 * cached pointers lead to tables that are gone. What fills under the kernel's old number until the
	 * load says of the user half only that nothing is there: its next owner takes a spurious fault. */
	tlb_fence_all(FENCE_POLICY);
	mm_load(h, kernel_mm, NULL, SATP_CAUSE(h, policy));
	if (h->current && h->current->mm)
		mm_load(h, h->current->mm, NULL, SATP_CAUSE(h, policy));
	stats_mark_policy();
}

static bool suffices(const struct policy *p)
{
	return !p->asid || asid_bits_suffice(policy_asid_bits(), harts_online, p->kpti);
}

static void apply(struct policy wanted)
{
	const struct smp_meeting meeting = {leave_user_space, change, policy_enter, &wanted};

	smp_meet(&meeting);
}

BOOT void policy_start(void)
{
	if (!suffices(&policy_wanted)) {
		printk("policy: %u ASID bits are too few for %u harts: asid is off\n",
		       policy_asid_bits(), harts_online);
		policy_wanted.asid = false;
	}
	mm_want_user_roots(
		policy_wanted.kpti); /* there is no space yet that would need memory for it */
	apply(policy_wanted);
}

enum err policy_set(const struct policy *wanted)
{
	if (!suffices(wanted))
		return ERR_INVALID;
	if (wanted->kpti && !mm_want_user_roots(true)) {
		apply(policy); /* takes back what was made: nobody wants it */
		mm_want_user_roots(false);
		return ERR_NO_MEMORY;
	}
	apply(*wanted);
	if (!wanted->kpti)
		mm_want_user_roots(false);
	return OK;
}
