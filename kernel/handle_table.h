/* SPDX-License-Identifier: MIT */
/*
 * The entries of a table of handles, its lock held throughout. Private to handle*.c.
 *
 * Free entries form a chain; those that were never used stand behind it. An entry's key is what look-ups
 * without the lock go by (handle.h): it is taken away first and set last.
 */
#ifndef KERNEL_HANDLE_TABLE_H
#define KERNEL_HANDLE_TABLE_H

#include "kernel/handle.h"
#include "kernel/process.h"

#define GENERATION_MAX INT32_MAX /* values of handles are positive */

/* A larger table in the place of p's. ERR_NO_MEMORY, ERR_QUOTA: it stays as it was. */
enum err handle_table_grow_locked(struct process *p);
/* The whole table, which is p's no longer: looked up from now on, nothing is there. */
void handle_table_retire(struct process *p);
/* Sees to it that there is what copies of h stand in. ERR_NO_MEMORY. */
enum err handle_derive_locked(struct handle *h);
/* What a copy of h says, for which there is that. badge 0: as it was. */
struct handle handle_copy_of(const struct handle *h, unsigned rights, uint64_t badge);
/* For an entry that is to say this. */
void handle_take_references(const struct handle *h);
/* What an entry held, whose handle is gone, is let go. No lock held, irqs off. */
void handle_drop(const struct handle *h);

static inline void lock_tables(struct process *a, struct process *b)
{
	struct spinlock *x = &a->handles.lock, *y = &b->handles.lock;

	spin_lock(x < y ? x : y);
	if (x != y)
		spin_lock(x < y ? y : x);
}

static inline void unlock_tables(struct process *a, struct process *b)
{
	spin_unlock(&a->handles.lock);
	if (a != b)
		spin_unlock(&b->handles.lock);
}

static inline struct handle *handle_at(struct handle_block *b, uint32_t index)
{
	return &b->entry[index] - 1;
}

static inline bool has_free_entry_locked(const struct handle_block *b)
{
	return b->free || b->fresh * sizeof(struct handle) < b->size;
}

/* An entry that is free, and there is one, taken out of the chain; its index. */
static inline uint32_t take_free_entry_locked(struct handle_block *b)
{
	uint32_t index = b->free;

	if (index)
		b->free = handle_at(b, index)->next_free;
	else
		index = b->fresh++;
	b->used++;
	return index;
}

/* Likewise, and there may be none: then the table grows. Negative: it cannot. */
static inline long take_entry_locked(struct process *p)
{
	enum err e;

	if (p->handles.closed)
		return ERR_CLOSED;
	if (!has_free_entry_locked(p->handles.block)) {
		e = handle_table_grow_locked(p);
		if (e != OK)
			return e;
	}
	return take_free_entry_locked(p->handles.block);
}

/* An entry whose generations are used up is never used again. */
static inline void put_entry_locked(struct handle_block *b, uint32_t index)
{
	struct handle *h = handle_at(b, index);

	b->used--;
	if (h->last_generation == GENERATION_MAX)
		return;
	h->next_free = b->free;
	b->free = index;
}

static inline struct handle *entry_locked(struct process *p, uint64_t value)
{
	struct handle_block *b = p->handles.block;
	uint64_t offset = (uint64_t)HANDLE_INDEX(value) * sizeof(struct handle);
	struct handle *h;

	if (offset >= b->size || offset == 0)
		return NULL;
	h = handle_at(b, HANDLE_INDEX(value));
	return h->key == value ? h : NULL;
}

/* What the entry says is *with's, and then it is a handle: its value. */
static inline uint64_t fill_entry_locked(struct handle_block *b, uint32_t index,
					 const struct handle *with)
{
	struct handle *h = handle_at(b, index);

	store_once(&h->fast, with->fast);
	store_once(&h->rights, with->rights);
	store_once(&h->object, with->object);
	store_once(&h->origin, with->origin);
	store_once(&h->badge, with->badge);
	h->derived = with->derived;
	fence_release();
	store_once(&h->key, (uint64_t)++h->last_generation << 32 | index);
	return h->key;
}

/* h is a handle no more, and what it referred to is the caller's, who has read it. */
static inline void empty_entry_locked(struct handle_block *b, struct handle *h)
{
	uint32_t index = HANDLE_INDEX(h->key);

	store_once(&h->key, 0);
	fence_release();
	h->derived = NULL;
	put_entry_locked(b, index);
}

/* What stands at h in `from` stands in `to` from now on, which has room, with all that refers to it. Its value. */
static inline uint64_t move_entry_locked(struct handle_block *from, struct handle *h,
					 struct handle_block *to)
{
	uint64_t value = fill_entry_locked(to, take_free_entry_locked(to), h);

	empty_entry_locked(from, h);
	return value;
}

#endif
