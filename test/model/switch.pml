/* SPDX-License-Identifier: MIT */
/*
 * kernel/sched.c schedule, kernel/switch.c switch_mm, from the choice of the next thread to its first
 * user instruction. Irqs are off. Inside proctype hart.
 */
schedule:
	atomic {
		prev = cur;
		cur = to;
		runs[h] = NIL;
		if
		:: prev == NIL -> goto switch_mm
#if EXITS
		:: prev != NIL ->
			dying = 1;
#ifdef MUTANT_H06
			ready[prev]++;
#endif
			goto switch_mm
#endif
		:: prev != NIL
		fi;
#if DATA_WRITES
		if
		:: TLB(h, satp_asid[h], prev) != 0 -> store(h, DATA, DATA_OF(h, prev))
		:: else
		fi;
#endif
		/* The lock of the run queue is released: until its store is out, nobody takes prev. */
		FENCE_USER_LEAVES;
		ready[prev]++
	}
switch_mm:
	atomic {
		if
		:: to == NIL -> store(h, USER_MM, NIL); goto enter_kernel
		:: prev == NIL && held == to -> goto return_to_user
		:: prev == to -> goto enter_sibling
		:: else ->
			let_go = (prev == NIL -> held : NIL);
			goto enter_other_user
		fi
	}

enter_kernel:
#if !SHOOT && !defined(MUTANT_H01)
	atomic {
		MUST(refs[prev] > 0 && refs[prev] <= NHARTS + 1, count_wraps);
		refs[prev]++ /* mm_grab */
	}
#endif
	if
	:: dying -> mm_user_leave(prev)
	:: else
	fi;
	atomic { prev = 0; to = 0; dying = 0; goto running }

enter_sibling:
	atomic { fence_full(h) }
	if
	:: dying -> mm_user_leave(prev)
	:: else
	fi;
	goto user;

return_to_user:
#ifdef MUTANT_H14
	atomic { store(h, USER_MM, to); fence_full(h) }
#else
#ifdef MUTANT_H13
	atomic { total = changes[to]; store(h, USER_MM, to) } /* reads, then says that it is back */
	atomic { fence_full(h) }
#else
	atomic { store(h, USER_MM, to); FENCE_RESUME; total = changes[to] } /* mm_stale */
#endif
	if
	:: total == seen_changes[to]
	:: else -> /* kernel/load.c mm_pay_debts */
#ifdef MUTANT_NO_FENCE_RESUME_CHANGES
		atomic { gen = tlb_gen[to] }
		atomic { total = changes[to] }
#else
		atomic { total = changes[to] }
		atomic { gen = tlb_gen[to] }
#endif
		if
		:: gen != seen_tlb[to] -> /* pay_tlb_debt */
#ifdef MUTANT_NO_FENCE_PAY
			atomic { sfence_asid(h, satp_asid[h]) }
			atomic { gen = tlb_gen[to] }
#else
			atomic { gen = tlb_gen[to] }
			atomic { sfence_asid(h, satp_asid[h]) }
#endif
			seen_tlb[to] = gen
		:: else
		fi;
#if CODE && !defined(MUTANT_H49)
		atomic { gen = code_gen[to] }
		if
		:: gen != seen_code[to] -> /* pay_code_debt */
			PAY_CODE
		:: else
		fi;
#endif
		seen_changes[to] = total
	fi;
#endif
#if !SHOOT
	mm_drop(to);
#endif
	goto user;

user:	/* back to user mode */
	atomic {
#ifndef NO_CLAIM_CHECK
		MUST(user_mm[h] == cur, claim_is_not_public); /* hazard H50 */
#endif
		MUST(!root_free[cur] && users[cur] > 0, dead_space_is_used);
		runs[h] = cur;
		check_use(h);
		prev = 0; to = 0; let_go = 0; asid = 0; gen = 0; total = 0; dying = 0;
		goto running
	}
