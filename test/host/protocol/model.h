/* SPDX-License-Identifier: MIT */
/*
 * The model machine: up to 8 harts, each a coroutine that runs real kernel code, of which every access
 * that other harts see, every fence and every write of satp is a point where another hart may go on.
 * Between two points nothing else happens, so the model's own data needs no lock.
 */
#ifndef PROTOCOL_MODEL_H
#define PROTOCOL_MODEL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "kernel/hart.h"
#include "kernel/mm.h"
#include "kernel/policy.h"
#include "test/host/protocol/tlb.h"
#include "test/host/protocol/weak.h"

struct model_hart {
	bool irqs; /* it takes interrupts */
	bool interrupt_pending;
	bool user_mode;		/* with kpti: on the user's root */
	bool probing;		/* its ASID bits: satp names one that is nobody's business */
	bool stopped;		/* by itself; its coroutine waits to be started */
	uint64_t stalled_until; /* it does not go on before this point */
	unsigned depth;		/* handlers it is in */
	struct knowledge knows; /* weak.c */
	struct walker mmu;	/* tlb.c */
};

struct model {
	unsigned harts;
	unsigned self;	 /* whose turn it is */
	uint64_t now;	 /* points passed; the model's clock */
	uint64_t enough; /* from then on the scenario winds down */
	uint64_t limit;	 /* by then it must have come to an end */
	bool running;	 /* harts are running: points do something */
	bool no_more;	 /* the scenario winds down: everybody exits */
	bool policy_fixed;
	bool churn;	/* spaces come and go fast */
	unsigned epoch; /* policies so far */
	unsigned bits;	/* of ASIDs */
	uint64_t hart_stops;
	struct model_hart hart[MODEL_HARTS_MAX];
};
extern struct model model;

static inline struct model_hart *self(void)
{
	return &model.hart[model.self];
}

/* ---- choice.c: where randomness comes from ---- */
void choose_from_seed(uint64_t seed);
void choose_from_bytes(const uint8_t *data, size_t size); /* and when they end, from a fixed seed */
bool choices_left(void);				  /* always true with a seed */
unsigned choose(unsigned n);				  /* 0 .. n - 1 */
static inline bool one_in(unsigned n)
{
	return choose(n) == 0;
}

/* ---- fiber.c ---- */
void fibers_run(unsigned count,
		void (*main)(unsigned hart)); /* returns when model.running is false */
void fiber_switch(unsigned hart);
void fibers_end(void); /* by a fiber: back to fibers_run() */

/* ---- point.c ---- */
void point(void);

/* ---- trace.c ---- */
void note(const char *what, const volatile void *at, uint64_t value);
/* An oracle speaks: prints what happened, the last events and the seed, and ends the program. */
_Noreturn void fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void trace_reset(void);
void trace_dump(void);
void trace_origin(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* ---- memory.c ---- */
void memory_reset(void);
unsigned memory_pages_used(void);
/* True when the page is allocated and was so at `when` and ever since. */
bool memory_page_same_since(uint64_t pa, uint64_t when);
bool memory_page_used(uint64_t pa);
extern bool memory_may_fail;

/* ---- units that open a kernel file ---- */
void policy_set_model_bits(unsigned bits);
struct mm *reaper_pop(void);
void reaper_reap(struct mm *mm);

/* ---- ledger.c ---- */
void check_ledger(void *unused); /* all harts wait */
void check_hart(struct hart *h); /* at rest between two steps */

/* ---- space.c ---- */
enum { PAGES = 6, SPACES_MAX = 24 };
extern const va_t page_va[PAGES];
struct space {
	struct mm *mm; /* NULL: nobody */
	unsigned threads;
	unsigned pins;	     /* references that the scenario itself holds */
	unsigned operations; /* begun on its mappings; and how many are not done */
	unsigned unfinished;
	uint64_t code;	    /* version; what a fetch returns */
	uint64_t code_done; /* the version that everyone must fetch by now */
	/* Old entries of a page are dead from then on: for any use; for writing. */
	uint64_t dead[PAGES], dead_writes[PAGES];
	uint64_t tlb_done; /* the tlb_gen up to which flushes have ended */
};
extern struct space spaces[SPACES_MAX];
struct space *space_of(const struct mm *mm);
struct space *space_of_root(uint64_t root); /* either of the two */
struct space *space_new(void);		    /* with nobody in it; NULL: no memory or room */
void space_gone(struct mm *mm);
void space_unmap(struct space *s);
void space_protect(struct space *s);
void space_map(struct space *s);
void space_write_code(struct space *s);
void spaces_reset(void);

/* ---- life.c: what a hart does ---- */
void life_main(unsigned hart);
void life_reset(void);

#endif
