/* SPDX-License-Identifier: MIT */
/*
 * A hart: it runs threads, switches between them, changes spaces, and answers calls. Each label is a
 * function of the kernel, named beside it. A step is one access to memory that another hart can see,
 * with whatever is the hart's own around it. Irqs are on at `running` only.
 */
#define BACK_TO_RUN	0
#define BACK_TO_LOCK	1
#define BACK_TO_AWAIT	2
#define BACK_TO_STOPPED 3
#define BACK_TO_LOAD	4 /* hazard H16 */

/* Where only one flush or one rollover can happen, and nothing else tells harts or spaces apart, any run
 * of it is, but for their names, one in which hart 0 does it for space 0. (The order of a scan goes over
 * too: it is that of the names, and a hart's own claims stand still while it scans.) */
#if SYMMETRIC
#define FIRST(mm) (h == 0 && (mm) == 0)
#else
#define FIRST(mm) true
#endif

#ifdef MUTANT_H09
#define ALIVE(mm) true
#else
#define ALIVE(mm) (users[mm] > 0)
#endif

#include "mm.pml"
#include "answer.pml"
#include "asid.pml"

proctype hart(byte h)
{
	byte cur = NIL;	    /* current->mm */
	byte held = KERNEL; /* active_mm, as its owner knows it */
	byte prev, to, let_go, asid, mm, i, mask, gen, total, caller, mm_served, served_gen, is_loading, is_active, j, k;
	bit dying, last, found, joined, is_code;
	byte back;
	byte seen_tlb[NSPACES], seen_code[NSPACES], seen_changes[NSPACES]; /* mm->seen[h] */
	byte paid_generation = 0; /* asid_paid of struct hart */

running:
	if
	:: call_from[h] != 0 -> back = BACK_TO_RUN; goto smp_serve_calls
	:: atomic { ready[0] > 0 -> ready[0]--; to = 0; goto schedule }
#if NSPACES > 1
	:: atomic { ready[1] > 0 -> ready[1]--; to = 1; goto schedule }
#endif
#if NSPACES > 2
	:: atomic { ready[2] > 0 -> ready[2]--; to = 2; goto schedule }
#endif
	:: atomic { cur < NSPACES -> to = NIL; goto schedule }
	:: atomic { cur < NSPACES && flushes_left > 0 && FIRST(cur) -> flushes_left--; mm = cur; goto change }
#if CODE
	:: atomic {
		cur < NSPACES && code_changes_left > 0 ->
		code_changes_left--; mm = cur; is_code = 1; goto change
	   }
#endif
#if FOREIGN
	/* A kthread changes a space that it keeps alive (mm_user_try_join), loaded here or not. */
	:: atomic {
		cur == NIL && loans_left > 0 && flushes_left > 0 && ALIVE(0) ->
		loans_left--; flushes_left--; users[0]++; joined = 1; mm = 0; goto change
	   }
#endif
#if IDLE_LEAVES
	/* An idle hart, or one that stops, gives back what it borrows: mm_leave_if_lazy(NULL). */
	:: atomic { cur == NIL && held < NSPACES -> mm = held; goto idle }
#endif
#if EXITS
	:: atomic { h == 0 && cur == NIL && dead[0] -> dead[0] = 0; mm = 0; goto reap }
#if NSPACES > 1
	:: atomic { h == 0 && cur == NIL && dead[1] -> dead[1] = 0; mm = 1; goto reap }
#endif
#if NSPACES > 2
	:: atomic { h == 0 && cur == NIL && dead[2] -> dead[2] = 0; mm = 2; goto reap }
#endif
#endif
	:: goto stopped
	fi;

#include "switch.pml"
#include "load.pml"

#if IDLE_LEAVES
idle:
	mm_leave_if_lazy(mm);
	atomic { mm = 0; goto running }
#endif

#include "flush.pml"
#include "reaper.pml"
#include "smp.pml"

	/* Nothing happens here any more, but a hart answers for ever. */
stopped:
end:	call_from[h] != 0;
	back = BACK_TO_STOPPED;
	goto smp_serve_calls
}
