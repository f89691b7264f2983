/* SPDX-License-Identifier: MIT */
#include "kernel/handle.h"
#include "kernel/endpoint.h"
#include "kernel/origin.h"
#include "kernel/page.h"
#include "kernel/process.h"
#include "kernel/slab.h"
#include "lib/string.h"

#define FIRST_SIZE     1024 /* from the slab; larger ones are whole pages */
#define GROWTH	       4
#define GENERATION_MAX INT32_MAX /* values of handles are positive */

/* Of those who have no handles: its size says so. */
static struct handle_block none = {.key = 1, .size = sizeof(struct handle), .fresh = 1};

void handle_table_init(struct handle_table *t)
{
	t->block = &none;
}

static struct handle *at(struct handle_block *b, uint32_t index)
{
	return &b->entry[index] - 1;
}

/* ---- looking up ---------------------------------------------------------------------------------------- */

enum err handle_find(struct process *p, uint64_t value, enum loris_type type, unsigned rights,
		     struct found *out)
{
	return handle_find_in(&p->handles, value, type, rights, out);
}

/* ---- the table; its lock held --------------------------------------------------------------------------- */

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

static COLD void block_free(struct grace *g)
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
static __attribute__((noinline, cold)) enum err grow_locked(struct process *p)
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

/* An entry that is free, taken out of the chain; its index. Negative: none to be had. */
static inline long take_entry_locked(struct process *p)
{
	struct handle_block *b = p->handles.block;
	uint32_t index;

	if (p->handles.closed)
		return ERR_CLOSED;
	if (!b->free && (b->fresh * sizeof(struct handle) >= b->size)) {
		enum err e = grow_locked(p);
		if (e != OK)
			return e;
		b = p->handles.block;
	}
	index = b->free;
	if (index)
		b->free = at(b, index)->next_free;
	else
		index = b->fresh++;
	b->used++;
	return index;
}

/* An entry whose generations are used up is never used again. */
static void put_entry_locked(struct handle_block *b, uint32_t index)
{
	struct handle *h = at(b, index);

	b->used--;
	if (h->last_generation == GENERATION_MAX)
		return;
	h->next_free = b->free;
	b->free = index;
}

/* What ipc_fast.c goes by. */
static uint8_t fast_of(const struct object *o, unsigned rights, const struct origin *origin)
{
	unsigned fast = (rights & LORIS_RIGHT_SEND ? HANDLE_FAST_SEND : 0) |
			(rights & LORIS_RIGHT_RECV ? HANDLE_FAST_RECV : 0);

	if (o->type != LORIS_ENDPOINT)
		return 0;
	return (uint8_t)(origin->depth > 1 ? fast << HANDLE_DEEP_SHIFT : fast);
}

/* The object's and the origin's references are the entry's now. */
static uint64_t fill_entry_locked(struct handle_block *b, uint32_t index, const struct handle *with)
{
	struct handle *h = at(b, index);

	store_once(&h->fast, fast_of(with->object, with->rights, with->origin));
	store_once(&h->rights, with->rights);
	store_once(&h->object, with->object);
	store_once(&h->origin, with->origin);
	store_once(&h->badge, with->badge);
	h->derived = with->derived;
	fence_release();
	store_once(&h->key, (uint64_t)++h->last_generation << 32 | index);
	return h->key;
}

/* *out gets what stood there, references and all. */
static void empty_entry_locked(struct handle_block *b, uint32_t index, struct handle *out)
{
	struct handle *h = at(b, index);

	*out = *h;
	store_once(&h->key, 0);
	fence_release();
	h->derived = NULL;
	put_entry_locked(b, index);
}

static struct handle *entry_locked(struct process *p, uint64_t value)
{
	struct handle_block *b = p->handles.block;
	uint64_t offset = (uint64_t)HANDLE_INDEX(value) * sizeof(struct handle);
	struct handle *h;

	if (offset >= b->size || offset == 0)
		return NULL;
	h = at(b, HANDLE_INDEX(value));
	return h->key == value ? h : NULL;
}

/* ---- references ---------------------------------------------------------------------------------------- */

static bool can_receive(const struct handle *h)
{
	return h->object->type == LORIS_ENDPOINT && h->rights & LORIS_RIGHT_RECV;
}

static void take_references(const struct handle *h)
{
	object_get(h->object);
	origin_join(h->origin);
	if (can_receive(h))
		endpoint_add_receiver((struct endpoint *)h->object);
}

/* No lock held. */
static void drop_references(const struct handle *h)
{
	if (can_receive(h))
		endpoint_drop_receiver((struct endpoint *)h->object);
	origin_leave(h->origin);
	if (h->derived)
		origin_put(h->derived);
	object_put(h->object);
}

/* ---- making ------------------------------------------------------------------------------------------- */

static long insert(struct process *p, const struct handle *with)
{
	bool irqs = spin_lock_irqsave(&p->handles.lock);
	long index = take_entry_locked(p), value = index;

	if (index >= 0) {
		take_references(with);
		value = (long)fill_entry_locked(p->handles.block, (uint32_t)index, with);
	}
	spin_unlock_irqrestore(&p->handles.lock, irqs);
	return value;
}

long handle_add(struct process *p, struct object *o, unsigned rights, uint64_t badge)
{
	const struct handle with = {
		.rights = (uint8_t)rights, .object = o, .origin = &origin_root, .badge = badge};

	return insert(p, &with);
}

long handle_give(struct process *p, struct object *o, unsigned rights, uint64_t badge)
{
	long value = handle_add(p, o, rights, badge);

	object_put(o);
	return value;
}

/* ---- copying ------------------------------------------------------------------------------------------- */

static enum err ensure_derived_locked(struct handle *h)
{
	if (!h->derived)
		h->derived = origin_create(h->origin);
	return h->derived ? OK : ERR_NO_MEMORY;
}

/* What a copy of h would be; its references are still to be taken. */
static enum err copy_of_locked(struct handle *h, unsigned rights, uint64_t badge,
			       struct handle *out)
{
	enum err e;

	if (!h || !origin_valid(h->origin))
		return ERR_HANDLE;
	if (!(h->rights & LORIS_RIGHT_COPY) || (badge && h->badge))
		return ERR_PERM;
	e = ensure_derived_locked(h);
	if (e != OK)
		return e;
	*out = (struct handle){.rights = (uint8_t)(h->rights & rights),
			       .object = h->object,
			       .origin = h->derived,
			       .badge = badge ? badge : h->badge};
	return OK;
}

long handle_copy(struct process *p, uint64_t value, unsigned rights, uint64_t badge)
{
	return handle_copy_to(p, value, p, rights, badge);
}

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

/* The new entry first: a table that grows moves the old one. */
static COLD long copy_locked(struct process *from, uint64_t value, struct process *to,
			     unsigned rights, uint64_t badge)
{
	long index = take_entry_locked(to);
	struct handle with;
	enum err e;

	if (index < 0)
		return index;
	e = copy_of_locked(entry_locked(from, value), rights, badge, &with);
	if (e != OK) {
		put_entry_locked(to->handles.block, (uint32_t)index);
		return e;
	}
	take_references(&with);
	return (long)fill_entry_locked(to->handles.block, (uint32_t)index, &with);
}

long handle_copy_to(struct process *from, uint64_t value, struct process *to, unsigned rights,
		    uint64_t badge)
{
	long result;

	lock_tables(from, to);
	result = copy_locked(from, value, to, rights, badge);
	unlock_tables(from, to);
	return result;
}

/* ---- going along with a message -------------------------------------------------------------------------- */

/* What stands in `from` stands in `to` from now on, with all that refers to it. */
static inline long move_entry_locked(struct handle_block *from, struct handle *h,
				     struct handle_block *to, uint32_t index)
{
	struct handle *n = at(to, index);

	store_once(&n->fast, h->fast);
	store_once(&n->rights, h->rights);
	store_once(&n->object, h->object);
	store_once(&n->origin, h->origin);
	store_once(&n->badge, h->badge);
	n->derived = h->derived;
	fence_release();
	store_once(&n->key, (uint64_t)++n->last_generation << 32 | index);
	index = HANDLE_INDEX(h->key);
	store_once(&h->key, 0);
	fence_release();
	h->derived = NULL;
	put_entry_locked(from, index);
	return (long)n->key;
}

static inline long move_locked(struct process *from, uint64_t value, struct process *to)
{
	long index = take_entry_locked(to);
	struct handle *h;

	if (index < 0)
		return index;
	h = entry_locked(from, value);
	if (h && origin_alive(h->origin) && h->rights & LORIS_RIGHT_COPY)
		return move_entry_locked(from->handles.block, h, to->handles.block,
					 (uint32_t)index);
	put_entry_locked(to->handles.block, (uint32_t)index);
	return h ? ERR_PERM : ERR_HANDLE;
}

/* The usual transfer. */
static __attribute__((noinline)) enum err move_one(struct process *from, struct process *to,
						   uint64_t *value)
{
	long moved;

	lock_tables(from, to);
	moved = move_locked(from, *value, to);
	unlock_tables(from, to);
	if (moved < 0)
		return (enum err)moved;
	*value = (uint64_t)moved;
	return OK;
}

/* Moved ones go home under a value of their own: whoever moves handles that do not all go loses those
 * values, never the handles. */
static COLD void undo_locked(struct process *from, struct process *to, uint64_t *value,
			     const uint64_t *now, unsigned n, unsigned moves, struct handle *gone)
{
	for (unsigned i = 0; i < n; i++) {
		if (moves >> i & 1) {
			long back = move_locked(to, now[i], from);
			gone[i].object = NULL;
			if (back > 0)
				value[i] = (uint64_t)back;
		} else {
			empty_entry_locked(to->handles.block, HANDLE_INDEX(now[i]), &gone[i]);
		}
	}
}

static __attribute__((noinline, cold)) enum err
transfer(struct process *from, struct process *to, uint64_t *value, unsigned n, unsigned moves)
{
	struct handle gone[LORIS_MSG_HANDLES_MAX];
	uint64_t now[LORIS_MSG_HANDLES_MAX];
	enum err e = OK;
	unsigned done;
	long got;

	lock_tables(from, to);
	for (done = 0; done < n; done++) {
		got = moves >> done & 1 ? move_locked(from, value[done], to)
					: copy_locked(from, value[done], to, LORIS_RIGHTS_ALL, 0);
		if (got < 0)
			break;
		now[done] = (uint64_t)got;
	}
	if (done < n) {
		e = (enum err)got;
		undo_locked(from, to, value, now, done, moves, gone);
	} else {
		memcpy(value, now, n * sizeof *now);
	}
	unlock_tables(from, to);
	for (unsigned i = 0; e != OK && i < done; i++)
		if (gone[i].object)
			drop_references(&gone[i]);
	return e;
}

enum err handle_transfer(struct process *from, struct process *to, uint64_t *value, unsigned n,
			 unsigned moves)
{
	return n == 1 && moves & 1 ? move_one(from, to, value)
				   : transfer(from, to, value, n, moves);
}

/* ---- closing, revoking, looking ----------------------------------------------------------------------------- */

enum err handle_close(struct process *p, uint64_t value)
{
	struct handle gone;
	bool found;

	spin_lock(&p->handles.lock);
	found = entry_locked(p, value);
	if (found)
		empty_entry_locked(p->handles.block, HANDLE_INDEX(value), &gone);
	spin_unlock(&p->handles.lock);
	if (!found)
		return ERR_HANDLE;
	drop_references(&gone);
	return OK;
}

/* From here on nobody changes the table but we: the process has no threads, and nothing comes in. */
static struct handle_block *close_table(struct process *p)
{
	bool irqs = spin_lock_irqsave(&p->handles.lock);
	struct handle_block *b = p->handles.block;

	p->handles.closed = true;
	spin_unlock_irqrestore(&p->handles.lock, irqs);
	return b;
}

COLD void handle_close_all(struct process *p)
{
	struct handle_block *b = close_table(p);

	for (uint32_t i = 1; i < b->fresh; i++) {
		bool irqs = irq_save();

		if (at(b, i)->key)
			handle_close(p, at(b, i)->key);
		irq_restore(irqs);
	}
	if (b == &none)
		return;
	store_once(&p->handles.block, &none);
	quota_return_pages(p->quota, pages_of(b));
	grace_free(&b->grace, block_free);
}

COLD enum err handle_revoke(struct process *p, uint64_t value)
{
	struct origin *o = NULL;
	struct handle *h;

	spin_lock(&p->handles.lock);
	h = entry_locked(p, value);
	if (h) {
		o = h->derived;
		h->derived = NULL;
	}
	if (o)
		store_once(&o->valid, 0);
	spin_unlock(&p->handles.lock);
	if (o)
		origin_put(o);
	return h ? OK : ERR_HANDLE;
}

COLD enum err handle_watch(struct process *p, uint64_t value, struct notification *n, uint64_t bits)
{
	struct origin *o = NULL;
	struct handle *h;
	enum err e;

	spin_lock(&p->handles.lock);
	h = entry_locked(p, value);
	e = h ? ensure_derived_locked(h) : ERR_HANDLE;
	if (e == OK) {
		o = h->derived;
		atomic_add32(&o->refs, 1);
	}
	spin_unlock(&p->handles.lock);
	if (!o)
		return e;
	origin_watch(o, n, bits);
	origin_put(o);
	return OK;
}

COLD enum err handle_info(struct process *p, uint64_t value, struct loris_handle *out,
			  struct object **object)
{
	struct handle *h;

	spin_lock(&p->handles.lock);
	h = entry_locked(p, value);
	if (h) {
		*out = (struct loris_handle){
			.type = h->object->type,
			.rights = h->rights,
			.badge = h->badge,
			.copies = h->derived ? load_once(&h->derived->copies) : 0,
		};
		*object = h->object; /* stays, as irqs are off */
	}
	spin_unlock(&p->handles.lock);
	return h ? OK : ERR_HANDLE;
}

uint32_t handle_count(struct process *p)
{
	return load_once(&load_once(&p->handles.block)->used);
}
