/* SPDX-License-Identifier: MIT */
#include "arch/riscv/asid.h"
#include "lib/bitmap.h"

#define GENERATION_STEP (ASID_NUMBER_MASK + 1)

/* All under the caller's lock; asid_generation is read without it. */
uint64_t asid_generation = GENERATION_STEP;
static uint64_t taken[BITMAP_WORDS(1 << ASID_BITS_MAX)];
static unsigned numbers; /* or pairs: 2^bits or half of it */
static unsigned cursor;	 /* where to look first: numbers below were given out in this generation */
unsigned asid_shift;

bool asid_bits_suffice(unsigned bits, unsigned harts, bool pairs)
{
	return bits <= ASID_BITS_MAX && (1u << bits) >= (ASID_FIRST + 2 * harts + 1) << pairs;
}

static void begin_generation(void)
{
	/* Volatile and first: whoever reads the old value has published his claim before that, and the
	 * scan that follows sees it. The fence stands in each_claim, which knows the processor. */
	*(volatile uint64_t *)&asid_generation = asid_generation + GENERATION_STEP;
	bitmap_zero(taken, numbers);
	taken[0] = (1u << ASID_FIRST) - 1;
	cursor = ASID_FIRST;
}

void asid_reset_locked(unsigned bits, bool pairs)
{
	asid_shift = pairs;
	numbers = 1u << (bits - pairs);
	begin_generation();
}

void asid_end_generation_locked(void)
{
	begin_generation();
}

/*
 * The claimed context goes over into the new generation with its number. All harts share this one
 * context, so none can be left behind with the old id (hazard H38). A context whose id is older than the
 * generation that just ended is being loaded by a hart that waits for our lock to get a number: its old
 * one may be somebody else's by now, and is not what will be loaded.
 */
static void reserve(struct asid_context *c)
{
	unsigned number = asid_number(c);

	if (!asid_of_generation(c->id, asid_generation - GENERATION_STEP))
		return;
	bitmap_set(taken, number >> asid_shift);
	*(volatile uint64_t *)&c->id = asid_generation | number;
}

enum asid_result asid_assign_locked(struct asid_context *c,
				    void (*each_claim)(void (*reserve)(struct asid_context *)))
{
	enum asid_result result = ASID_NEW;
	unsigned old = asid_number(c) >> asid_shift, number;

	if (asid_of_generation(c->id, asid_generation))
		return ASID_CURRENT;
	if (old >= ASID_FIRST && old < numbers && !bitmap_test(taken, old)) {
		number = old;
		result = ASID_KEPT;
	} else {
		number = bitmap_find_clear(taken, numbers, cursor);
		if (number == numbers) {
			begin_generation();
			each_claim(reserve);
			result = ASID_ROLLOVER;
			if (asid_of_generation(c->id, asid_generation))
				return result; /* some hart holds it: it kept its number */
			number = bitmap_find_clear(taken, numbers, cursor);
		}
		cursor = number + 1;
	}
	bitmap_set(taken, number);
	*(volatile uint64_t *)&c->id = asid_generation | number << asid_shift;
	return result;
}
