/* SPDX-License-Identifier: MIT */
/*
 * kernel/reaper.c reap of `mm`. Inside proctype hart.
 */
reap:
	atomic { changing[h] = mm; store(h, CHANGED, EMPTY) } /* pt_root_detach */
#ifndef MUTANT_H02
	/* kernel/flush.c mm_make_harts_leave */
	atomic { FENCE_LEAVE_SCAN -> i = 0 }
	do
	:: i < NHARTS && i == h -> i++
	:: i < NHARTS && i != h ->
#ifdef MUTANT_H24
		atomic { found = (user_mm[i] == mm) } /* lazy harts are skipped, as for a flush */
#else
		mm_claimed_by(i, mm);
#endif
		atomic { mask = mask | (found -> BIT(i) : 0); found = 0; i++ }
	:: else -> break
	od;
	i = 0;
	mm_leave_if_lazy(mm);
	atomic { call_is_leave[h] = 1; goto smp_call }
#endif
left:
	atomic { call_is_leave[h] = 0; tables_free[mm] = 1; check_freed(mm) }
#ifdef MUTANT_H35_DEAD
	taken = taken & ~BIT(id_number[mm]); /* the number of the dead goes back at once */
#endif
	mm_drop(mm);
	atomic { mm = 0; changing[h] = 0; goto running }
