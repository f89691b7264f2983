/* SPDX-License-Identifier: MIT */
/* The memory of a table of handles: it grows, by being replaced, and never shrinks before it ends. */
#include "kernel/handle_table.h"
#include "kernel/page.h"
#include "kernel/slab.h"
#include "lib/string.h"

#define FIRST_SIZE 1024 /* from the slab; larger ones are whole pages */
#define GROWTH	   4

/* Of those who have no handles: its size says so. */
static struct handle_block none = {.key = 1, .size = sizeof(struct handle), .fresh = 1};

void handle_table_init(struct handle_table *t)
{
	t->block = &none;
}

enum err handle_find(struct process *p, uint64_t value, enum loris_type type, unsigned rights,
		     struct found *out)
{
	return handle_find_in(&p->handles, value, type, rights, out);
}

static struct handle_block *block_create(uint32_t size)
{
	struct handle_block *b;

	if (size == FIRST_SIZE) {
		b = slab_alloc_zeroed(size);
	} else {
		pa_t pa = page_alloc_order((unsigned)__builtin_ctz(size / PAGE_SIZE));
		b = pa ? direct(pa) : NULL;
		if (b)
			memset(b, 0, size);
	}
	if (!b)
		return NULL;
	b->key = 1;
	b->size = size;
	b->fresh = 1;
	return b;
}

static void block_free(struct grace *g)
{
	struct handle_block *b = object_of(g, struct handle_block, grace);

	if (b->size == FIRST_SIZE)
		slab_free(b, b->size);
	else
		page_free_order(direct_pa(b), (unsigned)__builtin_ctz(b->size / PAGE_SIZE));
}

static uint64_t pages_of(const struct handle_block *b)
{
	return b->size > FIRST_SIZE ? b->size / PAGE_SIZE : 0;
}

/* Who looks something up meanwhile uses the old one, in which nothing changes any more. */
enum err handle_table_grow_locked(struct process *p)
{
	struct handle_block *old = p->handles.block, *b;
	uint32_t size = old == &none ? FIRST_SIZE : old->size * GROWTH;
	uint64_t pages = size > FIRST_SIZE ? size / PAGE_SIZE : 0;

	if (size > HANDLES_MAX * sizeof(struct handle))
		return ERR_NO_MEMORY;
	if (!quota_charge_pages(p->quota, pages))
		return ERR_QUOTA;
	b = block_create(size);
	if (!b) {
		quota_return_pages(p->quota, pages);
		return ERR_NO_MEMORY;
	}
	memcpy(b->entry, old->entry, old->size - sizeof(struct handle));
	b->used = old->used;
	b->free = old->free;
	b->fresh = old->fresh;
	quota_return_pages(p->quota, pages_of(old));
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
	quota_return_pages(p->quota, pages_of(b));
	grace_free(&b->grace, block_free);
}
