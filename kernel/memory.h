/* SPDX-License-Identifier: MIT */
/*
 * Memory objects: what a mapping shows, and what processes share by handing a handle over. Never resized.
 *
 * An anonymous one is charged whole to its creator's quota when it is made, so that nobody who touches
 * it can be made to fail by the creator; a small one has its frames from the beginning, for the same
 * reason, a large one gets each when it is touched first.
 */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

#include "kernel/object.h"
#include "kernel/reaper.h"
#include "lib/list.h"

enum memory_kind {
	MEMORY_ANONYMOUS,  /* zero at first */
	MEMORY_CONTIGUOUS, /* likewise, physically in one piece */
	MEMORY_RAMDISK,	   /* never written */
	MEMORY_DEVICE, /* registers: not in the direct map, so the kernel cannot read or write it */
};

#define MEMORY_CONTIGUOUS_MAX (4UL << 20) /* bytes */

#define MEMORY_RIGHTS	      (LORIS_RIGHT_READ | LORIS_RIGHT_WRITE | LORIS_RIGHT_EXEC | LORIS_RIGHT_COPY)
#define MEMORY_DEVICE_RIGHTS  (LORIS_RIGHT_READ | LORIS_RIGHT_WRITE | LORIS_RIGHT_COPY)
#define MEMORY_RAMDISK_RIGHTS (LORIS_RIGHT_READ | LORIS_RIGHT_EXEC | LORIS_RIGHT_COPY)

/* What a large object leaves behind, for the reaper. */
struct memory_remains {
	struct dead dead;
	pa_t top;
	unsigned levels;
	uint64_t charged; /* pages */
	struct quota *quota;
};

struct memory {
	struct object object;
	struct memory_remains *remains; /* NULL: it is small enough to be freed on the spot */
	uint64_t size;			/* bytes, as asked for */
	uint64_t pages;
	uint64_t charged; /* pages, to object.quota */
	uint64_t cleared; /* of one in one piece: so many pages are */
	/* Anonymous: `levels` levels of tables of 512 frames, the first table or (no levels) the frame; 0
	 * where nothing is yet. Else the first of consecutive frames. */
	pa_t top;
	struct spinlock lock; /* leaf, but for the page allocator's; guards what is below top */
	uint8_t levels;	      /* fixed, as is the kind */
	uint8_t kind;	      /* enum memory_kind */
};

static inline struct memory *memory_of(struct object *o)
{
	return object_of(o, struct memory, object);
}

/* refs = 1. NULL with *e set: ERR_QUOTA, ERR_NO_MEMORY, ERR_INVALID. size: bytes. Irqs off. */
struct memory *memory_create(struct quota *q, uint64_t size, bool contiguous, enum err *e);
/* A part of the new object, before anybody else has it. False: all of it is clear. */
bool memory_clear_some(struct memory *m);
/* What stands at this physical address: ERR_INVALID unless it is page-aligned and either in the ramdisk's
 * pages or nobody's RAM. */
struct memory *memory_physical(struct quota *q, pa_t start, uint64_t size, enum err *e);
/* The whole ramdisk, which is always there; not counted for the caller. NULL: there is none. */
struct memory *memory_ramdisk(void);

/* The frame of a page, index < m->pages; made if it is not there yet. 0: no memory. */
pa_t memory_page(struct memory *m, uint64_t index);
/* Copies len bytes, which must be there, from offset on; not from devices. */
void memory_read(struct memory *m, uint64_t offset, void *to, size_t len);

/* The reaper's part. */
#endif
