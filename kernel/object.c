/* SPDX-License-Identifier: MIT */
#include "kernel/object.h"
#include "kernel/slab.h"
#include "lib/string.h"

void object_init(struct object *o, enum loris_type type, size_t size, size_t offset,
		 struct quota *q)
{
	o->refs = 1;
	o->type = (uint8_t)type;
	o->size = (uint16_t)size;
	o->offset = (uint16_t)offset;
	o->quota = q;
	if (q)
		quota_get(q);
}

void *object_create(struct quota *q, enum loris_type type, size_t size, enum err *e)
{
	struct object *o;

	*e = ERR_QUOTA;
	if (!quota_charge_object(q))
		return NULL;
	*e = ERR_NO_MEMORY;
	o = slab_alloc_zeroed(size);
	if (!o) {
		quota_return_object(q);
		return NULL;
	}
	object_init(o, type, size, 0, q);
	*e = OK;
	return o;
}

static void object_free(struct grace *g)
{
	struct object *o = object_of(g, struct object, grace);
	struct quota *q = o->quota;

	slab_free((char *)o - o->offset, o->size);
	quota_return_object(q);
	if (q)
		quota_put(q);
}

void object_discard(struct object *o)
{
	object_free(&o->grace);
}

bool object_try_get(struct object *o)
{
	uint32_t refs = load_once(&o->refs);

	while (refs && !atomic_cas32(&o->refs, &refs, refs + 1))
		;
	return refs;
}

static bool (*const end[])(struct object *) = {
	[LORIS_ENDPOINT] = endpoint_end,   [LORIS_NOTIFICATION] = notification_end,
	[LORIS_REPLY] = reply_end,	   [LORIS_MEMORY] = memory_end,
	[LORIS_PROCESS] = process_end,	   [LORIS_THREAD] = thread_end,
	[LORIS_INTERRUPT] = interrupt_end,
};

static void end_rest(struct grace *g)
{
	struct object *o = object_of(g, struct object, grace);
	bool more;

	do {
		irq_disable();
		more = end[o->type](o);
		if (!more)
			object_put(o);
		irq_enable();
	} while (more);
}

void object_end_later(struct object *o)
{
	object_get(o);
	grace_hurry(&o->grace, end_rest);
}

void object_put(struct object *o)
{
	/* Full order: what was done with it comes before its end. */
	if (atomic_add32_full(&o->refs, -1) != 1)
		return;
	if (end[o->type](o))
		object_end_later(o);
	else if (!load_once(&o->refs)) /* or its end has taken a reference */
		grace_free(&o->grace, object_free);
}
