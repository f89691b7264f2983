/* SPDX-License-Identifier: MIT */
/*
 * What handles refer to. An object lives while something refers to it: handles, and whatever else took a
 * reference. When the last one goes its type's end function is called, at once and with irqs off; the
 * memory is freed later, when no hart can still be looking at it (grace.h): handles are looked up
 * without a lock.
 */
#ifndef KERNEL_OBJECT_H
#define KERNEL_OBJECT_H

#include "kernel/grace.h"
#include "kernel/lock.h"
#include "kernel/quota.h"

struct object {
	struct grace grace;  /* once refs is 0 */
	uint32_t refs;	     /* atomic */
	uint8_t type;	     /* enum loris_type; fixed */
	uint16_t size;	     /* bytes of all of it, for the slab; fixed */
	uint16_t offset;     /* of this in it; fixed */
	struct quota *quota; /* charged with one object; NULL: the kernel's own */
};

#define object_of(o, type, member) ((type *)((char *)(o)-offsetof(type, member)))

/* Of an object that is zeroed memory from the slab and was charged. refs = 1. */
void object_init(struct object *o, enum loris_type type, size_t size, size_t offset,
		 struct quota *q);
/* A zeroed object of `size` bytes that begins with a struct object; refs = 1. NULL with *e set: ERR_QUOTA,
 * ERR_NO_MEMORY. */
void *object_create(struct quota *q, enum loris_type type, size_t size, enum err *e);

static inline void object_get(struct object *o)
{
	atomic_add32(&o->refs, 1);
}
/* For an object that was found without a reference: false, it is about to end. */
bool object_try_get(struct object *o);
/* Irqs off, no lock held that an end function takes. */
void object_put(struct object *o);

/* An object that nobody has seen: freed without its end. */
void object_discard(struct object *o);

/* As many threads are woken, killed, forgotten with irqs off; with more of them a kthread goes on. */
#define AT_ONCE 32

/* Called at refs 0; after it nobody reaches the object but who looks right now. True: that was a part of it, and
 * object_end_later() does the rest. */
bool endpoint_end(struct object *o);
bool notification_end(struct object *o);
bool reply_end(struct object *o);
bool memory_end(struct object *o);
bool process_end(struct object *o);
bool thread_end(struct object *o);
bool interrupt_end(struct object *o);
/* The rest of its end, from an urgent kthread, part by part, irqs on in between. The object stays meanwhile, also
 * one to which there are still references. Irqs off; once at a time. */
void object_end_later(struct object *o);

#endif
