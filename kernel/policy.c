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
struct policy policy_wanted = {.lazy = true, .asid = true, .global = true};
unsigned policy_asid_bits_cap = ASID_BITS_MAX;

static unsigned asid_bits = ASID_BITS_MAX; /* the least of all harts */

void policy_note_asid_bits(unsigned bits)
{
	if (bits < asid_bits)
		asid_bits = bits;
}

unsigned policy_asid_bits(void)
{
	return asid_bits < policy_asid_bits_cap ? asid_bits : policy_asid_bits_cap;
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
		asid_reset_locked(policy_asid_bits());
	kernel_map_set_global(policy.global);
}

static void enter_policy(void *unused)
{
	struct hart *h = this_hart();

	(void)unused;
	/* Entries of every kind may be old: other ASIDs, with or without G. Covers the debt of the new
	 * ASID generation too. */
	tlb_fence_all(FENCE_POLICY);
	h->asid_generation = policy.asid ? asid_generation : ASID_NO_GENERATION;
	mm_load(h, kernel_mm, NULL, SATP_CAUSE(h, policy));
	if (h->current && h->current->mm)
		mm_load(h, h->current->mm, NULL, SATP_CAUSE(h, policy));
	stats_mark_policy();
}

static void apply(struct policy wanted)
{
	const struct smp_meeting meeting = {leave_user_space, change, enter_policy, &wanted};

	smp_meet(&meeting);
}

void policy_start(void)
{
	if (policy_wanted.asid && !asid_bits_suffice(policy_asid_bits(), harts_online)) {
		printk("policy: %u ASID bits are too few for %u harts: asid is off\n",
		       policy_asid_bits(), harts_online);
		policy_wanted.asid = false;
	}
	apply(policy_wanted);
}

enum err policy_set(const struct policy *wanted)
{
	if (wanted->asid && !asid_bits_suffice(policy_asid_bits(), harts_online))
		return ERR_INVALID;
	apply(*wanted);
	return OK;
}
