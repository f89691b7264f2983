/* SPDX-License-Identifier: MIT */
/*
 * The console as a server that is a kthread: a call to it changes no space. It speaks the protocol of files
 * (user/proto/file.proto), as far as a console is one: read and write, the bytes in the message.
 */
#include "kernel/console_server.h"
#include "kernel/console.h"
#include "kernel/endpoint.h"
#include "kernel/kthread.h"
#include "kernel/notify.h"
#include "kernel/panic.h"
#include "kernel/printk.h"
#include "lib/string.h"

#define OP_READ	     1
#define OP_WRITE     2
#define INLINE_BYTES 56
#define READERS_MAX  32
#define OF_ONE_MAX   4 /* or one process could keep all others from reading */

struct endpoint *console_endpoint;

static struct notification *input; /* bound to the server: something has been typed */

/* Who waits for a line, in the order they came; those in the background until they are in the foreground. The
 * server's own. */
static struct reader {
	struct reply_slot slot;
	size_t max;
	const struct process *process; /* to be compared only */
} readers[READERS_MAX];
static unsigned waiting;

static long op_of(const struct message *m)
{
	return (long)(m->word[0] & 0xff);
}

/* A line, or what of it fits, as the reply; false: there is none yet. */
static bool read_line(struct message *m, size_t max)
{
	char *bytes = (char *)&m->word[1];
	long n = console_poll_line(bytes, max < INLINE_BYTES ? max : INLINE_BYTES);

	m->word[0] = (uint64_t)n;
	return n >= 0;
}

static void forget(unsigned i)
{
	for (waiting--; i < waiting; i++) {
		readers[i].max = readers[i + 1].max;
		readers[i].process = readers[i + 1].process;
		ipc_pass_caller(&readers[i + 1].slot, &readers[i].slot);
	}
}

/* Whoever has died or given up takes no line and no place away. */
static void forget_gone(void)
{
	for (unsigned i = waiting; i--;)
		if (!load_once(&readers[i].slot.caller))
			forget(i);
}

/* Irqs off: so its process stays, if it is still there. */
static bool in_foreground(unsigned i)
{
	const struct thread *reader = load_once(&readers[i].slot.caller);

	return reader && console_is_for(reader->process);
}

/* Number i is answered, unless it has gone: with a line, or that there is no place for it. False: there is no line.
 * First the reader, then the line: taken out it cannot give up any more, and no line goes to one that is gone. If there
 * is none it stands where it stood; who looks for it meanwhile looks again (ipc_cancel.c). */
static bool answer(unsigned i, bool line)
{
	struct message m = {.word = {(uint64_t)ERR_BUSY}, .info = LORIS_MSG_REPLY};
	struct reply_slot *slot = &readers[i].slot;
	struct thread *reader = ipc_take_caller(slot);

	if (reader && line && !read_line(&m, readers[i].max)) {
		store_once(&slot->caller, reader);
		return false;
	}
	if (reader)
		ipc_answer(reader, &m);
	forget(i);
	return true;
}

static void serve_readers(void)
{
	unsigned i = 0;

	while (i < waiting)
		if (!in_foreground(i))
			i++;
		else if (!answer(i, true))
			return;
}

static unsigned places_of(const struct process *p)
{
	unsigned places = 0;

	for (unsigned i = 0; i < waiting; i++)
		places += readers[i].process == p;
	return places;
}

/* In the background they may wait as long as no place is needed in the foreground: the last that came goes. */
static bool make_place(const struct process *p)
{
	unsigned i = waiting;

	if (places_of(p) == OF_ONE_MAX)
		return false;
	if (waiting < READERS_MAX)
		return true;
	if (!console_is_for(p))
		return false;
	while (i--)
		if (!in_foreground(i))
			return answer(i, false);
	return false;
}

static void begin_read(struct thread *self, struct message *m)
{
	const struct thread *caller = load_once(&self->slot.caller); /* stays, as irqs are off */
	size_t max = m->word[1];

	forget_gone();
	if (max == 0 || !caller) { /* or it was only sent */
		m->word[0] = 0;
	} else if (!make_place(caller->process)) {
		m->word[0] = (uint64_t)ERR_BUSY;
	} else {
		readers[waiting].max = max;
		readers[waiting].process = caller->process;
		ipc_pass_caller(&self->slot, &readers[waiting++].slot);
		serve_readers();
	}
}

static void write_bytes(struct message *m)
{
	uint64_t len = m->word[0] >> 8;

	if (len > INLINE_BYTES) {
		m->word[0] = (uint64_t)ERR_INVALID;
		return;
	}
	console_write((const char *)&m->word[1], len);
	*m = (struct message){.word = {len}};
}

static void serve(struct thread *self, struct message *m)
{
	if (LORIS_MSG_KIND(m->info) == LORIS_MSG_BITS)
		serve_readers();
	else if (op_of(m) == OP_WRITE)
		write_bytes(m);
	else if (op_of(m) == OP_READ)
		begin_read(self, m);
	else
		*m = (struct message){.word = {(uint64_t)ERR_NO_CALL}};
}

static void server_main(void *unused)
{
	struct thread *self = this_hart()->current;
	struct message m = {0};

	(void)unused;
	irq_disable();
	notification_bind(input, self);
	for (;;) {
		frame_set_words(&self->frame, m.word);
		ipc_kernel_breathe(self);
		message_kernel_reply_recv(console_endpoint);
		frame_get_words(&self->frame, m.word);
		m.info = frame_info(&self->frame);
		serve(self, &m);
	}
}

void console_server_poke(void)
{
	if (input)
		notification_signal(input, 1);
}

BOOT void console_server_start(void)
{
	enum err e;

	console_endpoint = endpoint_create(NULL, &e);
	input = console_endpoint ? notification_create(NULL, &e) : NULL;
	if (!input || !kthread_start("console", this_hart(), PRIORITY_USER, server_main, NULL))
		panic("no memory for the console's server");
	endpoint_add_receiver(console_endpoint);
}
