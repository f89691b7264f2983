/* SPDX-License-Identifier: MIT */
#include "kernel/bench.h"
#include "kernel/kthread.h"
#include "kernel/panic.h"

struct bench_channel {
	struct wait_queue callers; /* its lock guards each caller's message and relay */
	struct thread *server;
} __attribute__((aligned(64)));

static struct bench_channel channels[MAX_HARTS];

/* The first caller that can be answered, and its answer. Of two relay callers the one that came first
 * gets the word of the second, who then waits for a third. */
static struct thread *answerable_locked(struct bench_channel *c, uint64_t *answer)
{
	struct thread *t, *parked = NULL;

	list_for_each(t, &c->callers.waiters, link) {
		*answer = t->relay ? t->message : t->message + 1;
		if (!t->relay)
			return t;
		if (parked)
			return parked;
		parked = t;
	}
	return NULL;
}

/* Irqs stay off: each turn is a few dozen instructions. The last one that was answered runs next. */
static void server_main(void *arg)
{
	struct bench_channel *c = arg;
	struct thread *answered, *t;
	uint64_t answer;

	irq_disable();
	for (;;) {
		answered = NULL;
		spin_lock(&c->callers.lock);
		while ((t = answerable_locked(c, &answer))) {
			if (answered)
				thread_wake(answered);
			frame_set_result(&t->frame, (long)answer);
			wait_remove_locked(t);
			answered = t;
		}
		thread_will_block(this_hart()->current);
		spin_unlock(&c->callers.lock);
		kthread_switch_to(answered);
	}
}

_Noreturn void bench_call(uint64_t word, bool relay)
{
	struct bench_channel *c = this_hart()->bench;
	struct thread *t = this_hart()->current;

	spin_lock(&c->callers.lock);
	t->message = word;
	t->relay = relay;
	wait_join_locked(&c->callers, t);
	spin_unlock(&c->callers.lock);
	thread_block_to(c->server);
}

const struct thread *bench_server(const struct hart *h)
{
	return h->bench->server;
}

void bench_start_hart(struct hart *h)
{
	struct bench_channel *c = &channels[h->index];

	wait_queue_init(&c->callers);
	h->bench = c;
	c->server = kthread_start("bench", h, PRIORITY_USER, server_main, c);
	if (!c->server)
		panic("no memory for hart %u's bench kthread", h->index);
}
