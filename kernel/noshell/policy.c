/* SPDX-License-Identifier: MIT */
/* One policy, which comes into force once, when all harts are up. */
#include "kernel/policy.h"
#include "kernel/mm.h"
#include "kernel/panic.h"
#include "kernel/smp.h"
#include "kernel/thread.h"

static unsigned asid_bits = ASID_BITS_MAX; /* the least of all harts */

void policy_note_asid_bits(unsigned hart, unsigned bits)
{
	(void)hart;
	if (bits < asid_bits)
		asid_bits = bits;
}

unsigned policy_asid_bits(void)
{
	return asid_bits;
}

static void arrive(void *unused)
{
	(void)unused;
}

static void change(void *unused)
{
	(void)unused;
	asid_reset_locked(asid_bits, false);
	kernel_map_set_global(true);
}

static void enter(void *unused)
{
	struct hart *h = this_hart();

	(void)unused;
	h->asid_paid = asid_generation;
	/* Entries without G, and whatever stands under the kernel's number. */
	tlb_fence_all(FENCE_POLICY);
	mm_load(h, kernel_mm, NULL, NULL);
}

void policy_start(void)
{
	const struct smp_meeting meeting = {arrive, change, enter, NULL};

	if (!asid_bits_suffice(asid_bits, harts_online, false))
		panic("%u ASID bits are too few for %u harts", asid_bits, harts_online);
	smp_meet(&meeting);
}
