/* SPDX-License-Identifier: MIT */
/*
 * The lazy / shootdown / teardown / ASID protocol of kernel/switch.c, load.c, flush.c, reaper.c, smp.c
 * and arch/riscv/asid.c, for the exhaustive checker SPIN. test/model/run gives the parameters and says
 * which scenarios there are; docs/model.md says what is modelled, what is not, and why it is enough.
 */
#define KERNEL	    NSPACES	  /* kernel_mm: no user half, always there */
#define NIL	    (NSPACES + 1) /* NULL */
#define EMPTY	    15		  /* the user half of this root is zeroed */
#define ASID_KERNEL 0		  /* without ASIDs, everybody's */
#if ASID
#define NASIDS (NSPACES + 1)
#else
#define NASIDS 1
#endif

#define BIT(n) (1 << (n))

/* Memory, as all harts see it: kernel/hart.h struct hart, kernel/mm.h struct mm */
byte user_mm[NHARTS] = NIL, loading_mm[NHARTS] = NIL, active_mm[NHARTS] = KERNEL;
byte tlb_gen[NSPACES], code_gen[NSPACES], changes[NSPACES];
byte pte[NSPACES], text[NSPACES]; /* how often changed: what the walker finds, what is fetched */
byte written;                     /* where data lands; nobody reads it */
byte users[NSPACES] = THREADS, refs[NSPACES] = 1;
bit mm_lock[NSPACES];
byte call_from[NHARTS], call_pending[NHARTS];
bit call_is_leave[NHARTS];   /* its function, leave_remote() or flush_remote() */
byte changing[NHARTS];	     /* the space that the hart changes, locked, or takes apart */
bit change_is_code[NHARTS];
#ifdef MUTANT_H39
byte call_asid[NHARTS];
#endif
#if ASID
byte asid_generation = 1, taken; /* taken: a bit for each number */
byte id_generation[NSPACES], id_number[NSPACES];
bit asid_lock;
#else
byte asid_generation;
#endif

/* Who waits to run, who waits for the reaper, what may still happen. */
byte ready[NSPACES] = THREADS;
bit dead[NSPACES];
byte flushes_left = FLUSHES, code_changes_left = CODE, loans_left = FOREIGN;

#include "fences.pml"
#include "memory.pml"
#include "hardware.pml"
#include "hart.pml"

init
{
	atomic {
		run memory();
		run hart(0);
#if NHARTS > 1
		run hart(1);
#endif
#if NHARTS > 2
		run hart(2);
#endif
	}
}
