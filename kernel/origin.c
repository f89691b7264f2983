/* SPDX-License-Identifier: MIT */
#include "kernel/origin.h"
#include "kernel/notify.h"
#include "kernel/slab.h"

struct origin origin_root = {.valid = ORIGIN_VALID, .copies = 1, .refs = 1};

struct origin *origin_create(struct origin *above, struct quota *q, enum err *e)
{
	struct origin *o = NULL;

	*e = ERR_QUOTA;
	if (!quota_charge_units(q, 1))
		return NULL;
	*e = ERR_NO_MEMORY;
	if (above->depth < ORIGIN_DEPTH_MAX)
		o = slab_alloc_zeroed(sizeof *o);
	if (!o) {
		quota_return_units(q, 1);
		return NULL;
	}
	quota_get(q);
	o->quota = q;
	o->valid = ORIGIN_VALID;
	o->refs = 1;
	o->depth = above->depth + 1;
	o->above = above;
	atomic_add32(&above->refs, 1);
	return o;
}

/* What has copies counts as a copy of what is above, as long as it has any. Whoever makes the first one
 * stands above itself meanwhile, so no count goes to 0 in between. */
void origin_join(struct origin *o)
{
	atomic_add32(&o->refs, 1);
	for (; o != &origin_root && atomic_add32_full(&o->copies, 1) == 0; o = o->above)
		;
}

static void tell(struct origin *o)
{
	struct notification *n;
	uint64_t bits;

	spin_lock(&o->lock);
	n = o->watcher;
	bits = o->watch_bits;
	if (n)
		object_get(&n->object);
	spin_unlock(&o->lock);
	if (!n)
		return;
	notification_signal(n, bits);
	object_put(&n->object);
}

void origin_leave(struct origin *o)
{
	struct origin *at = o;

	for (; at != &origin_root && atomic_add32_full(&at->copies, -1) == 1; at = at->above)
		tell(at);
	origin_put(o);
}

static void origin_free(struct grace *g)
{
	struct origin *o = (struct origin *)g;
	struct quota *q = o->quota;

	slab_free(o, sizeof *o);
	quota_return_units(q, 1);
	quota_put(q);
}

void origin_put(struct origin *o)
{
	while (o != &origin_root && atomic_add32_full(&o->refs, -1) == 1) {
		struct origin *above = o->above;

		if (o->watcher)
			object_put(&o->watcher->object);
		grace_free(&o->grace, origin_free);
		o = above;
	}
}

bool origin_valid(const struct origin *o)
{
	for (; o != &origin_root; o = o->above)
		if (!load_once(&o->valid))
			return false;
	return true;
}

void origin_watch(struct origin *o, struct notification *n, uint64_t bits)
{
	struct notification *before;

	if (n && !object_try_get(&n->object))
		n = NULL;
	spin_lock(&o->lock);
	before = o->watcher;
	o->watcher = n;
	o->watch_bits = bits;
	spin_unlock(&o->lock);
	if (before)
		object_put(&before->object);
	fence_full(); /* the watcher, then the count: whoever leaves last looks the other way round */
	if (!load_once(&o->copies))
		tell(o);
}
