/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/lots.h"
#include <stdint.h>
#include <stdlib.h>
#include "lib/bitmap.h"
#include "user/servers/ramfs/space.h"

#define GROUP	  64 /* lots */
#define NONE	  SIZE_MAX
#define ALL_OF(n) ((1u << (n)) - 1)

/*
 * The kernel gives us so many ranges of addresses, and what clients share with us takes one each. Lots stand side by
 * side and are one: a place gets memory only when those below it have theirs, and a lot whose memory goes back leaves
 * its addresses mapped, without any. When the kernel cannot do that, a hole stays: there are at most LOT_HOLES_MAX.
 */
struct lot {
	uint16_t free; /* bit n: block n, which is there */
	uint8_t there; /* the first so many blocks have memory */
	bool mapped;
};

struct group {
	uint64_t with_free; /* bit n: lot n has a free block */
	uint64_t lacking;   /* bit n: lot n is not all there */
	uint64_t idle;	    /* bit n: of lot n some is there, and none in use */
	struct lot lot[GROUP];
};

static struct group *groups;
static size_t group_count;
static size_t first; /* no group in front of this one has a free block */
static size_t begun; /* lots that have ever been mapped: the first so many */
static size_t holes; /* of these, those that are not mapped now */
static size_t idle;  /* lots */
static bool refused; /* by the kernel; it is not asked again before another block is free */

static struct lot *lot_of(size_t index)
{
	return &groups[index / GROUP].lot[index % GROUP];
}

static char *address_of(size_t index)
{
	return pages_base + index * LOT_BYTES;
}

static uint64_t with(uint64_t bits, size_t index, bool set)
{
	uint64_t bit = 1ull << index % GROUP;

	return set ? bits | bit : bits & ~bit;
}

/* After any change of a lot. */
static void note(size_t index)
{
	struct group *g = &groups[index / GROUP];
	const struct lot *lot = lot_of(index);
	bool is_idle = lot->there && lot->free == ALL_OF(lot->there);

	idle += is_idle;
	idle -= g->idle >> index % GROUP & 1;
	g->idle = with(g->idle, index, is_idle);
	g->with_free = with(g->with_free, index, lot->free);
	g->lacking = with(g->lacking, index, lot->there < LOT_BLOCKS);
	if (lot->free && index / GROUP < first)
		first = index / GROUP;
}

/* ---- more ------------------------------------------------------------------------------------------- */

static bool add_group(void)
{
	struct group *more = realloc(groups, (group_count + 1) * sizeof(*more));

	if (!more)
		return false;
	groups = more;
	groups[group_count++] = (struct group){.lacking = ~0ull};
	return true;
}

static bool map(size_t index)
{
	struct lot *lot = lot_of(index);

	lot->mapped = pages_map(address_of(index), LOT_BYTES);
	if (lot->mapped && index < begun)
		holes--;
	else if (lot->mapped)
		begun++;
	return lot->mapped;
}

/* All of a lot, or, when memory is short, as much as there is. */
static bool fill(size_t index)
{
	struct lot *lot = lot_of(index);

	if (!lot->mapped && !map(index))
		return false;
	while (lot->there < LOT_BLOCKS && pages_touch(address_of(index) + lot->there * BLOCK_SIZE))
		lot->free |= 1u << lot->there++;
	note(index);
	return lot->free;
}

/* The lowest that lacks some: so there is no gap below one that is mapped. */
static bool refill(void)
{
	size_t g = 0;

	while (g < group_count && !groups[g].lacking)
		g++;
	if (g == group_count && !add_group())
		return false;
	return fill(g * GROUP + bit_lowest64(groups[g].lacking));
}

/* ---- less ------------------------------------------------------------------------------------------- */

static bool give_back(size_t index)
{
	struct lot *lot = lot_of(index);

	if (holes == LOT_HOLES_MAX || !pages_unmap(address_of(index), LOT_BYTES))
		return false;
	lot->free = lot->there = 0;
	lot->mapped = pages_map(address_of(index), LOT_BYTES);
	holes += !lot->mapped;
	note(index);
	return true;
}

/* From this lot on there is one. */
static size_t next_idle(size_t index)
{
	size_t g = index / GROUP;
	uint64_t bits = g < group_count ? groups[g].idle & ~0ull << index % GROUP : 0;

	while (!bits && ++g < group_count)
		bits = groups[g].idle;
	return bits ? g * GROUP + bit_lowest64(bits) : NONE;
}

bool lots_too_many(void)
{
	return idle > 1 && !refused;
}

/* The lowest is kept: it is the next to be used. */
void lots_tidy(void)
{
	size_t keep = lots_too_many() ? next_idle(0) : NONE;

	for (int i = 0; i < LOTS_AT_ONCE && lots_too_many(); i++)
		refused = !give_back(next_idle(keep + 1));
}

/* ---- blocks ----------------------------------------------------------------------------------------- */

void *lots_get(void)
{
	size_t index;
	unsigned block;

	while (first < group_count && !groups[first].with_free)
		first++;
	if (first == group_count && !refill())
		return NULL;
	index = first * GROUP + bit_lowest64(groups[first].with_free);
	block = bit_lowest64(lot_of(index)->free);
	lot_of(index)->free &= ~(1u << block);
	note(index);
	return address_of(index) + block * BLOCK_SIZE;
}

void lots_put(void *block)
{
	size_t at = (size_t)((char *)block - pages_base), index = at / LOT_BYTES;
	struct lot *lot = lot_of(index);

	lot->free |= 1u << at % LOT_BYTES / BLOCK_SIZE;
	note(index);
	refused = false;
}
