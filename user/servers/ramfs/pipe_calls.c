/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/pipe_calls.h"
#include <stdlib.h>
#include <string.h>
#include "lib/list.h"
#include "proto/file.h"
#include "user/servers/driver/census.h"
#include "user/servers/ramfs/pipe.h"

#define WAITERS_MAX 64 /* at one end */
#define LOOKS	    8  /* at those of a full end, with each further one */

/* A kept call. */
struct waiter {
	struct list link; /* in its end's waiters */
	struct list turn; /* in its end's turns */
	struct list any;  /* in all_waiters */
	handle_t reply;
	struct open_file *file;
	size_t count;	     /* bytes asked for, or given */
	bool through_buffer; /* else in bytes, or in the reply */
	uint8_t bytes[MESSAGE_INLINE];
};

struct end {
	struct open_file *file; /* NULL: closed */
	struct list waiters;	/* first come, first served */
	struct list turns;	/* the same; who was looked at last comes last */
	unsigned waiting;
};

struct pipe {
	struct ring ring;
	struct end reader, writer;
};

/* Not of the files': who fills the file system takes nobody's pipes. As many as there may be ends for (account.c). */
static struct space room = {.max = 4500ul * PIPE_SIZE};

static struct list all_waiters = LIST_INIT(all_waiters);
static struct census census;

enum err pipe_new(struct open_file *reader, struct open_file *writer)
{
	struct pipe *p = calloc(1, sizeof(*p));

	if (p)
		p->ring.bytes = block_get(&room);
	if (!p || !p->ring.bytes) {
		free(p);
		return ERR_NO_MEMORY;
	}
	list_init(&p->reader.waiters);
	list_init(&p->writer.waiters);
	list_init(&p->reader.turns);
	list_init(&p->writer.turns);
	p->reader.file = reader;
	p->writer.file = writer;
	reader->pipe = writer->pipe = p;
	return OK;
}

/* ---- who waits --------------------------------------------------------------------------------------- */

static struct end *end_of(const struct open_file *f)
{
	return f == f->pipe->reader.file ? &f->pipe->reader : &f->pipe->writer;
}

static void forget(struct waiter *w)
{
	list_unlink(&w->link);
	list_unlink(&w->turn);
	list_unlink(&w->any);
	end_of(w->file)->waiting--;
	census.count--;
	account_return(w->file->account, COUNT_WAITS); /* which lives: the file is there */
	free(w);
}

static void drop_dead(struct waiter *w)
{
	if (census_waits(w->reply))
		return;
	sys_handle_close(w->reply);
	forget(w);
}

/* Of clients that have died or given up nobody tells us. They shall not stand in the way of who waits at the same end,
 * nor fill our table: one client has many pipes. */
static void make_room(struct end *end)
{
	struct waiter *w, *after;

	if (end->waiting >= WAITERS_MAX)
		for (int i = 0; i < LOOKS; i++)
			drop_dead(list_entry(list_rotate(&end->turns), struct waiter, turn));
	if (!census_due(&census))
		return;
	list_for_each_safe(w, after, &all_waiters, any)
		drop_dead(w);
	census_taken(&census);
}

/* It counts for whoever opened the file. */
static struct waiter *waiter_new(struct end *end, struct account *a)
{
	struct waiter *w;

	make_room(end);
	if (end->waiting >= WAITERS_MAX || account_take(a, COUNT_WAITS) != OK)
		return NULL;
	w = calloc(1, sizeof(*w));
	if (!w)
		account_return(a, COUNT_WAITS);
	return w;
}

static long keep(struct end *end, const struct waiter *call)
{
	struct waiter *w = waiter_new(end, call->file->account);
	long reply;

	if (!w)
		return ERR_BUSY;
	reply = sys_reply_keep();
	if (reply < 0) {
		account_return(call->file->account, COUNT_WAITS);
		free(w);
		return reply;
	}
	*w = *call;
	w->reply = (handle_t)reply;
	list_add_tail(&end->waiters, &w->link);
	list_add_tail(&end->turns, &w->turn);
	list_add_tail(&all_waiters, &w->any);
	end->waiting++;
	census.count++;
	return STUB_KEPT;
}

/* ---- moving bytes ------------------------------------------------------------------------------------ */

/* The buffer may have become another one, or none, since the call came. */
static size_t within_buffer(const struct open_file *f, size_t n)
{
	return n < f->buffer_size ? n : f->buffer_size;
}

/* Bytes are taken from the pipe only when their reader has got them. */
static void serve_reader(struct pipe *p, struct waiter *w)
{
	uint8_t bytes[MESSAGE_INLINE];
	size_t n;
	long sent;

	if (w->through_buffer) {
		n = ring_peek(&p->ring, w->file->buffer, within_buffer(w->file, w->count));
		sent = file_read_buffer_reply(w->reply, (long)n);
	} else {
		n = ring_peek(&p->ring, bytes, w->count);
		sent = file_read_reply(w->reply, (long)n, bytes, n);
	}
	if (sent == OK)
		ring_drop(&p->ring, n);
	else
		sys_handle_close(w->reply);
	forget(w);
}

/* False: there is no room yet. */
static bool serve_writer(struct pipe *p, struct waiter *w)
{
	size_t count = w->through_buffer ? within_buffer(w->file, w->count) : w->count;
	size_t n = ring_takes(&p->ring, count);
	long sent;

	if (!n && count)
		return false;
	ring_put(&p->ring, w->through_buffer ? w->file->buffer : w->bytes, n);
	sent = w->through_buffer ? file_write_buffer_reply(w->reply, (long)n)
				 : file_write_reply(w->reply, (long)n);
	if (sent != OK)
		sys_handle_close(w->reply);
	forget(w);
	return true;
}

static void answer_all(struct end *end, long result)
{
	while (!list_empty(&end->waiters)) {
		struct waiter *w = list_first_entry(&end->waiters, struct waiter, link);

		if (file_sync_reply(w->reply, result) != OK) /* a result and nothing else */
			sys_handle_close(w->reply);
		forget(w);
	}
}

/* After anything has changed: serves who can be served, until nobody can. */
static void advance(struct pipe *p)
{
	struct list *readers = &p->reader.waiters, *writers = &p->writer.waiters;
	bool more = true;

	while (more) {
		more = false;
		while (!list_empty(readers) && ring_used(&p->ring)) {
			serve_reader(p, list_first_entry(readers, struct waiter, link));
			more = true;
		}
		while (!list_empty(writers) &&
		       serve_writer(p, list_first_entry(writers, struct waiter, link)))
			more = true;
	}
	if (!p->writer.file && !ring_used(&p->ring))
		answer_all(&p->reader, 0);
	if (!p->reader.file)
		answer_all(&p->writer, ERR_CLOSED);
}

void pipe_leave(struct pipe *p, struct open_file *f)
{
	struct end *end = end_of(f);

	answer_all(end, ERR_CLOSED);
	end->file = NULL;
	if (p->reader.file || p->writer.file) {
		advance(p);
		return;
	}
	block_put(&room, p->ring.bytes);
	free(p);
}

/* ---- calls ------------------------------------------------------------------------------------------- */

long pipe_read(struct open_file *f, void *bytes, size_t max)
{
	struct pipe *p = f->pipe;
	size_t n;

	if (f != p->reader.file)
		return ERR_PERM;
	if (!bytes)
		max = within_buffer(f, max);
	if (max == 0)
		return 0;
	if (!ring_used(&p->ring) && p->writer.file)
		return keep(&p->reader,
			    &(struct waiter){.file = f, .count = max, .through_buffer = !bytes});
	n = ring_peek(&p->ring, bytes ? bytes : f->buffer, max);
	ring_drop(&p->ring, n);
	advance(p);
	return (long)n;
}

static long keep_write(struct open_file *f, const void *bytes, size_t n)
{
	struct waiter call = {.file = f, .count = n, .through_buffer = !bytes};

	if (bytes)
		memcpy(call.bytes, bytes, n);
	return keep(&f->pipe->writer, &call);
}

long pipe_write(struct open_file *f, const void *bytes, size_t n)
{
	struct pipe *p = f->pipe;
	size_t taken;

	if (f != p->writer.file)
		return ERR_PERM;
	if (!p->reader.file)
		return ERR_CLOSED;
	if (!bytes)
		n = within_buffer(f, n);
	if (n == 0)
		return 0;
	taken = list_empty(&p->writer.waiters) ? ring_takes(&p->ring, n) : 0;
	if (!taken)
		return keep_write(f, bytes, n);
	ring_put(&p->ring, bytes ? bytes : f->buffer, taken);
	advance(p);
	return (long)taken;
}
