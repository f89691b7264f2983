// SPDX-License-Identifier: MIT
/* Files through messages, files through a buffer, and pipes with somebody waiting at the other end. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include "killtest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/servers.h"
#include "user/lib/thread.h"

#define BYTES	   2000	 /* of a file, by messages */
#define BULK_BYTES 20480 /* likewise, through a buffer */
#define BUFFER	   8192
#define NAME_MAX_  24

static long connect(handle_t *session)
{
	long server = loris_server("ramfs"), err;

	if (server < 0)
		return server;
	err = filesystem_connect((handle_t)server, session);
	sys_handle_close((handle_t)server);
	return err;
}

static void fill(uint8_t *to, size_t n, uint64_t seed)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)(mix(&seed) >> 32);
}

static bool filled(const uint8_t *bytes, size_t n, uint64_t seed)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != (uint8_t)(mix(&seed) >> 32))
			return false;
	return true;
}

/* ---- by messages ------------------------------------------------------------------------------------ */

static long write_all(handle_t file, const uint8_t *bytes, size_t n)
{
	for (size_t at = 0; at < n;) {
		size_t piece = n - at < MESSAGE_INLINE ? n - at : MESSAGE_INLINE;
		long done = file_write(file, bytes + at, piece);

		if (done <= 0)
			return done < 0 ? done : ERR_IO;
		at += (size_t)done;
	}
	return OK;
}

/* Up to the end. */
static long read_all(handle_t file, uint8_t *bytes, size_t max)
{
	size_t have = 0;

	for (;;) {
		long n = file_read(file, max - have, bytes + have, max - have);

		if (n <= 0)
			return n < 0 ? n : (long)have;
		have += (size_t)n;
	}
}

static long write_and_read(struct client *c, handle_t file)
{
	uint8_t bytes[BYTES + 1];
	uint64_t seed = mix(&c->random);
	long n;

	fill(bytes, BYTES, seed);
	c->doing = "write";
	n = write_all(file, bytes, BYTES);
	if (n == OK)
		n = file_seek(file, 0, 0);
	if (n < 0)
		return n;
	memset(bytes, 0, sizeof(bytes));
	c->doing = "read";
	n = read_all(file, bytes, sizeof(bytes));
	if (n < 0)
		return n;
	return n == BYTES && filled(bytes, BYTES, seed) ? OK : wrong(c, "read", n);
}

/* ---- through a buffer ------------------------------------------------------------------------------- */

static long write_bulk(handle_t file, struct memory *m, uint64_t seed)
{
	long n = OK;

	for (uint64_t at = 0; at < BULK_BYTES && n >= 0; at += (uint64_t)n) {
		uint64_t piece = BULK_BYTES - at < BUFFER ? BULK_BYTES - at : BUFFER;

		fill(m->bytes, piece, seed + at);
		n = file_write_buffer(file, piece);
		if (n >= 0 && (uint64_t)n != piece)
			return WRONG;
	}
	return n < 0 ? n : OK;
}

static long read_bulk(handle_t file, struct memory *m, uint64_t seed)
{
	long n = OK;

	for (uint64_t at = 0; at < BULK_BYTES && n >= 0; at += (uint64_t)n) {
		uint64_t piece = BULK_BYTES - at < BUFFER ? BULK_BYTES - at : BUFFER;

		memset(m->bytes, 0, BUFFER);
		n = file_read_buffer(file, BUFFER);
		if (n >= 0 && ((uint64_t)n != piece || !filled(m->bytes, piece, seed + at)))
			return WRONG;
	}
	return n < 0 ? n : OK;
}

static long bulk(struct client *c, handle_t file)
{
	uint64_t seed = mix(&c->random);
	struct memory m;
	long err = memory_new(&m, BUFFER);

	if (err != OK)
		return err;
	c->doing = "buffer";
	err = file_buffer(file, BUFFER, m.handle);
	if (err == OK)
		err = write_bulk(file, &m, seed);
	if (err == OK)
		err = file_seek(file, 0, 0);
	if (err >= 0)
		err = read_bulk(file, &m, seed);
	memory_drop(&m);
	return err == WRONG ? wrong(c, "bulk", 0) : err;
}

/* ---- pipes ------------------------------------------------------------------------------------------ */

struct listener {
	handle_t end;
	uint8_t bytes[BYTES + 1];
};

static long listen(void *listener)
{
	struct listener *l = listener;

	return read_all(l->end, l->bytes, sizeof(l->bytes));
}

static long tell(struct client *c, handle_t end, uint64_t seed)
{
	uint8_t bytes[BYTES];
	long err;

	fill(bytes, BYTES, seed);
	sys_sleep(mix(&c->random) % 1000000);
	c->doing = "write to a pipe";
	err = write_all(end, bytes, BYTES);
	sys_handle_close(end); /* the end of what is read */
	return err;
}

/* The listener must come back in any case, and with everything if everything was told. */
static long through_pipe(struct client *c, handle_t reader, handle_t writer)
{
	struct listener l = {.end = reader};
	uint64_t seed = mix(&c->random);
	long told, heard = 0;
	int tid = thread_start(listen, &l);

	told = tell(c, writer, seed);
	c->doing = "read of a pipe";
	if (tid < 0 || thread_join(tid, &heard) < 0)
		return wrong(c, "thread", tid);
	if (told < 0 || heard < 0)
		return told < 0 ? told : heard;
	return heard == BYTES && filled(l.bytes, BYTES, seed) ? OK : wrong(c, "pipe", heard);
}

static long pipes(struct client *c, handle_t session)
{
	handle_t reader, writer;
	long err = filesystem_pipe(session, &reader, &writer);

	if (err < 0)
		return err;
	err = through_pipe(c, reader, writer);
	sys_handle_close(reader);
	return err;
}

/* ---- a turn ------------------------------------------------------------------------------------------ */

static long files(struct client *c, handle_t session, long (*use)(struct client *, handle_t))
{
	char name[NAME_MAX_];
	size_t len = (size_t)snprintf(name, sizeof(name), "killtest.%u.%ld", c->number,
				      sys_self(&(struct loris_self){0}));
	handle_t file;
	long err;

	c->doing = "open";
	err = filesystem_open(session, O_RDWR | O_CREAT | O_TRUNC, name, len, &file);
	if (err < 0)
		return err;
	err = use(c, file);
	sys_handle_close(file);
	c->doing = "unlink";
	return err == OK ? filesystem_unlink(session, name, len) : err;
}

static long turn(struct client *c)
{
	handle_t session;
	long err;

	c->doing = "connect";
	err = connect(&session);
	if (err < 0)
		return err;
	if (c->number % 3 == 2)
		err = pipes(c, session);
	else
		err = files(c, session, c->number % 3 ? bulk : write_and_read);
	sys_handle_close(session);
	return err;
}

const struct work work_ramfs = {.server = "ramfs", .clients = 3, .turn = turn};
