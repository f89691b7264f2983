/* SPDX-License-Identifier: MIT */
/* Making, copying, closing, revoking handles. */
#include "kernel/handle_table.h"
#include "kernel/endpoint.h"
#include "kernel/origin.h"

/* What ipc_fast.c goes by, and notifications likewise. */
static uint8_t fast_of(const struct object *o, unsigned rights, const struct origin *origin)
{
	unsigned fast = (rights & LORIS_RIGHT_SEND ? 1 : 0) | (rights & LORIS_RIGHT_RECV ? 2 : 0);

	if (o->type == LORIS_NOTIFICATION)
		fast *= HANDLE_FAST_SIGNAL;
	else if (o->type != LORIS_ENDPOINT)
		return 0;
	return (uint8_t)(origin->depth > 1 ? fast << HANDLE_DEEP_SHIFT : fast);
}

/* ---- references ---------------------------------------------------------------------------------------- */

static bool can_receive(const struct handle *h)
{
	return h->object->type == LORIS_ENDPOINT && h->rights & LORIS_RIGHT_RECV;
}

void handle_take_references(const struct handle *h)
{
	object_get(h->object);
	origin_join(h->origin);
	if (can_receive(h))
		endpoint_add_receiver((struct endpoint *)h->object);
}

void handle_drop(const struct handle *h)
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
		handle_take_references(with);
		value = (long)fill_entry_locked(p->handles.block, (uint32_t)index, with);
	}
	spin_unlock_irqrestore(&p->handles.lock, irqs);
	return value;
}

long handle_add(struct process *p, struct object *o, unsigned rights, uint64_t badge)
{
	const struct handle with = {.fast = fast_of(o, rights, &origin_root),
				    .rights = (uint8_t)rights,
				    .object = o,
				    .origin = &origin_root,
				    .badge = badge};

	return insert(p, &with);
}

long handle_give(struct process *p, struct object *o, unsigned rights, uint64_t badge)
{
	long value = handle_add(p, o, rights, badge);

	object_put(o);
	return value;
}

/* ---- copying ------------------------------------------------------------------------------------------- */

enum err handle_derive_locked(struct process *payer, struct handle *h)
{
	enum err e;

	if (!h->derived)
		h->derived = origin_create(h->origin, payer->quota, &e);
	return h->derived ? OK : e;
}

struct handle handle_copy_of(const struct handle *h, unsigned rights, uint64_t badge)
{
	rights &= h->rights;
	return (struct handle){.fast = fast_of(h->object, rights, h->derived),
			       .rights = (uint8_t)rights,
			       .object = h->object,
			       .origin = h->derived,
			       .badge = badge ? badge : h->badge};
}

static enum err may_copy_locked(struct process *payer, struct handle *h, uint64_t badge)
{
	if (!h || !origin_valid(h->origin))
		return ERR_HANDLE;
	if (!(h->rights & LORIS_RIGHT_COPY) || (badge && h->badge))
		return ERR_PERM;
	return handle_derive_locked(payer, h);
}

/* The new entry first: a table that grows moves the old one. Who is given a copy pays: init passes on what programs give to
 * those that they start, and its copies' account would outlive them all. */
static long copy_locked(struct process *from, uint64_t value, struct process *to, unsigned rights,
			uint64_t badge)
{
	long index = take_entry_locked(to);
	struct handle *h, with;
	enum err e;

	if (index < 0)
		return index;
	h = entry_locked(from, value);
	e = may_copy_locked(to, h, badge);
	if (e != OK) {
		put_entry_locked(to->handles.block, (uint32_t)index);
		return e;
	}
	with = handle_copy_of(h, rights, badge);
	handle_take_references(&with);
	return (long)fill_entry_locked(to->handles.block, (uint32_t)index, &with);
}

long handle_copy(struct process *p, uint64_t value, unsigned rights, uint64_t badge)
{
	return handle_copy_to(p, value, p, rights, badge);
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

/* ---- closing, revoking, looking ----------------------------------------------------------------------------- */

enum err handle_close(struct process *p, uint64_t value)
{
	struct handle *h, gone;

	spin_lock(&p->handles.lock);
	h = entry_locked(p, value);
	if (h) {
		gone = *h;
		empty_entry_locked(p->handles.block, h);
	}
	spin_unlock(&p->handles.lock);
	if (!h)
		return ERR_HANDLE;
	handle_drop(&gone);
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

void handle_close_all(struct process *p)
{
	struct handle_block *b = close_table(p);

	for (uint32_t i = 1; i * sizeof(struct handle) < b->size; i++) {
		bool irqs = irq_save();

		handle_close(p, handle_at(b, i)->key); /* 0: a free one, which is nobody's */
		irq_restore(irqs);
	}
	handle_table_retire(p);
}

enum err handle_revoke(struct process *p, uint64_t value)
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
	if (o) {
		origin_watch(o, NULL, 0);
		origin_put(o);
	}
	return h ? OK : ERR_HANDLE;
}

enum err handle_watch(struct process *p, uint64_t value, struct notification *n, uint64_t bits)
{
	struct origin *o = NULL;
	struct handle *h;
	enum err e;

	spin_lock(&p->handles.lock);
	h = entry_locked(p, value);
	e = h ? handle_derive_locked(p, h) : ERR_HANDLE;
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

enum err handle_info(struct process *p, uint64_t value, struct loris_handle *out,
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
