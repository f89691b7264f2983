/* SPDX-License-Identifier: MIT */
/* The memory of a table of handles: it grows, by being replaced, and never shrinks before it ends. */
#include "kernel/handle_table.h"
#include "kernel/debug.h"
#include "kernel/page.h"
#include "kernel/slab.h"
#include "lib/string.h"

#define FIRST_SIZE 1024 /* from the slab; larger ones are whole pages */
#define GROWTH	   4

/* Of those who have no handles: its size says so. */
static struct handle_block none = {
	.key = 1, .size = sizeof(struct handle), .room = sizeof(struct handle)};

void handle_table_init(struct handle_table *t)
{
	t->block = &none;
}

enum err handle_find(struct process *p, uint64_t value, enum loris_type type, unsigned rights,
		     struct found *out)
{
	enum err e = handle_find_in(&p->handles, value, type, rights, out);

	if (e == OK)
		debug_found(STRETCH_found, out->object);
	return e;
}

/* Not cleared: an entry is when it is first used, since all of them at once take long. */
static struct handle_block *block_create(uint32_t size)
{
	pa_t pa;

	if (size == FIRST_SIZE)
		return slab_alloc(size);
	pa = page_alloc_order((unsigned)__builtin_ctz(size / PAGE_SIZE));
	return pa ? direct(pa) : NULL;
}

static void block_free(struct grace *g)
{
	struct handle_block *b = object_of(g, struct handle_block, grace);
	uint64_t pages = b->room / PAGE_SIZE;
	struct quota *q = b->quota;

	if (pages)
		page_free_order(direct_pa(b), (unsigned)__builtin_ctzl(pages));
	else
		slab_free(b, FIRST_SIZE);
	quota_return_pages(q, pages);
	quota_put(q);
}

/* Who looks something up meanwhile uses the old one, in which nothing changes any more. */
enum err handle_table_grow_locked(struct process *p)
{
	struct handle_block *old = p->handles.block, *b;
	uint32_t size = old == &none ? FIRST_SIZE : old->room * GROWTH;
	uint64_t pages = size / PAGE_SIZE; /* none for the first */

	if (size > HANDLES_MAX * sizeof(struct handle))
		return ERR_NO_MEMORY;
	if (!quota_charge_pages(p->quota, pages))
		return ERR_QUOTA;
	b = block_create(size);
	if (!b) {
		quota_return_pages(p->quota, pages);
		return ERR_NO_MEMORY;
	}
	memcpy(b, old, old->size);
	b->room = size;
	b->quota = p->quota;
	quota_get(b->quota);
	fence_release();
	store_once(&p->handles.block, b);
	if (old != &none)
		grace_free(&old->grace, block_free);
	return OK;
}

void handle_table_retire(struct process *p)
{
	struct handle_block *b = p->handles.block;

	if (b == &none)
		return;
	store_once(&p->handles.block, &none);
	grace_free(&b->grace, block_free);
}

/* ---- entries ---------------------------------------------------------------------------------------------- */

void lock_tables(struct process *a, struct process *b)
{
	struct spinlock *x = &a->handles.lock, *y = &b->handles.lock;

	spin_lock(x < y ? x : y);
	if (x != y)
		spin_lock(x < y ? y : x);
}

void unlock_tables(struct process *a, struct process *b)
{
	spin_unlock(&a->handles.lock);
	if (a != b)
		spin_unlock(&b->handles.lock);
}

/*
 * What stands there is whatever the memory was before, perhaps what a program wrote. A look-up may read that as the key,
 * as its loads of the size and of the key are in no order (a branch orders none: RVWMO rule 11), and then what the
 * entry becomes. So no value of the entry is what stands there now: the generations begin in the other half.
 */
static void begin_entry_locked(struct handle *h)
{
	uint32_t there = HANDLE_GENERATION(h->key);

	h->last_generation = there - 1 < GENERATION_HALF ? GENERATION_HALF : 0;
	store_once(&h->key, 0);
	fence_release(); /* that it is free, then that it is there: a look-up reads its key behind a fence again */
}

uint32_t take_free_entry_locked(struct handle_block *b)
{
	uint32_t index = b->free;

	b->used++;
	if (index) {
		b->free = handle_at(b, index)->next_free;
		return index;
	}
	index = b->size / sizeof(struct handle);
	begin_entry_locked(handle_at(b, index));
	store_once(&b->size, b->size + sizeof(struct handle));
	return index;
}

long take_entry_locked(struct process *p)
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
void put_entry_locked(struct handle_block *b, uint32_t index)
{
	struct handle *h = handle_at(b, index);

	b->used--;
	if (h->last_generation == GENERATION_MAX)
		return;
	h->next_free = b->free;
	b->free = index;
}

struct handle *entry_locked(struct process *p, uint64_t value)
{
	struct handle_block *b = p->handles.block;
	uint64_t offset = (uint64_t)HANDLE_INDEX(value) * sizeof(struct handle);
	struct handle *h;

	if (offset >= b->size || offset == 0)
		return NULL;
	h = handle_at(b, HANDLE_INDEX(value));
	return h->key == value ? h : NULL;
}

uint64_t fill_entry_locked(struct handle_block *b, uint32_t index, const struct handle *with)
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

void empty_entry_locked(struct handle_block *b, struct handle *h)
{
	uint32_t index = HANDLE_INDEX(h->key);

	store_once(&h->key, 0);
	fence_release();
	h->derived = NULL;
	put_entry_locked(b, index);
}
