/* SPDX-License-Identifier: MIT */
/*
 * What is counted, claimed and loaded, in steps that more than one function takes.
 */

/* kernel/load.c pay_code_debt */
#ifdef MUTANT_NO_FENCE_PAY_CODE
#define PAY_CODE \
	atomic { fence_i(h) } \
	atomic { gen = code_gen[to]; seen_code[to] = gen }
#else
#define PAY_CODE \
	atomic { gen = code_gen[to] } \
	atomic { fence_i(h); seen_code[to] = gen }
#endif

/* kernel/mm.h mm_drop: atomic_add32_full; kernel/mm.c mm_free: mm_await_scan, release */
inline mm_drop(mm)
{
	atomic {
		fence_full(h);
		MUST(refs[mm] > 0, count_wraps);
		refs[mm]--;
		last = (refs[mm] == 0)
	}
	if
	:: last ->
#if ASID && !defined(MUTANT_H01_SCAN)
		atomic { asid_lock == 0 }
#endif
		atomic { last = 0; root_free[mm] = 1; check_freed(mm) }
	:: else
	fi
}

/* kernel/load.c let_go_of: satp has left the root */
inline let_go_of(mm)
{
#if !SHOOT
	if
	:: mm < NSPACES ->
		MUST(satp_root[h] != mm, borrow_ends_early);
		mm_drop(mm)
	:: else
	fi;
#endif
	skip
}

/* kernel/mm.c mm_user_leave: atomic_add32_full; reaper_take */
inline mm_user_leave(mm)
{
	atomic {
		fence_full(h);
		MUST(users[mm] > 0, count_wraps);
		users[mm]--;
		dead[mm] = (users[mm] == 0)
	}
}

/* kernel/load.c claim_active */
inline claim_active(mm)
{
	fence_release(h);
	store(h, ACTIVE, mm);
	FENCE_ACTIVE_LOADING;
	store(h, LOADING, NIL);
	held = mm
}

/* kernel/load.c fence_shared_asid */
inline sfence_if_shared()
{
#if !ASID
	sfence_asid(h, 0)
#else
	skip
#endif
}

/* kernel/load.c write_satp, fence_shared_asid, claim_active */
inline write_satp_and_claim(mm, asid)
{
#if defined(MUTANT_H15)
	atomic { claim_active(mm) }
	atomic { write_satp(h, mm, asid); sfence_if_shared() }
#elif ASID || defined(MUTANT_H34)
	atomic { write_satp(h, mm, asid); claim_active(mm) }
#elif defined(MUTANT_H34_ORDER)
	atomic { sfence_asid(h, 0) }
	atomic { write_satp(h, mm, asid); claim_active(mm) }
#elif defined(MUTANT_H34_CLAIM)
	atomic { write_satp(h, mm, asid); claim_active(mm) }
	atomic { sfence_asid(h, 0) }
#else
	atomic { write_satp(h, mm, asid) }
	atomic { sfence_asid(h, 0); claim_active(mm) }
#endif
}

/* kernel/load.c mm_leave_if_lazy, mm_load of kernel_mm, which owes and is owed nothing */
inline mm_leave_if_lazy(mm)
{
	if
#ifdef MUTANT_H01_ROOT
	:: cur == NIL && held == mm -> atomic { sfence_asid(h, satp_asid[h]) } /* and keeps the root */
#else
	:: cur == NIL && held == mm ->
		atomic { store(h, LOADING, KERNEL); fence_full(h) }
		write_satp_and_claim(KERNEL, ASID_KERNEL);
		let_go_of(mm)
#endif
	:: else
	fi
}

/* kernel/mm.c mm_claimed_by: loading first, since mm_load() moves its claim the other way round */
inline mm_claimed_by(t, mm)
{
#ifdef MUTANT_NO_FENCE_CLAIMED_BY
	atomic { found = found | (active_mm[t] == mm) }
	atomic { found = found | (loading_mm[t] == mm) }
#else
	atomic { found = found | (loading_mm[t] == mm) }
	atomic { found = found | (active_mm[t] == mm) }
#endif
}
