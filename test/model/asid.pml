/* SPDX-License-Identifier: MIT */
/*
 * arch/riscv/asid.c: who keeps a number at rollover, and which is given out. The lock is held.
 */

inline reserve(mm)
{
#if ASID && !defined(MUTANT_H36)
	d_step {
		MUST(mm >= NSPACES || !root_free[mm], dead_space_is_used);
		if
		:: mm < NSPACES && id_generation[mm] == gen - 1 ->
			taken = taken | BIT(id_number[mm]);
			id_generation[mm] = gen;
#ifdef MUTANT_H38
			i = NHARTS; /* one is told, the others are not */
#endif
		:: else
		fi
	}
#else
	skip
#endif
}

#define FREE_NUMBER(n) \
	:: !(taken & BIT(n)) -> \
		taken = taken | BIT(n); id_number[to] = n; id_generation[to] = gen

/* arch/riscv/asid.c: the real one looks from a cursor on; here any free number may come, which covers
 * that, and the old one (ASID_KEPT) too. */
inline take_a_free_number()
{
	if
	FREE_NUMBER(1)
#if NSPACES > 1
	FREE_NUMBER(2)
#endif
#if NSPACES > 2
	FREE_NUMBER(3)
#endif
	fi
}
