/* SPDX-License-Identifier: MIT */
/*
 * A hart and everything that is its own. Unless a line says otherwise, a field is written by its own
 * hart only, with irqs off, and read by nobody else.
 */
#ifndef KERNEL_HART_H
#define KERNEL_HART_H

#include "arch/riscv/arch.h"
#include "kernel/lock.h"
#include "lib/heap.h"
#include "lib/list.h"

#define PRIORITIES	32
#define PRIORITY_IDLE	PRIORITIES /* is in no queue */
#define PRIORITY_URGENT 4	   /* kthreads that others wait for */
#define PRIORITY_SHELL	8	   /* so that Ctrl-C and `ps` work while programs spin */
#define PRIORITY_USER	16	   /* 0 is the highest */

#define HART_PAGE_CACHE 64 /* most pages a hart keeps for itself */
#define SLAB_BINS	8

struct mm_seen;
struct smp_call;

/* Threads that are ready to run here; the current thread and the idle kthread are in no queue. */
struct run_queue {
	struct spinlock lock; /* leaf */
	uint64_t ready;	      /* bit p: queue[p] is not empty */
	uint32_t count;
	struct list queue[PRIORITIES + 1]; /* the last stays empty: the idle kthread's */
};

/* In the heap of timer->hart, under its lock. */
struct timer {
	struct heap_node node; /* key: ticks */
	struct hart *hart;
	bool notifies; /* belongs to a notification; else to a thread. Fixed */
};

/* Sleepers; any hart may remove one (a kill), so there is a lock. Leaf. */
struct timer_queue {
	struct spinlock lock;
	struct heap heap;
};

struct object_cache {
	void *free; /* chain through the first word */
	unsigned count;
};

#define HART_ONLINE   1 /* set by itself */
#define HART_GIVEN_UP 2 /* set by the boot hart, which did not see it come */

/* What others may count on. */
enum presence {
	HART_OPEN,   /* is called, met and given threads */
	HART_CLOSED, /* is called and met, and being emptied */
	HART_OFF,    /* does not run: nobody may wait for it */
};

/* Why the current thread should give way. */
enum resched {
	RESCHED_NONE,
	RESCHED_DISPLACED, /* something more urgent is ready; it keeps its place before its equals */
	RESCHED_EXPIRED,   /* its time slice is used up; it goes behind them */
};

struct hart {
	/* --- what entry.S reaches through tp ------------------------------------------------------- */
	struct thread *current; /* written under rq.lock; read by others as a hint */
	uint64_t stack_top;	/* the hart's own stack, empty whenever a frame is running */
	uint64_t scratch;	/* t0 at an exception inside the kernel */
	uint64_t panic_stack_top;
	uint64_t fixup; /* where an exception inside the kernel goes on; 0: it is a panic */
	struct kpti_area
		*kpti; /* NULL: off. How returns to user mode go; changes with all harts stopped */
	struct frame fault; /* registers at an exception inside the kernel */

	/* --- the address space (design 7): the two claims others scan ------------------------------- */
	struct mm *active_mm;  /* what satp holds */
	struct mm *loading_mm; /* what it is about to hold; NULL outside mm_load() */
	struct mm *user_mm;   /* whose user half the current thread may use; NULL: a kthread runs */
	uint64_t last_mm_id;  /* the space of the last user thread here; tells same from other */
	uint64_t seen_offset; /* fixed; of this hart's entry in each mm's seen[], from the mm */
	uint64_t asid_paid;   /* the rollover fence of this generation has been paid here */

	unsigned
		index; /* fixed before it starts; 0 .. harts_online - 1: what the rest of the kernel calls it */
	struct loris_stats stats;
	/* Messages that loaded another user thread's space: one count for two of the above, user_to_other_user
	 * and satp_writes_switch, to which stats.c adds it. */
	uint64_t handed_over;
#ifdef LORIS_DEBUG
	struct {
		uint64_t switches, satp_writes;
	} tally; /* counted where they happen; stats.c adds them up */
#endif

	/* --- scheduling ------------------------------------------------------------------------------ */
	struct run_queue rq;
	struct thread *idle; /* fixed; it is current when there is nothing to do */
	bool asleep; /* it waits for an interrupt, and looks at nothing before this is false. Read by grace.c */
	uint64_t switched_at;	 /* ticks */
	uint64_t slice_start;	 /* ticks; of the current slice, which hand-overs share */
	uint64_t timer_deadline; /* ticks; what the timer is set to. Also set under rq.lock */
	uint8_t resched;	 /* enum resched; honoured on the way out of the next interrupt */
	uint8_t presence;	 /* enum presence; changes in meetings only (hotplug.c) */
	struct timer_queue timers;
	struct fpu *
		fpu_owner; /* whose registers the FPU holds; compared with fpu.hart too, never read */

	/* --- calls from other harts (smp.c) ----------------------------------------------------------- */
	uint64_t call_from;    /* bit i: hart i has a call for us; set by i, taken by us; atomic */
	uint64_t call_pending; /* of our own call: bit i until hart i has done it; cleared by i */
	uint64_t passes;       /* interrupts from other harts: what grace.c waits for. Read by it */
	bool interrupted; /* set by who sends an interrupt, cleared by us: tells it from one to ourselves */
	struct smp_call *call; /* our own call; readable by whom we asked until call_pending is 0 */

	/* --- caches of the allocators ------------------------------------------------------------------ */
	pa_t page[HART_PAGE_CACHE];
	uint64_t pages;
	struct object_cache objects[SLAB_BINS];

	/* --- who it is; fixed before it starts ---------------------------------------------------------- */
	uint64_t hartid;    /* what the firmware calls it */
	unsigned asid_bits; /* fixed before `start` */
	uint64_t start; /* atomic: HART_ONLINE or HART_GIVEN_UP, whichever is set first counts */
	uint32_t plic_context;
} __attribute__((aligned(64)));

extern struct hart harts[MAX_HARTS];
extern unsigned harts_online; /* written by the boot hart, before there are user threads */

extern uint64_t harts_on; /* those that are not off, by index; changes in meetings only */

#define for_each_hart(h) for (struct hart *h = harts; h < harts + harts_online; h++)

/* In the small kernel no hart leaves. */
#ifdef LORIS_SMALL
#define HARTS_LEAVE false
#else
#define HARTS_LEAVE true
#endif

static inline bool hart_is_on(const struct hart *h)
{
	return !HARTS_LEAVE || load_once(&h->presence) != HART_OFF;
}

static inline bool hart_is_open(const struct hart *h)
{
	return !HARTS_LEAVE || load_once(&h->presence) == HART_OPEN;
}

/* A hint for those who look for a hart with nothing to do. */
static inline bool hart_idle(const struct hart *h)
{
	return load_once(&h->current) == h->idle;
}

/* What h has seen of the changes to mm. */
static inline struct mm_seen *mm_seen(struct mm *mm, const struct hart *h)
{
	return (struct mm_seen *)((char *)mm + h->seen_offset);
}

/* The small kernel keeps no counters. */
#ifdef LORIS_SMALL
#define COUNTING false
#else
#define COUNTING true
#endif

ALWAYS_INLINE void count_in(uint64_t *counter, uint64_t n)
{
	if (COUNTING)
		*counter += n;
}

#define stat_add(name, n) count_in(&this_hart()->stats.name, n)
#define stat(name)	  stat_add(name, 1)

/* Brings up the other harts, one by one, each given up after a time limit. */
void harts_start(unsigned described);
/* Starts one that has stopped, up to where it waits to be taken in. False, said why: it stays off. */
bool hart_start_again(struct hart *h);
/* The boot hart makes itself ready to run threads. */
void hart_prepare_boot(void);
/* Where a started hart enters the kernel, on its own stack, with the kernel mm loaded. */
_Noreturn void hart_main(void);
/* Called for each interrupt from another hart, irqs off. */
void hart_interrupted(void);

#endif
