/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/slots.h"
#include <stddef.h>
#include <stdlib.h>

/* Slots come in lots, which stay: pointers to slots are kept. */
#define LOT	 256
#define LOTS_MAX (SLOTS_MAX / LOT)

static struct slot *lots[LOTS_MAX];
static uint32_t lot_count;
static struct slot *free_slots;

static struct slot *slot_at(uint32_t index)
{
	return index / LOT < lot_count ? &lots[index / LOT][index % LOT] : NULL;
}

/* The free list begins with the lowest index, so that few lots are touched. */
static void grow(void)
{
	struct slot *lot = lot_count < LOTS_MAX ? calloc(LOT, sizeof(*lot)) : NULL;

	if (!lot)
		return;
	for (uint32_t i = LOT; i-- > 0;) {
		lot[i].index = lot_count * LOT + i;
		lot[i].next_free = free_slots;
		free_slots = &lot[i];
	}
	lots[lot_count++] = lot;
}

struct slot *slot_new(enum slot_kind kind, void *what)
{
	struct slot *s;

	if (!free_slots)
		grow();
	s = free_slots;
	if (!s)
		return NULL;
	free_slots = s->next_free;
	s->generation++;
	s->kind = kind;
	s->what = what;
	s->own = 0;
	return s;
}

/* One that has run through its generations is not used again. */
void slot_free(struct slot *s)
{
	s->kind = SLOT_FREE;
	s->what = NULL;
	if (s->generation == INT32_MAX)
		return;
	s->next_free = free_slots;
	free_slots = s;
}

struct slot *slot_find(uint64_t badge)
{
	struct slot *s = slot_at((uint32_t)badge);

	return s && s->kind != SLOT_FREE && slot_badge(s) == badge ? s : NULL;
}

struct slot *slot_next(uint32_t *at)
{
	struct slot *s;

	while ((s = slot_at(*at))) {
		*at += SLOT_BITS;
		if (s->kind != SLOT_FREE)
			return s;
	}
	return NULL;
}
