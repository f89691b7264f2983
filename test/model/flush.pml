/* SPDX-License-Identifier: MIT */
/*
 * kernel/flush.c mm_flush_locked and mm_code_changed_locked of `mm`. Inside proctype hart.
 */
change:
	if
	:: atomic { mm_lock[mm] == 0 -> mm_lock[mm] = 1; changing[h] = mm; change_is_code[h] = is_code }
#ifndef MUTANT_H07_LOCK
	:: call_from[h] != 0 -> back = BACK_TO_LOCK; goto smp_serve_calls /* spin_lock_served */
#endif
	fi;
	MUST(!root_free[mm], dead_space_is_used);
	atomic {
		gen = (is_code -> code_gen[mm] : tlb_gen[mm]) + 1;
		total = changes[mm] + 1;
#ifdef MUTANT_H39
		call_asid[h] = id_number[mm]; /* travels with the call */
#endif
#ifdef MUTANT_H31
		store(h, KIND_GEN, gen) /* the generation, then the PTE */
	}
	atomic { fence_full(h); store(h, CHANGED, gen); fence_release(h); store(h, CHANGES, total) }
#else
		store(h, CHANGED, gen);
		FENCE_FLUSH_PTE;
		store(h, KIND_GEN, gen);
		FENCE_ANNOUNCE;
		store(h, CHANGES, total)
	}
#endif
	atomic {
		if
		:: held == mm ->
			group[AT(h, CHANGED)] == 0; /* sfence.vma: own earlier stores come first */
			change_here(mm, gen, is_code, total)
		:: else
		fi
	}
	/* ask_others */
	atomic { FENCE_FLUSH_SCAN -> i = 0 }
	do
	:: i < NHARTS && i == h -> i++
	:: i < NHARTS && i != h ->
#if DEFER
		atomic { found = (user_mm[i] == mm) }
#else
		/* Nothing holds these apart: the kernel reads user_mm first, the hart perhaps last. */
		if
		:: atomic { found = (user_mm[i] == mm) }
		   mm_claimed_by(i, mm)
		:: mm_claimed_by(i, mm);
		   atomic { found = found | (user_mm[i] == mm) }
		fi;
#endif
		atomic { mask = mask | (found -> BIT(i) : 0); found = 0; i++ }
	:: else -> break
	od;
	atomic { i = 0; goto smp_call }

changed:
	atomic {
		if
		:: is_code -> text_done[mm] = gen
		:: else -> pte_done[mm] = gen
		fi;
		check_users(mm);
		fence_full(h);
		mm_lock[mm] = 0
	}
	if
	:: joined -> mm_user_leave(mm)
	:: else
	fi;
	atomic { mm = 0; gen = 0; total = 0; asid = 0; joined = 0; is_code = 0;
		 changing[h] = 0; change_is_code[h] = 0; goto running }
