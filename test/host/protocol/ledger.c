/* SPDX-License-Identifier: MIT */
/* What must hold of claims, counts and generations; checked at rest, or with all harts parked. */
#include "kernel/thread.h"
#include "test/host/protocol/model.h"

static unsigned borrowers(const struct mm *mm)
{
	unsigned n = 0;

	for_each_hart(h)
		n += !policy.shoot && h->active_mm == mm && !h->current->mm;
	return n;
}

static void check_refs(struct mm *mm, void *unused)
{
	const struct space *s = space_of(mm);
	unsigned want = 1 + borrowers(mm) + (s ? s->pins : 0);

	(void)unused;
	if (mm != kernel_mm && mm->refs != want)
		fail("mm %lu has %u references, and should have %u", (unsigned long)mm->id,
		     mm->refs, want);
}

static void check_asids(void)
{
	for_each_hart(a)
		for (struct hart *b = harts; policy.asid && b < a; b++)
			if (a->active_mm != b->active_mm &&
			    mm_asid(a->active_mm) == mm_asid(b->active_mm))
				fail("harts %u and %u run two spaces under ASID %u", a->index,
				     b->index, mm_asid(a->active_mm));
}

/* The meeting's leader: nobody is in the middle of anything but waiting. */
void check_ledger(void *unused)
{
	(void)unused;
	for_each_hart(h)
		if (h->loading_mm)
			fail("hart %u waits while it loads", h->index);
	mm_for_each(check_refs, NULL);
	check_asids();
}

static void check_paid(struct hart *h, struct mm *mm)
{
	const struct mm_seen *seen = mm_seen(mm, h);
	const struct space *s = space_of(mm);

	if (seen->tlb < s->tlb_done)
		fail("a flush was complete (%lu), and this hart has not paid (%lu)",
		     (unsigned long)s->tlb_done, (unsigned long)seen->tlb);
	if (seen->tlb > mm->tlb_gen || seen->code > mm->code_gen || seen->changes > mm->changes)
		fail("more was seen than there is");
}

void check_hart(struct hart *h)
{
	struct mm *mm = h->active_mm;

	if (h->loading_mm)
		fail("loading_mm is left set");
	if (h->user_mm != h->current->mm)
		fail("user_mm is not what the current thread may use");
	if (satp_root() != mm->root || satp_asid() != mm_asid(mm))
		fail("satp is not what active_mm says");
	if (!h->current->mm)
		return;
	if (mm != h->current->mm)
		fail("a user thread runs on another space");
	check_paid(h, mm);
}
