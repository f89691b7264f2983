/* SPDX-License-Identifier: MIT */
/*
 * What a debug build (`make debug`) does besides; in a release build each of these is nothing. What they
 * find is a broken invariant of the kernel, so they panic (docs/debug.md).
 */
#ifndef KERNEL_DEBUG_H
#define KERNEL_DEBUG_H

#include "arch/riscv/arch.h"

/*
 * Stretch points: the windows in which two harts can meet in the wrong way, made longer. X(point, whom it
 * waits for, hazards): a hart that comes to `point` may be made to wait until another one passes the
 * other point, or for a while (kernel/debug/stretch.c).
 */
#define STRETCH_POINTS(X)                              \
	X(load_claimed, flush_bumped, "H12")           \
	X(load_read, flush_scanned, "H12 H16 H39")     \
	X(load_written, flush_scanned, "H15 H16 H18")  \
	X(resume_claimed, flush_bumped, "H13 H14 H50") \
	X(lazy, flush_scanned, "H13 H20")              \
	X(let_go, reap_left, "H01 H03 H05")            \
	X(changed, load_written, "H20 H31")            \
	X(flush_bumped, load_claimed, "H12 H13")       \
	X(flush_scanned, load_written, "H15 H16 H19")  \
	X(flush_remote, lazy, "H16 H19 H22")           \
	X(code_bumped, resume_claimed, "H49")          \
	X(reap_detached, load_written, "H01 H02 H24")  \
	X(reap_left, let_go, "H01 H02 H54")            \
	X(rollover, load_claimed, "H35 H36 H37")       \
	X(assigned, rollover, "H36 H37 H38")           \
	X(use_begun, flush_bumped, "H10 H17 H46")      \
	X(walked, changed, "H57")                      \
	X(dead, reap_detached, "H04 H06")              \
	X(found, freed, "I18")                         \
	X(freed, found, "I18")                         \
	X(wait_read, timer_set, "I18")                 \
	X(ran_out, timer_set, "I18")                   \
	X(timer_set, ran_out, "I18")                   \
	X(told, freed, "I130")                         \
	X(limit_ends, limit_taken, "I132")             \
	X(limit_taken, limit_ends, "I132")             \
	X(refused, in_line, "I124")                    \
	X(in_line, refused, "I124")                    \
	X(taken_out, taken_out, "H23")

#define STRETCH_NAME(point, partner, hazards) STRETCH_##point,
enum stretch { STRETCH_POINTS(STRETCH_NAME) STRETCH_COUNT };
#undef STRETCH_NAME

#ifdef LORIS_DEBUG

struct hart;
struct mm;
void debug_stretch(enum stretch point);
#define stretch(point) debug_stretch(STRETCH_##point)

/* Counts on its own what the release kernel only adds up from its parts. The trampoline of kpti, which
 * writes satp too, has no tally. */
#define debug_tally(h, what) ((h)->tally.what++)
#define debug_totals(h, s)                    \
	((s)->switches = (h)->tally.switches, \
	 (s)->satp_writes = (h)->tally.satp_writes + (s)->satp_writes_trap)

/* Each way out to user mode has looked at sstatus, and this is what stands there: not user mode to go to, user
 * memory open to the kernel, or the FPU on though its registers are another thread's. */
_Noreturn void debug_wrong_status(uint64_t sstatus);

/* What the caller must have seen to (hazards H17, H57). */
void debug_assert_irqs_off(void);
void debug_assert_held(const void *spinlock);

/* How many wait in a line that was just seen to be empty. */
void debug_assert_nobody(uint32_t waiting);
/* Only h itself may do what follows. */
void debug_assert_own(const struct hart *h);
/* h switches: it takes part in meetings, and user memory is closed to it. */
void debug_assert_on(const struct hart *h);

/* At each trap but system calls: satp holds what software believes (O2), and whoever runs there has its
 * claim. */
void debug_satp_truth(const struct hart *h);
/* All harts wait: the space's references, counted anew from who holds them (O3). */
bool debug_ledger_fits(const struct mm *mm);
/* A root or a table is not needed any more: it is poisoned and kept for a while, instead of freed. */
void debug_table_free(pa_t pa);
/* From the reaper, irqs on: nobody's satp names what was freed, nobody wrote to it; the oldest go back to
 * the allocator (O1, O8). */
void debug_quarantine_check(void);
/* How many pages are kept so; for who counts pages. */
uint64_t debug_quarantined(void);
/* A small object is free: what is left in it is of no use to anyone. */
void debug_poison_object(void *object, size_t size);
struct object;
/* It was looked up without a lock, and nobody counts that it is used; at that point. */
void debug_found(enum stretch point, const struct object *o);
/* h may have been taken out just now. It has not stopped yet; the point taken_out, whose partner is whoever becomes
 * ready there. */
void debug_taken_out(const struct hart *h);
/* An allocation is asked for: is it the one that is to fail (O7)? */
bool debug_fail(void);

#else

#define stretch(point)		  ((void)0)
#define debug_tally(h, what)	  ((void)(h))
#define debug_totals(h, s)	  ((void)(h))
#define debug_assert_irqs_off()	  ((void)0)
#define debug_assert_held(lock)	  ((void)0)
#define debug_assert_nobody(n)	  ((void)0)
#define debug_assert_own(h)	  ((void)0)
#define debug_assert_on(h)	  ((void)0)
#define debug_poison_object(p, n) ((void)0)
#define debug_satp_truth(h)	  ((void)0)
#define debug_ledger_fits(mm)	  ((void)(mm), true)
#define debug_table_free(pa)	  page_free(pa)
#define debug_quarantine_check()  ((void)0)
#define debug_quarantined()	  0UL
#define debug_found(point, o)	  ((void)0)
#define debug_taken_out(h)	  ((void)0)
#define debug_fail()		  false

#endif
#endif
