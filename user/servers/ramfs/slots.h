/* SPDX-License-Identifier: MIT */
/*
 * What the badges of the handles that clients hold stand for: sessions and open files. A badge is a slot's
 * index and its generation, which is never 0: so no badge is given twice.
 */
#ifndef RAMFS_SLOTS_H
#define RAMFS_SLOTS_H

#include <stdbool.h>
#include <stdint.h>
#include "user/servers/driver/badge.h"

#define SLOTS_MAX 16384
#define SLOT_BITS 32 /* of a notification: slot i's handle is watched with bit i % SLOT_BITS */

enum slot_kind { SLOT_FREE, SLOT_SESSION, SLOT_FILE };

struct slot {
	uint32_t generation;
	uint32_t index; /* fixed */
	enum slot_kind kind;
	uint64_t own; /* the handle that the client's are copies of; 0: none yet */
	void *what;   /* struct session, struct open_file */
	struct slot *next_free;
};

/* NULL: all are in use, or no memory. */
struct slot *slot_new(enum slot_kind kind, void *what);
void slot_free(struct slot *s);

static inline uint64_t slot_badge(const struct slot *s)
{
	return BADGE_OWN | (uint64_t)s->generation << 32 | s->index;
}

/* Ours, of something that is there or has ended; else of init's making. */
static inline bool slot_is_badge(uint64_t badge)
{
	return badge & BADGE_OWN;
}

/* NULL: nothing has this badge (any more). */
struct slot *slot_find(uint64_t badge);
/* The first used slot from index *at on that is watched with this bit; *at goes on behind it. NULL: no
 * more. *at is `bit` at first. */
struct slot *slot_next(uint32_t *at);

#endif
