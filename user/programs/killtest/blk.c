// SPDX-License-Identifier: MIT
/*
 * Each client has sectors of its own, and knows what they hold: the version it wrote last or, of writes
 * that were not answered, one that it tried to write since, for each sector by itself.
 */
#include <stdlib.h>
#include <string.h>
#include "killtest.h"
#include "proto/block.h"
#include "user/lib/servers.h"

#define SECTOR	 512
#define SECTORS	 64 /* of one client */
#define REQUESTS 6
#define UNKNOWN	 0 /* a version: what was there before */

struct versions {
	uint64_t last;
	uint64_t sure[SECTORS], maybe[SECTORS];
};

struct session {
	handle_t handle;
	struct memory memory;
};

static uint64_t word_of(const struct client *c, uint64_t sector, uint64_t version)
{
	uint64_t state = version << 16 ^ sector << 8 ^ c->number;

	return mix(&state);
}

static void fill(const struct client *c, uint8_t *at, uint64_t sector, uint64_t version)
{
	uint64_t *word = (uint64_t *)at, value = word_of(c, sector, version);

	for (unsigned i = 0; i < SECTOR / 8; i++)
		word[i] = value + i;
}

static bool holds(const struct client *c, const uint8_t *at, uint64_t sector, uint64_t version)
{
	const uint64_t *word = (const uint64_t *)at;
	uint64_t value = word_of(c, sector, version);

	for (unsigned i = 0; i < SECTOR / 8; i++)
		if (word[i] != value + i)
			return false;
	return true;
}

static long write_some(struct client *c, struct session *s, uint64_t first, uint64_t count)
{
	struct versions *v = c->state;
	uint64_t version = ++v->last;
	long err;

	for (uint64_t i = 0; i < count; i++) {
		fill(c, s->memory.bytes + i * SECTOR, first + i, version);
		v->maybe[first + i] = version;
	}
	c->doing = "write";
	err = block_write(s->handle, c->number * SECTORS + first, count, 0);
	if (err != OK)
		return err < 0 ? err : wrong(c, "write", err);
	for (uint64_t i = 0; i < count; i++)
		v->sure[first + i] = version;
	return OK;
}

/* What a sector turned out to hold it holds for good. Several writes may have gone unanswered. */
static bool look(struct client *c, const uint8_t *at, uint64_t sector)
{
	struct versions *v = c->state;
	uint64_t version = v->maybe[sector];

	while (version > v->sure[sector] && !holds(c, at, sector, version))
		version--;
	if (version != UNKNOWN && !holds(c, at, sector, version))
		return false;
	v->sure[sector] = v->maybe[sector] = version;
	return true;
}

static long read_some(struct client *c, struct session *s, uint64_t first, uint64_t count)
{
	long err;

	memset(s->memory.bytes, 0, count * SECTOR);
	c->doing = "read";
	err = block_read(s->handle, c->number * SECTORS + first, count, 0);
	if (err != OK)
		return err < 0 ? err : wrong(c, "read", err);
	for (uint64_t i = 0; i < count; i++)
		if (!look(c, s->memory.bytes + i * SECTOR, first + i))
			return wrong(c, "sector", (long)(first + i));
	return OK;
}

static long work(struct client *c, struct session *s)
{
	long err = block_buffer(s->handle, s->memory.size, s->memory.handle);

	for (int i = 0; i < REQUESTS && err == OK; i++) {
		uint64_t first = mix(&c->random) % SECTORS;
		uint64_t count = 1 + mix(&c->random) % (SECTORS - first);

		err = mix(&c->random) % 2 ? write_some(c, s, first, count)
					  : read_some(c, s, first, count);
	}
	c->doing = "flush";
	return err == OK ? block_flush(s->handle) : err;
}

static long connect(struct session *s)
{
	long server = loris_server("blk"), err;

	if (server < 0)
		return server;
	err = block_connect((handle_t)server, &s->handle);
	sys_handle_close((handle_t)server);
	return err;
}

static long turn(struct client *c)
{
	struct session s;
	long err;

	if (!c->state)
		c->state = calloc(1, sizeof(struct versions));
	if (!c->state)
		return wrong(c, "no memory", 0);
	c->doing = "connect";
	err = connect(&s);
	if (err < 0)
		return err;
	err = memory_new(&s.memory, SECTORS * SECTOR);
	if (err == OK) {
		err = work(c, &s);
		memory_drop(&s.memory);
	}
	sys_handle_close(s.handle);
	return err;
}

const struct work work_blk = {.server = "blk", .clients = 3, .turn = turn};
