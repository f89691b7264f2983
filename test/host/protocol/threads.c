/* SPDX-License-Identifier: MIT */
/*
 * The scheduler of the model: threads without registers, chosen by nobody's plan. Locks and order of steps
 * are the real one's (kernel/sched.c); everything from switch_mm() down is the kernel's.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/kthread.h"
#include "kernel/process.h"
#include "kernel/runqueue.h"
#include "kernel/switch.h"
#include "test/host/protocol/model.h"
#include "test/host/protocol/threads.h"

/* Each hart's kthreads: the idle one, which is in no queue, and on some one that also uses spaces. Harts
 * without that can be stopped. */
static struct thread kthreads[MODEL_HARTS_MAX][2];
static struct process everyone; /* all user threads */
unsigned threads_alive;

static bool has_worker(const struct hart *h)
{
	return h->index % 2 == 0;
}

bool threads_is_worker(const struct thread *t)
{
	return t == &kthreads[t->hart->index][1];
}

static void give_kthread(struct hart *h, unsigned i)
{
	kthreads[h->index][i].hart = kthreads[h->index][i].pinned = h;
	kthreads[h->index][i].priority = PRIORITY_USER;
}

void threads_reset(void)
{
	memset(kthreads, 0, sizeof(kthreads));
	list_init(&everyone.threads);
	threads_alive = 0;
	for_each_hart(h) {
		give_kthread(h, 0);
		h->idle = h->current = &kthreads[h->index][0];
		h->idle->state = THREAD_RUNNING;
		if (!has_worker(h))
			continue;
		give_kthread(h, 1);
		enqueue_locked(h, &kthreads[h->index][1], kthreads[h->index][1].priority, true);
	}
}

/* ---- coming and going ------------------------------------------------------------------------------------ */

static void enqueue(struct hart *h, struct thread *t)
{
	spin_lock(&h->rq.lock);
	t->hart = h;
	enqueue_locked(h, t, t->priority, true);
	spin_unlock(&h->rq.lock);
}

void threads_start(struct space *s)
{
	struct thread *t = calloc(1, sizeof(*t));
	bool irqs = irq_save();
	struct hart *h = this_hart();

	t->mm = s->mm;
	t->priority = PRIORITY_USER;
	mm_user_join(s->mm);
	s->threads++;
	threads_alive++;
	enqueue(hart_is_open(h) ? h : sched_least_busy(), t);
	list_add_tail(&everyone.threads, &t->sibling);
	irq_restore(irqs);
}

/* Called by the kernel when a hart has left the dead thread. */
void thread_bury(struct thread *t)
{
	struct mm *mm = t->mm;

	space_of(mm)->threads--;
	threads_alive--;
	list_remove(&t->sibling);
	free(t);
	mm_user_leave(mm);
}

void process_for_each(void (*f)(struct process *p, void *arg), void *arg)
{
	f(&everyone, arg);
}

/* Any open hart will do. There is one: those with a worker never close. */
struct hart *sched_least_busy(void)
{
	struct hart *h;

	do
		h = &harts[choose(model.harts)];
	while (!hart_is_open(h));
	return h;
}

/* Hart stopping moves one to another queue. */
void thread_wake(struct thread *t)
{
	if (t->state == THREAD_BLOCKED)
		enqueue(t->hart, t);
}

/* ---- switching ------------------------------------------------------------------------------------------- */

static struct thread *pick_locked(struct hart *h)
{
	struct list *q = &h->rq.queue[PRIORITY_USER];
	unsigned n = choose(h->rq.count + 1);
	struct thread *t;

	list_for_each(t, q, link)
		if (n-- == 0)
			break;
	if (&t->link == q)
		return h->idle;
	dequeue_locked(h, t);
	return t;
}

/* True: it moves, when it has left. */
static bool put_back_locked(struct hart *h, struct thread *prev)
{
	if (prev == h->idle || prev->state == THREAD_DEAD)
		return false;
	if (prev->attention & ATTENTION_MOVES) {
		prev->state = THREAD_READY; /* in no queue yet */
		return true;
	}
	enqueue_locked(h, prev, prev->priority, true);
	return false;
}

static void move(struct thread *t, struct hart *h)
{
	struct hart *to = sched_least_busy();

	lock_both(h, to);
	t->attention &= (uint8_t)~ATTENTION_MOVES;
	t->hart = to;
	enqueue_locked(to, t, t->priority, true);
	unlock_both(h, to);
}

void threads_switch(struct hart *h)
{
	struct thread *prev = h->current, *next, *dead = prev->state == THREAD_DEAD ? prev : NULL;
	struct mm *mm = prev->mm;
	bool moves;

	spin_lock(&h->rq.lock);
	moves = put_back_locked(h, prev);
	next = pick_locked(h);
	next->state = THREAD_RUNNING;
	store_once(&h->current, next);
	spin_unlock(&h->rq.lock);
	if (moves)
		move(prev, h);
	if (next != prev)
		switch_mm(h, mm, dead, next);
}

static struct thread *some_user_thread(struct hart *h)
{
	struct thread *t;

	list_for_each(t, &h->rq.queue[PRIORITY_USER], link)
		if (!threads_is_worker(t))
			return t;
	return NULL;
}

void threads_steal(struct hart *h)
{
	struct hart *from = &harts[choose(model.harts)];
	struct thread *t;

	if (!hart_is_open(h))
		return;
	lock_both(h, from);
	t = from == h ? NULL : some_user_thread(from);
	if (t) {
		dequeue_locked(from, t);
		t->hart = h;
		enqueue_locked(h, t, t->priority, true);
	}
	unlock_both(h, from);
}
