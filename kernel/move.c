/* SPDX-License-Identifier: MIT */
/*
 * From one hart to another: threads that ask for it or must, and work that an idle hart takes.
 */
#include "kernel/runqueue.h"
#include "kernel/smp.h"

void thread_pin(struct thread *t, struct hart *to)
{
	struct hart *h = this_hart();

	spin_lock(&h->rq.lock);
	t->pinned = to;
	if (to && to != h)
		t->attention |= ATTENTION_MOVES;
	else
		t->attention &= (uint8_t)~ATTENTION_MOVES;
	spin_unlock(&h->rq.lock);
}

/* t has just left h, is ready and in no queue, so nobody else can move it. */
void thread_move(struct thread *t, struct hart *h)
{
	struct hart *to = t->pinned ? t->pinned : sched_least_busy();

	lock_both(h, to);
	t->attention &= (uint8_t)~ATTENTION_MOVES;
	store_once(&t->hart, to);
	enqueue_locked(to, t, t->priority, true);
	unlock_both(h, to);
	smp_reschedule(to);
}

void thread_pull(struct thread *t, struct hart *h)
{
	struct hart *from = lock_home(t);
	bool moves = t->mm && !t->pinned && t->state == THREAD_BLOCKED && from->current != t;

	spin_unlock(&from->rq.lock);
	if (!moves || !hart_is_open(h))
		return;
	/* Nobody else moves it: it is in no queue, and it is ours. */
	lock_both(from, h);
	store_once(&t->hart, h);
	unlock_both(from, h);
}

/* A queued user thread that may move. */
static struct thread *movable_locked(struct hart *from)
{
	struct thread *t;

	for (uint64_t ready = from->rq.ready; ready; ready &= ready - 1)
		list_for_each(t, &from->rq.queue[bit_lowest64(ready)], link)
			if (t->mm && !t->pinned)
				return t;
	return NULL;
}

static struct thread *steal_from(struct hart *from)
{
	struct hart *h = this_hart();
	struct thread *t;

	lock_both(from, h);
	t = movable_locked(from);
	if (t) {
		dequeue_locked(from, t);
		store_once(&t->hart, h);
		enqueue_locked(h, t, t->priority, true);
		stat(steals);
	}
	unlock_both(from, h);
	return t;
}

bool sched_steal(void)
{
	fence_full(); /* we are idle, then who has work: who has too much looks the other way round */
	for_each_hart(from)
		if (from != this_hart() && load_once(&from->rq.ready) && steal_from(from))
			return true;
	return false;
}
