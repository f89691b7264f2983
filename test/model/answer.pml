/* SPDX-License-Identifier: MIT */
/*
 * kernel/flush.c, the part that a hart does for itself when a space that it has loaded was changed.
 */

/* kernel/flush.c change_here, flush_here, code_here; gen and total were read */
inline change_here(mm, gen, is_code, total)
{
	d_step {
		if
		:: is_code -> fence_i(h); seen_code[mm] = gen
		:: !is_code && seen_tlb[mm] + 1 == gen ->
			sfence_page(h, satp_asid[h], gen); seen_tlb[mm] = gen
		:: else -> sfence_asid(h, satp_asid[h]); seen_tlb[mm] = gen
		fi;
		if
#ifdef MUTANT_H49_BOTH
		:: true -> seen_changes[mm] = total /* whatever else is owed */
#endif
		:: is_code && seen_tlb[mm] == tlb_gen[mm] -> seen_changes[mm] = total
		:: !is_code && seen_code[mm] == code_gen[mm] -> seen_changes[mm] = total
		:: else
		fi
	}
}

/* kernel/flush.c flush_remote: the generation is read before the fence that it stands for. What `total`
 * is has been stable since before the call. */
inline served_change()
{
	mm_served = changing[caller];
#ifdef MUTANT_NO_FENCE_FLUSH_HERE
	atomic { sfence_asid(h, satp_asid[h]) }
#endif
	atomic { served_gen = (change_is_code[caller] -> code_gen[mm_served] : tlb_gen[mm_served]) }
#ifdef MUTANT_NO_FENCE_FLUSH_HERE
	seen_tlb[mm_served] = served_gen;
	seen_changes[mm_served] = changes[mm_served];
#elif defined(MUTANT_H39)
	atomic { sfence_asid(h, call_asid[caller]); seen_tlb[mm_served] = served_gen }
	seen_changes[mm_served] = changes[mm_served];
#else
	atomic { change_here(mm_served, served_gen, change_is_code[caller], changes[mm_served]) }
#endif
	atomic { mm_served = 0; served_gen = 0 }
}
