/* SPDX-License-Identifier: MIT */
#include "kernel/slab.h"
#include "kernel/hart.h"
#include "kernel/page.h"
#include "lib/string.h"

#define CLASSES	  (SLAB_CLASSES - 1) /* 32, 64, ... 2048 */
#define CACHE_MAX 32
#define BATCH	  (CACHE_MAX / 2)

/* Pages of one class that have a free object. */
struct slab {
	struct spinlock lock; /* leaf, but for the page allocator's */
	struct list partial;
};

static struct slab slabs[CLASSES] = {
#define SLAB(i) [i] = {.partial = LIST_INIT(slabs[i].partial)}
	SLAB(0), SLAB(1), SLAB(2), SLAB(3), SLAB(4), SLAB(5), SLAB(6),
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

static bool add_page_locked(unsigned class)
{
	size_t size = (1UL << SLAB_MIN_SHIFT) << class;
	pa_t pa = page_alloc();
	struct page *p;

	if (!pa)
		return false;
	p = page_of(pa);
	p->free = NULL;
	p->in_use = 0;
	p->class = (uint16_t) class;
	for (size_t at = PAGE_SIZE; at >= size; at -= size)
		chain_push(&p->free, (char *)direct(pa) + at - size);
	list_add_head(&slabs[class].partial, &p->link);
	return true;
}

static void *take_locked(unsigned class)
{
	struct slab *s = &slabs[class];
	struct page *p;
	void *object;

	if (list_empty(&s->partial) && !add_page_locked(class))
		return NULL;
	p = list_first_entry(&s->partial, struct page, link);
	object = chain_pop(&p->free);
	p->in_use++;
	if (!p->free)
		list_remove(&p->link);
	return object;
}

static void put_locked(unsigned class, void *object)
{
	pa_t pa = direct_pa(object) & ~(pa_t)(PAGE_SIZE - 1);
	struct page *p = page_of(pa);

	if (!p->free)
		list_add_head(&slabs[class].partial, &p->link);
	chain_push(&p->free, object);
	if (--p->in_use == 0) {
		list_remove(&p->link);
		page_free(pa);
	}
}

static __attribute__((noinline)) void refill(struct object_cache *c, unsigned class)
{
	spin_lock(&slabs[class].lock);
	while (c->count < BATCH) {
		void *object = take_locked(class);
		if (!object)
			break;
		chain_push(&c->free, object);
		c->count++;
	}
	spin_unlock(&slabs[class].lock);
}

static __attribute__((noinline)) void drain(struct object_cache *c, unsigned class, unsigned keep)
{
	spin_lock(&slabs[class].lock);
	for (; c->count > keep; c->count--)
		put_locked(class, chain_pop(&c->free));
	spin_unlock(&slabs[class].lock);
}

void *slab_alloc_class(unsigned class)
{
	bool irqs = irq_save();
	struct object_cache *c = &this_hart()->objects[class];
	void *object = NULL;

	if (!c->count)
		refill(c, class);
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

void slab_free_class(void *object, unsigned class)
{
	bool irqs = irq_save();
	struct object_cache *c = &this_hart()->objects[class];

	if (c->count == CACHE_MAX)
		drain(c, class, BATCH);
	chain_push(&c->free, object);
	c->count++;
	irq_restore(irqs);
}

void slab_drain_cache(void)
{
	for (unsigned class = 0; class < CLASSES; class ++)
		drain(&this_hart()->objects[class], class, 0);
}
