/* SPDX-License-Identifier: MIT */
#include "kernel/bench.h"
#include "kernel/endpoint.h"
#include "kernel/kthread.h"
#include "kernel/panic.h"

struct bench_channel {
	struct endpoint *endpoint;
	struct thread *server;
	struct reply_slot parked; /* a relay caller whose answer is the next one's word */
	struct reply_slot
		second; /* he, while they change places: who cancels one may still look there later */
} __attribute__((aligned(64)));

static struct bench_channel channels[MAX_HARTS];

/* Of two relay callers the one that came first gets the word of the second, who then waits for a third.
 * The words are in the frame of the server, where they are also looked for as the reply. */
static void relay(struct bench_channel *c, struct thread *self)
{
	ipc_pass_caller(&self->slot, &c->second);
	ipc_pass_caller(&c->parked, &self->slot);
	ipc_pass_caller(&c->second, &c->parked);
}

/* Irqs stay off: each turn is a few dozen instructions. */
static void server_main(void *channel)
{
	struct thread *self = this_hart()->current;
	struct bench_channel *c = channel;

	irq_disable();
	for (;;) {
		ipc_kernel_breathe(self);
		message_kernel_reply_recv(c->endpoint);
		if (*frame_word1(&self->frame))
			relay(c, self);
		else
			++*frame_word0(&self->frame);
	}
}

const struct thread *bench_server(const struct hart *h)
{
	return channels[h->index].server;
}

struct endpoint *bench_endpoint(const struct hart *h)
{
	return channels[h->index].endpoint;
}

BOOT void bench_start_hart(struct hart *h)
{
	struct bench_channel *c = &channels[h->index];
	enum err e;

	c->endpoint = endpoint_create(NULL, &e);
	c->server = c->endpoint ? kthread_start("bench", h, PRIORITY_USER, server_main, c) : NULL;
	if (!c->server)
		panic("no memory for hart %u's bench kthread", h->index);
	endpoint_add_receiver(c->endpoint);
}
