/* SPDX-License-Identifier: MIT */
/*
 * The usual case of loading a space, shared by mm_load() and the message path: a few dozen instructions
 * that call nothing.
 */
#ifndef KERNEL_LOAD_H
#define KERNEL_LOAD_H

#include "kernel/debug.h"
#include "kernel/hart.h"
#include "kernel/mm.h"

ALWAYS_INLINE void write_satp(struct hart *h, struct mm *mm, unsigned asid, uint64_t *cause)
{
	stretch(load_read);
	satp_load(satp_value(mm->satp, asid));
	stretch(load_written);
	debug_tally(h, satp_writes);
	count_in(cause, 1);
}

/* A scan that misses `loading` must find `active`: it reads them in the opposite order. */
ALWAYS_INLINE void claim_active(struct hart *h, struct mm *mm)
{
	fence_release();
	store_once(&h->active_mm, mm);
	fence_release();
	store_once(&h->loading_mm, NULL);
}

/*
 * True: mm is loaded, and nothing was owed. False: it is claimed, no more; load_with_debts() goes on. h is
 * this hart, irqs are off.
 */
ALWAYS_INLINE bool mm_load_paid(struct hart *h, struct mm *mm, uint64_t *cause)
{
	struct mm_seen *seen = mm_seen(mm, h);

	/* The claim, then the generations: whoever changes one of them first and scans the claims
	 * afterwards is either seen here or sees us (design 7; RVWMO rule 4, fence rw,rw). */
	store_once(&h->loading_mm, mm);
	fence_full();
	stretch(load_claimed);
	/* The usual case: this hart loaded it before in this generation, so the ASID is still its own and
	 * the hart has paid for the generation; and nothing was changed in the space since. Without ASIDs,
	 * and under kpti, seen->generation is never the current one. */
	if (__builtin_expect(seen->generation != load_once(&asid_generation) || mm_stale(mm, seen),
			     0))
		return false;
	stretch(load_read);
	satp_load(seen->satp);
	stretch(load_written);
	debug_tally(h, satp_writes);
	count_in(cause, 1);
	claim_active(h, mm);
	return true;
}

#endif
