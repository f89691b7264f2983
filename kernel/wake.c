/* SPDX-License-Identifier: MIT */
/*
 * Making threads ready: waking, starting, killing. From any hart, irqs off.
 */
#include "kernel/runqueue.h"
#include "kernel/smp.h"

static inline struct hart *lock_home_of(struct thread *t)
{
	for (;;) {
		struct hart *h = load_once(&t->hart);
		spin_lock(&h->rq.lock);
		if (h == load_once(&t->hart))
			return h;
		spin_unlock(&h->rq.lock);
	}
}

struct hart *lock_home(struct thread *t)
{
	return lock_home_of(t);
}

__attribute__((noinline, cold)) void sched_call_for_help(void)
{
	fence_full(); /* our queue, then who is idle: one that goes idle looks the other way round */
	for_each_hart(h) {
		if (h != this_hart() && hart_idle(h) && hart_is_open(h)) {
			smp_reschedule(h);
			return;
		}
	}
}

/* t is locked at home, on h, and in no queue: into h's. True: h must be told. */
static inline bool make_ready_locked(struct hart *h, struct thread *t)
{
	/* Whatever it was given to go on with: a message may have come after it was killed. */
	if (t->attention & ATTENTION_KILLED)
		frame_divert_to_exit(&t->frame);
	enqueue_locked(h, t, t->priority, !t->before_equals);
	if (h != this_hart())
		return true; /* idle, or without a slice timer, or running something less urgent */
	heed_locked(h, t);
	return false;
}

static inline void unlock_and_tell(struct hart *h, bool tell)
{
	bool crowded = h->rq.count > 1;

	spin_unlock(&h->rq.lock);
	if (tell)
		smp_reschedule(h);
	if (crowded && harts_online > 1)
		sched_call_for_help();
}

void thread_wake(struct thread *t)
{
	struct hart *h = lock_home_of(t);
	bool tell = false;

	if (t->state == THREAD_BLOCKED && t != h->current)
		tell = make_ready_locked(h, t);
	else if (t->state == THREAD_BLOCKED)
		t->state = THREAD_RUNNING; /* on its way out: schedule() will find it so */
	unlock_and_tell(h, tell);
}

struct hart *sched_least_busy(void)
{
	struct hart *best = NULL;
	uint32_t least = UINT32_MAX;

	for_each_hart(h) {
		uint32_t load = load_once(&h->rq.count) + !hart_idle(h);
		if (hart_is_open(h) && (load < least || (load == least && h == this_hart()))) {
			least = load;
			best = h;
		}
	}
	return best;
}

/* Its hart changes under the lock of the one that it was made on, where a killer would look for it: he
 * comes before, and is seen here, or after, and finds it ready. */
COLD void thread_start(struct thread *t)
{
	bool irqs = irq_save();
	struct hart *to = t->pinned ? t->pinned : sched_least_busy();
	struct hart *from = t->hart;

	lock_both(from, to);
	store_once(&t->hart, to);
	if (from != to)
		spin_unlock(&from->rq.lock);
	unlock_and_tell(to, make_ready_locked(to, t));
	irq_restore(irqs);
}

void thread_stop_waiting(struct thread *t)
{
	wait_cancel(t);
	ipc_cancel(t, ERR_CLOSED);
	if (sleep_cancel(t))
		thread_wake(t);
}

/*
 * Whoever is blocked and has left its hart stays where it waits until someone takes it out: that is
 * done here. One that is still current may be about to wait for anything; it takes itself out, when
 * schedule() finds it blocked and killed, or exits when the interrupt reaches it. And one that is ready
 * exits when it is chosen. Frames of threads that are not current are complete, and ours to divert
 * under this lock.
 */
COLD void thread_kill(struct thread *t)
{
	struct hart *h = lock_home(t);
	bool current, blocked;

	t->attention |= ATTENTION_KILLED;
	fence_full(); /* that, then where it is: ipc_fast.c goes the other way round, without the lock */
	current = t == load_once(&h->current);
	blocked = load_once(&t->state) == THREAD_BLOCKED;
	if (!current && t->state != THREAD_NEW) /* a new one's frame is still its creator's */
		frame_divert_to_exit(&t->frame);
	spin_unlock(&h->rq.lock);
	if (current && h == this_hart())
		arch_interrupt_self(); /* or it would go on until something else interrupts it */
	else if (current)
		smp_reschedule(h);
	if (!current && blocked)
		thread_stop_waiting(t);
}
