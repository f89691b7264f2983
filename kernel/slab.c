/* SPDX-License-Identifier: MIT */
#include "kernel/slab.h"
#include "kernel/debug.h"
#include "kernel/hart.h"
#include "kernel/page.h"
#include "lib/string.h"

#define CACHE_MAX 32
#define BATCH	  (CACHE_MAX / 2)

/* Pages of one bin that have a free object. */
struct slab {
	struct spinlock lock; /* leaf, but for the page allocator's */
	struct list partial;
	uint32_t taken; /* objects in use, or in a hart's chain */
	uint32_t pages;
};

static struct slab slabs[SLAB_BINS] = {
#define SLAB(i) [i] = {.partial = LIST_INIT(slabs[i].partial)}
	SLAB(0), SLAB(1), SLAB(2), SLAB(3), SLAB(4), SLAB(5), SLAB(6), SLAB(7),
#undef SLAB
};

static void *chain_pop(void **head)
{
	void *object = *head;
	*head = *(void **)object;
	return object;
}

static void chain_push(void **head, void *object)
{
	*(void **)object = *head;
	*head = object;
}

static bool add_page_locked(unsigned bin)
{
	size_t size = (1UL << SLAB_MIN_SHIFT) << bin;
	pa_t pa = page_alloc();
	struct page *p;

	if (!pa)
		return false;
	p = page_of(pa);
	p->free = NULL;
	p->in_use = 0;
	p->bin = (uint16_t)bin;
	for (size_t at = PAGE_SIZE; at >= size; at -= size)
		chain_push(&p->free, (char *)direct(pa) + at - size);
	list_add_head(&slabs[bin].partial, &p->link);
	slabs[bin].pages++;
	return true;
}

static void *take_locked(unsigned bin)
{
	struct slab *s = &slabs[bin];
	struct page *p;
	void *object;

	if (list_empty(&s->partial) && !add_page_locked(bin))
		return NULL;
	p = list_first_entry(&s->partial, struct page, link);
	object = chain_pop(&p->free);
	p->in_use++;
	s->taken++;
	if (!p->free)
		list_remove(&p->link);
	return object;
}

static void put_locked(unsigned bin, void *object)
{
	pa_t pa = direct_pa(object) & ~(pa_t)(PAGE_SIZE - 1);
	struct page *p = page_of(pa);

	if (!p->free)
		list_add_head(&slabs[bin].partial, &p->link);
	chain_push(&p->free, object);
	slabs[bin].taken--;
	if (--p->in_use == 0) {
		slabs[bin].pages--;
		list_remove(&p->link);
		page_free(pa);
	}
}

static __attribute__((noinline)) void refill(struct object_cache *c, unsigned bin)
{
	spin_lock(&slabs[bin].lock);
	while (c->count < BATCH) {
		void *object = take_locked(bin);
		if (!object)
			break;
		chain_push(&c->free, object);
		c->count++;
	}
	spin_unlock(&slabs[bin].lock);
}

static __attribute__((noinline)) void drain(struct object_cache *c, unsigned bin, unsigned keep)
{
	spin_lock(&slabs[bin].lock);
	for (; c->count > keep; c->count--)
		put_locked(bin, chain_pop(&c->free));
	spin_unlock(&slabs[bin].lock);
}

void *slab_alloc_bin(unsigned bin)
{
	bool irqs = irq_save();
	struct object_cache *c = &this_hart()->objects[bin];
	void *object = NULL;

	if (debug_fail()) {
		irq_restore(irqs);
		return NULL;
	}
	if (!c->count)
		refill(c, bin);
	if (c->count) {
		c->count--;
		object = chain_pop(&c->free);
	}
	irq_restore(irqs);
	return object;
}

void *slab_alloc_zeroed(size_t size)
{
	void *object = slab_alloc(size);
	if (object)
		memset(object, 0, size);
	return object;
}

void slab_free_bin(void *object, unsigned bin)
{
	bool irqs = irq_save();
	struct object_cache *c = &this_hart()->objects[bin];

	if (c->count == CACHE_MAX)
		drain(c, bin, BATCH);
	debug_poison_object(object, (1UL << SLAB_MIN_SHIFT) << bin);
	chain_push(&c->free, object);
	c->count++;
	irq_restore(irqs);
}

void slab_drain_cache(void)
{
	for (unsigned bin = 0; bin < SLAB_BINS; bin++)
		drain(&this_hart()->objects[bin], bin, 0);
}

uint64_t slab_in_use(unsigned bin)
{
	uint64_t n = load_once(&slabs[bin].taken);

	for_each_hart(h)
		n -= load_once(&h->objects[bin].count);
	return n;
}

uint64_t slab_pages(void)
{
	uint64_t n = 0;

	for (unsigned bin = 0; bin < SLAB_BINS; bin++)
		n += load_once(&slabs[bin].pages);
	return n;
}
