/* SPDX-License-Identifier: MIT */
/*
 * A process's handles. A handle's value is its index in the process's table and the entry's generation,
 * so that a closed one is never mistaken for its successor.
 *
 *   look-up  without a lock, irqs off: handle_find(), and ipc_fast.c. What is found stays there until irqs
 *            are on again (grace.h), also when it is closed meanwhile; who keeps it takes a reference
 *   change   under table->lock: an entry is filled before its key is set, and its key taken away before
 *            it is changed
 *
 * A copy stands in the `origin` of the handle it was made from. Revoking a handle ends its origin: one
 * store, and every copy, and every copy of a copy, is dead.
 */
#ifndef KERNEL_HANDLE_H
#define KERNEL_HANDLE_H

#include "kernel/object.h"

struct notification;
struct process;

/* What the copies of one handle have in common. */
struct origin {
	union {					      /* first: origin_free() */
		struct grace grace;		      /* once refs is 0 */
		struct {			      /* before; under lock */
			struct notification *watcher; /* signalled when copies becomes 0; counted */
			uint64_t watch_bits;
		};
	};
	uint32_t valid;	 /* ORIGIN_VALID, or 0: revoked */
	uint32_t copies; /* entries that stand in it, and origins below it; atomic */
	uint32_t refs;	 /* likewise, and the entry that it belongs to; atomic */
	uint32_t depth;
	struct origin *above; /* it is dead when that is; NULL: never */
	struct quota *quota;  /* of the process that made copies first; charged, counted */
	struct spinlock lock; /* leaf */
};

/* So much is charged for one (quota.h), and the slab gives no less. */
_Static_assert(sizeof(struct origin) <= 64, "");

struct handle {
	uint64_t key;		  /* the handle's value; 0: free, which no value of this index is */
	uint8_t fast;		  /* HANDLE_FAST_: type and right in one */
	uint8_t rights;		  /* LORIS_RIGHT_ */
	uint32_t last_generation; /* of whoever had the entry last */
	struct object *object;
	struct origin *origin; /* it is one of the copies of; never NULL, once used */
	uint64_t badge;
	struct origin *derived; /* of copies made from it; NULL: none yet */
	uint32_t next_free;	/* while it is free: index; 0: the last */
} __attribute__((aligned(64))); /* a cache line */

/* The table's memory; never shrinks. Entry 0 is the head, so index 0 is nobody's. */
struct handle_block {
	union {
		struct {
			uint64_t key; /* 1: no value of index 0 is that */
			uint32_t
				size; /* bytes of it that are entries; what is beyond was never used */
			uint32_t used;
			uint32_t free;	     /* first of the chain */
			uint32_t room;	     /* bytes of all of it, fixed */
			struct grace grace;  /* once a larger one has taken its place */
			struct quota *quota; /* charged with its pages, counted */
		};
		struct handle head;
	};
	struct handle entry[]; /* number i stands at entry[i - 1] */
};

struct handle_table {
	struct spinlock lock;	    /* two of them: the lower address first */
	struct handle_block *block; /* replaced under lock, read without */
	bool closed;		    /* the process has ended: there will be no more */
};

#define HANDLE_INDEX(value)	 ((uint32_t)(value))
#define HANDLE_GENERATION(value) ((uint32_t)((value) >> 32))
#define HANDLES_MAX		 16384 /* of one process */

#define ORIGIN_VALID UINT32_MAX /* tested together with HANDLE_FAST_ bits */

#define HANDLE_FAST_SEND   1 /* to an endpoint */
#define HANDLE_FAST_RECV   2
#define HANDLE_FAST_SIGNAL 4 /* a notification */
#define HANDLE_FAST_WAIT   8
#define HANDLE_DEEP_SHIFT  4 /* the same of handles whose origin is not the only one to ask */

/* A found handle. object is not counted: valid until irqs are on, or after object_get(). */
struct found {
	struct object *object;
	uint64_t badge;
	unsigned rights;
};

void handle_table_init(struct handle_table *t);
/* A process ends, from a kthread: all its handles are closed. */
void handle_close_all(struct process *p);

/* Between the processes of two threads: n handles of `from`, by their values, become handles of `to`,
 * their values in their place. Bit i of `moves`: the i-th is moved. All or none. */
enum err handle_transfer(struct process *from, struct process *to, uint64_t *value, unsigned n,
			 unsigned moves);

/* Neither it nor what it derives from was revoked. */
static inline bool origin_alive(const struct origin *o)
{
	for (; o; o = o->above)
		if (!load_once(&o->valid))
			return false;
	return true;
}

/*
 * The key, the fields, the key again: an entry's key is taken away before its fields change and set after
 * they have. So they are not older than the key if it was there before, and not newer if it still is; the
 * first look is against who guesses the value that an entry will have next (RVWMO rule 4: fences r,rw here,
 * rw,w there).
 */
static inline enum err handle_find_in(struct handle_table *table, uint64_t value,
				      enum loris_type type, unsigned rights, struct found *out)
{
	struct handle_block *b = load_once(&table->block);
	uint64_t offset = (uint64_t)HANDLE_INDEX(value) * sizeof(struct handle);
	struct handle *h = (struct handle *)((char *)b + offset);
	const struct origin *origin;

	if (offset >= b->size || load_once(&h->key) != value)
		return ERR_HANDLE;
	fence_acquire();
	out->object = load_once(&h->object);
	out->badge = load_once(&h->badge);
	out->rights = load_once(&h->rights);
	origin = load_once(&h->origin);
	fence_acquire();
	if (load_once(&h->key) != value || (type && out->object->type != type) ||
	    !origin_alive(origin))
		return ERR_HANDLE;
	return (out->rights & rights) == rights ? OK : ERR_PERM;
}

/*
 * The same for the calls that are made most, in two halves: the entry, or NULL; and, once its fields were
 * read, whether they belong together and the handle has what is asked, one of HANDLE_FAST_. If not,
 * handle_find() knows why.
 */
ALWAYS_INLINE struct handle *handle_look(struct handle_table *table, uint64_t value)
{
	struct handle_block *b = load_once(&table->block);
	uint64_t offset = value << 32 >> (32 - 6);
	struct handle *h = (struct handle *)((char *)b + offset);

	_Static_assert(sizeof *h == 1 << 6, "");
	if (__builtin_expect(offset >= b->size || load_once(&h->key) != value, 0))
		return NULL;
	fence_acquire();
	return h;
}

ALWAYS_INLINE bool handle_seen(const struct handle *h, uint64_t value, uint64_t what)
{
	const struct origin *origin = load_once(&h->origin);
	uint64_t fast = h->fast; /* between two fences, and used once: plain loads do */

	fence_acquire();
	if (__builtin_expect(load_once(&h->key) != value, 0))
		return false;
	return __builtin_expect((fast & what & load_once(&origin->valid)) != 0, 1) ||
	       (fast & what << HANDLE_DEEP_SHIFT && origin_alive(origin));
}

/* type 0: any. ERR_HANDLE, or ERR_PERM when a right of `rights` is missing. Irqs off. */
enum err handle_find(struct process *p, uint64_t value, enum loris_type type, unsigned rights,
		     struct found *out);

/* A new handle on o, which is given a reference. Its value, or ERR_NO_MEMORY, ERR_QUOTA. */
long handle_add(struct process *p, struct object *o, unsigned rights, uint64_t badge);
/* Likewise; the caller's own reference becomes the handle's, also when it fails: then it is dropped. */
long handle_give(struct process *p, struct object *o, unsigned rights, uint64_t badge);

/* All of these: irqs off, no lock of a table or an object held. */

/* A copy with these of its rights, in the same table or in another, whose process pays. badge 0: as it was; another one
 * needs one that has none. ERR_HANDLE, ERR_PERM, ERR_NO_MEMORY, ERR_QUOTA. */
long handle_copy(struct process *p, uint64_t value, unsigned rights, uint64_t badge);
long handle_copy_to(struct process *from, uint64_t value, struct process *to, unsigned rights,
		    uint64_t badge);
enum err handle_close(struct process *p, uint64_t value);
enum err handle_revoke(struct process *p, uint64_t value);
/* n NULL: nobody. */
enum err handle_watch(struct process *p, uint64_t value, struct notification *n, uint64_t bits);
/* All but the size, which the object knows. */
enum err handle_info(struct process *p, uint64_t value, struct loris_handle *out,
		     struct object **object);
uint32_t handle_count(struct process *p);

#endif
