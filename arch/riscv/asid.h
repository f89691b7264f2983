/* SPDX-License-Identifier: MIT */
/*
 * Which ASID an address space has. Pure C: no CSR, no lock, no hart structure; it builds and is tested
 * on the host. The kernel wraps it in mm_load() (kernel/load.c), which holds the lock where a name says
 * so, and fences where a result says so.
 *
 * One global allocator, the same number on all harts (SiFive's core manuals ask for it). A context is
 * generation | ASID. When the numbers run out a new generation begins: every number is free again,
 * except those of contexts that are loaded, or being loaded, on any hart. A hart that first loads
 * something in a new generation owes one full fence; until then the old generation's entries in its
 * TLB carry numbers that nobody there uses.
 */
#ifndef ARCH_RISCV_ASID_H
#define ARCH_RISCV_ASID_H

#include <stdbool.h>
#include <stdint.h>

#define ASID_BITS_MAX	 16
#define ASID_NUMBER_MASK 0xffffUL
#define ASID_FIRST \
	2 /* of the numbers, or pairs of numbers: 0 is unused, for policies without ASIDs,
			    * 1 is kernel_mm's, in every generation */

#define ASID_NO_GENERATION 1 /* equal to none: generations are multiples of ASID_NUMBER_MASK + 1 */

struct asid_context {
	uint64_t id; /* generation | number; 0: has never had one */
};

enum asid_result {
	ASID_CURRENT,  /* it already had a number of this generation */
	ASID_KEPT,     /* it keeps its old number in the new generation */
	ASID_NEW,      /* a number that nobody had in this generation */
	ASID_ROLLOVER, /* likewise, and a new generation began for it */
};

/* Counts in steps of ASID_NUMBER_MASK + 1; read without the lock by the fast path, after the claim. */
extern uint64_t asid_generation;

/* 1: numbers are given out in pairs, n and n | 1, n being what a context says (kpti); else 0. Changes
 * in asid_reset_locked() only. */
extern unsigned asid_shift;

static inline unsigned asid_kernel(void)
{
	return 1u << asid_shift;
}

static inline unsigned asid_number(const struct asid_context *c)
{
	return c->id & ASID_NUMBER_MASK;
}

static inline bool asid_of_generation(uint64_t id, uint64_t generation)
{
	return (id & ~ASID_NUMBER_MASK) == generation;
}

/* True when `bits` give enough numbers for `harts`: each can claim two, the one it leaves and the one
 * it loads, and one must be left for whoever asks. */
bool asid_bits_suffice(unsigned bits, unsigned harts, bool pairs);

/* Starts over in a new generation. No context is loaded anywhere; each hart owes a full fence. */
void asid_reset_locked(unsigned bits, bool pairs);
/* Likewise, without one that anybody will have a number of: no satp value of before is used again. */
void asid_end_generation_locked(void);

/* Gives `c` a number of the current generation. `each_claim` must call `reserve` for the context of
 * every mm that a hart has loaded or is loading, in that order of reading: loading first (design 7). */
enum asid_result asid_assign_locked(struct asid_context *c,
				    void (*each_claim)(void (*reserve)(struct asid_context *)));

#endif
