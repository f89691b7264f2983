/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/data.h"
#include <string.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static uint8_t *block_at(const struct data *d, uint64_t index)
{
	const struct leaf *leaf =
		index / LEAF_BLOCKS < d->leaves ? d->leaf[index / LEAF_BLOCKS] : NULL;

	return leaf ? leaf->block[index % LEAF_BLOCKS] : NULL;
}

/* Of a block that nobody has written, n bytes from `at` on in the file. */
static void read_origin(const struct data *d, uint64_t at, uint8_t *to, size_t n)
{
	size_t there = at < d->origin_size ? least(n, d->origin_size - at) : 0;

	if (there)
		memcpy(to, d->origin + at, there);
	memset(to + there, 0, n - there);
}

size_t data_read(const struct data *d, uint64_t at, void *to, size_t n)
{
	uint8_t *out = to;
	size_t done = 0;

	n = at < d->size ? least(n, d->size - at) : 0;
	while (done < n) {
		size_t in = (at + done) % BLOCK_SIZE, piece = least(n - done, BLOCK_SIZE - in);
		const uint8_t *block = block_at(d, (at + done) / BLOCK_SIZE);

		if (block)
			memcpy(out + done, block + in, piece);
		else
			read_origin(d, at + done, out + done, piece);
		done += piece;
	}
	return done;
}

/* Room for leaf `index` in the table, which doubles. */
static bool reach(struct data *d, struct space *s, uint64_t index)
{
	size_t leaves = d->leaves ? d->leaves : 1;
	struct leaf **table;

	if (index < d->leaves)
		return true;
	while (leaves <= index)
		leaves *= 2;
	table = space_alloc(s, leaves * sizeof(struct leaf *));
	if (!table)
		return false;
	if (d->leaves)
		memcpy(table, d->leaf, d->leaves * sizeof(struct leaf *));
	memset(table + d->leaves, 0, (leaves - d->leaves) * sizeof(struct leaf *));
	space_free(s, d->leaf, d->leaves * sizeof(struct leaf *));
	d->leaf = table;
	d->leaves = leaves;
	return true;
}

/* NULL: no memory. */
static struct leaf *own_leaf(struct data *d, struct space *s, uint64_t index)
{
	struct leaf *leaf;

	if (!reach(d, s, index))
		return NULL;
	leaf = d->leaf[index];
	if (leaf)
		return leaf;
	leaf = space_alloc(s, sizeof(*leaf));
	if (leaf)
		memset(leaf, 0, sizeof(*leaf));
	d->leaf[index] = leaf;
	return leaf;
}

/* The block to write to, with the contents that it has so far. */
static uint8_t *own_block(struct data *d, struct space *s, uint64_t index)
{
	uint8_t *block = block_at(d, index);
	struct leaf *leaf;

	if (block)
		return block;
	leaf = own_leaf(d, s, index / LEAF_BLOCKS);
	block = leaf ? block_get(s) : NULL;
	if (!block)
		return NULL;
	read_origin(d, index * BLOCK_SIZE, block, BLOCK_SIZE);
	leaf->block[index % LEAF_BLOCKS] = block;
	return block;
}

long data_write(struct data *d, struct space *s, uint64_t at, const void *from, size_t n)
{
	const uint8_t *in = from;
	size_t done = 0;

	if (at > DATA_SIZE_MAX || n > DATA_SIZE_MAX - at)
		return ERR_INVALID;
	while (done < n) {
		size_t skip = (at + done) % BLOCK_SIZE, piece = least(n - done, BLOCK_SIZE - skip);
		uint8_t *block = own_block(d, s, (at + done) / BLOCK_SIZE);

		if (!block)
			break;
		memcpy(block + skip, in + done, piece);
		done += piece;
	}
	if (done && at + done > d->size)
		d->size = at + done;
	return done || !n ? (long)done : ERR_NO_MEMORY;
}

static void drop_from_leaf(struct leaf *leaf, struct space *s, size_t from)
{
	for (size_t i = from; i < LEAF_BLOCKS; i++) {
		if (leaf->block[i])
			block_put(s, leaf->block[i]);
		leaf->block[i] = NULL;
	}
}

static void drop_blocks(struct data *d, struct space *s, uint64_t from)
{
	size_t first = from % LEAF_BLOCKS;

	for (uint64_t i = from / LEAF_BLOCKS; i < d->leaves; i++, first = 0) {
		if (!d->leaf[i])
			continue;
		drop_from_leaf(d->leaf[i], s, first);
		if (first)
			continue;
		space_free(s, d->leaf[i], sizeof(struct leaf));
		d->leaf[i] = NULL;
	}
}

static void shrink(struct data *d, struct space *s, uint64_t size)
{
	uint8_t *last = block_at(d, size / BLOCK_SIZE);

	drop_blocks(d, s, (size + BLOCK_SIZE - 1) / BLOCK_SIZE);
	if (last && size % BLOCK_SIZE)
		memset(last + size % BLOCK_SIZE, 0, BLOCK_SIZE - size % BLOCK_SIZE);
	if (d->origin_size > size)
		d->origin_size = size;
}

enum err data_resize(struct data *d, struct space *s, uint64_t size)
{
	if (size > DATA_SIZE_MAX)
		return ERR_INVALID;
	if (size == 0)
		data_clear(d, s);
	else if (size < d->size)
		shrink(d, s, size);
	d->size = size;
	return OK;
}

void data_clear(struct data *d, struct space *s)
{
	drop_blocks(d, s, 0);
	space_free(s, d->leaf, d->leaves * sizeof(struct leaf *));
	*d = (struct data){0};
}
