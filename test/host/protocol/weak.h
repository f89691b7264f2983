/* SPDX-License-Identifier: MIT */
/*
 * A weakly ordered memory for the harts of the model. The memory itself always holds the newest value
 * of everything, so plain accesses of kernel code work as they are: they are data of one hart, or under
 * a lock, and its order is kept by accesses that do come through here. What comes through here keeps a
 * short history for each address, and a load may return anything that is not yet known to be old:
 *
 *   a hart knows what it wrote, what it has read of the same address, and what an acquire or full fence
 *   told it; a store carries what its hart knew at its last release or full fence; full fences and the
 *   aq.rl atomics also know, and tell, whatever any full fence before them knew.
 *
 * So a fence that is missing on either side of a hand-over or of a store-then-load handshake shows as a
 * load of something old, as it would on RVWMO. (A load that takes place after a later store is the one
 * reordering left out; for user accesses the TLB model has it.)
 */
#ifndef PROTOCOL_WEAK_H
#define PROTOCOL_WEAK_H

#include <stddef.h>
#include <stdint.h>

enum { MODEL_HARTS_MAX = 8 };

/* For each hart, the number of its last store that is known. */
struct clock {
	uint32_t of[MODEL_HARTS_MAX];
};

/* What a hart knows (`now`), would learn from an acquire fence, and gives away with its stores. */
struct knowledge {
	struct clock now, offered, read, told;
	uint32_t stores;
};

uint64_t weak_load(const volatile void *at, size_t size);
void weak_store(volatile void *at, size_t size, uint64_t value);
/* A reader that is not the hart's program: it knows only what `seen` says. *when: of the store. */
uint64_t weak_peek(const void *at, const struct clock *seen, uint64_t *when);
/* Every hart knows the newest value: an interrupt has arrived. */
void weak_publish(const void *at);

/* Memory that is given back: its next life has no history. */
void weak_forget(const void *start, size_t size, size_t step);
void weak_reset(void);
void clock_join(struct clock *c, const struct clock *with);

#define load_once(p) ((__typeof__(*(p)))weak_load((p), sizeof(*(p))))
#define store_once(p, v)                                           \
	do {                                                       \
		__typeof__(*(p)) value_ = (v);                     \
		weak_store((p), sizeof(*(p)), (uint64_t)(value_)); \
	} while (0)

#endif
