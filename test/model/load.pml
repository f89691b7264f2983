/* SPDX-License-Identifier: MIT */
/*
 * kernel/load.c mm_load of `to`; prev and let_go wait for its end. Inside proctype hart.
 */
enter_other_user:
#if defined(MUTANT_H12)
	atomic { store(h, USER_MM, to); gen = changes[to] } /* the claims come after satp */
#else
	atomic { store(h, USER_MM, to); store(h, LOADING, to); FENCE_LOAD; gen = changes[to] }
#endif
#if ASID
	/* id, generation and changes are read with nothing between them, in whatever order. */
	if
	:: atomic { asid = id_number[to]; total = id_generation[to] }
	   atomic { found = (total == asid_generation && total == paid_generation) }
	:: atomic { found = (paid_generation == asid_generation) }
	   atomic { found = found && paid_generation == id_generation[to]; asid = id_number[to] }
	fi;
#ifdef MUTANT_H18
	gen = seen_changes[to];
#endif
	if
	:: found && gen == seen_changes[to] -> goto load /* found: nothing is owed */
	:: else -> found = 0
	fi;
	/* load_with_debts: assign_asid. Again, two reads with nothing between them. */
	if
	:: atomic { gen = asid_generation }
	   atomic { total = id_generation[to] }
	:: atomic { total = id_generation[to] }
	   atomic { gen = asid_generation }
	fi;
	if
	:: total == gen && paid_generation == gen -> goto asid_assigned
	:: else
	fi;
	/* arch/riscv/asid.c asid_assign_locked */
	atomic {
		asid_lock == 0;
		gen = asid_generation;
		if
		:: id_generation[to] == gen -> goto asid_assigned
		:: id_generation[to] != gen -> take_a_free_number(); goto asid_assigned
		:: id_generation[to] != gen && gen < GENERATIONS && FIRST(to) ->
			asid_lock = 1;
			gen++;
			taken = 0;
			store(h, GENERATION, gen) /* begin_generation */
		fi
	}
	/* each_claim */
	atomic { FENCE_EACH_CLAIM -> i = 0 }
	do
	:: i < NHARTS ->
#ifdef MUTANT_NO_FENCE_EACH_CLAIM_ORDER
		atomic { is_active = active_mm[i] }
		atomic { is_loading = loading_mm[i] }
#else
		atomic { is_loading = loading_mm[i] }
		atomic { is_active = active_mm[i] }
#endif
#ifdef MUTANT_H37
		atomic { is_active = (user_mm[i] == NIL -> NIL : is_active) } /* "it is lazy, it needs no number" */
#endif
		atomic { i++; reserve(is_loading); reserve(is_active); is_loading = 0; is_active = 0 }
	:: else -> break
	od;
	atomic {
		i = 0;
		if
		:: id_generation[to] == gen
		:: else -> take_a_free_number()
		fi;
		fence_full(h);
		asid_lock = 0
	}
asid_assigned:
	if
	:: atomic { paid_generation == gen }
#ifdef MUTANT_H35
	:: atomic { else -> paid_generation = gen }
#else
	:: atomic { else -> sfence_all(h); paid_generation = gen }
#endif
	fi;
#endif
#ifdef MUTANT_NO_FENCE_LOAD_CHANGES
	atomic { gen = tlb_gen[to] }
#endif
	atomic {
		total = changes[to];
#if ASID
		asid = id_number[to]
#else
		asid = ASID_KERNEL
#endif
	}
#ifdef MUTANT_H18
	gen = seen_tlb[to];
#elif !defined(MUTANT_NO_FENCE_LOAD_CHANGES)
	atomic { gen = tlb_gen[to] }
#endif
#if ASID
	if
	:: gen != seen_tlb[to] -> /* pay_tlb_debt */
#ifdef MUTANT_NO_FENCE_PAY
		atomic { sfence_asid(h, asid) }
		atomic { gen = tlb_gen[to] }
#else
		atomic { gen = tlb_gen[to] }
		atomic { sfence_asid(h, asid) }
#endif
		seen_tlb[to] = gen
	:: else
	fi;
#endif
load:
#ifdef MUTANT_H16
	if
	:: call_from[h] != 0 -> back = BACK_TO_LOAD; goto smp_serve_calls
	:: true
	fi;
load_on:
#endif
#ifdef MUTANT_H03
	let_go_of(let_go);
	let_go = NIL;
#endif
#ifdef MUTANT_H12
	atomic { write_satp(h, to, asid); store(h, LOADING, to); fence_full(h); store(h, ACTIVE, to) }
	atomic { fence_release(h); store(h, LOADING, NIL); held = to }
#else
	write_satp_and_claim(to, asid);
#endif
	if
	:: found -> found = 0; goto loaded
	:: else
	fi;
#if !ASID
#ifdef MUTANT_NO_FENCE_LOAD_GEN
	atomic { gen = tlb_gen[to] }
#endif
	seen_tlb[to] = gen; /* what fence_shared_asid has covered */
#endif
#if CODE
	atomic { gen = code_gen[to] }
	if
	:: gen != seen_code[to] -> /* pay_code_debt */
		PAY_CODE
	:: else
	fi;
#endif
	seen_changes[to] = total;
loaded:
	let_go_of(let_go);
	if
	:: dying -> mm_user_leave(prev)
	:: else
	fi;
	goto user;
