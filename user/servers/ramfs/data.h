/* SPDX-License-Identifier: MIT */
/*
 * A file's contents. They begin as bytes that lie elsewhere (the ramdisk) and are never written there: a
 * block is copied when it is first written. Blocks that nobody wrote take no memory, and hardly any time: their
 * addresses stand in leaves, which are there only for those that were written. In one table a single byte at the end of
 * 1 GiB had 2 MiB cleared, and all of it looked through when it went again, while everybody else waited.
 */
#ifndef RAMFS_DATA_H
#define RAMFS_DATA_H

#include <stdint.h>
#include "lib/abi.h"
#include "user/servers/ramfs/space.h"

#define DATA_SIZE_MAX (1ull << 30) /* bytes of one file; holes count */

#define LEAF_BLOCKS 64

struct leaf {
	uint8_t *block[LEAF_BLOCKS]; /* NULL: nobody has written it */
};

/* Bytes of a block that lie beyond size are zero, so that growing needs no clearing. */
struct data {
	uint64_t size;
	const uint8_t
		*origin; /* not ours; counts up to origin_size <= size, where there is no block */
	uint64_t origin_size;
	struct leaf **leaf;
	size_t leaves; /* of leaf[] */
};

/* Bytes read: fewer than n at the end, 0 beyond. */
size_t data_read(const struct data *d, uint64_t at, void *to, size_t n);
/* Bytes written, fewer than n when space runs out; ERR_NO_MEMORY: not one. ERR_INVALID: too large. */
long data_write(struct data *d, struct space *s, uint64_t at, const void *from, size_t n);
/* ERR_INVALID: too large. */
enum err data_resize(struct data *d, struct space *s, uint64_t size);
/* Gives all back; the contents are then empty. */
void data_clear(struct data *d, struct space *s);

#endif
