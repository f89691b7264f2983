/* SPDX-License-Identifier: MIT */
/*
 * Who runs next on a hart. Each hart has its own queues and its own lock; the switch path takes that
 * one lock and no other. Where a thread may run:
 *
 *   a thread is in the queue of t->hart, or current there, or blocked with t->hart to be woken on;
 *   t->hart changes only under the locks of both harts' queues, and only for a queued thread.
 *
 * A user thread's registers are complete in its frame before schedule() makes it visible in a queue
 * (entry.S saved them, arch_user_out() added the FPU), so another hart may take it at once. kthreads
 * keep their stack and never move.
 */
#include "kernel/thread.h"
#include "kernel/panic.h"
#include "kernel/process.h"
#include "kernel/smp.h"
#include "kernel/switch.h"
#include "lib/bitmap.h"

#define SLICE_NS 10000000UL

static uint64_t slice_ticks;

void sched_init_hart(struct hart *h)
{
	slice_ticks = ns_to_ticks(SLICE_NS);
	for (unsigned p = 0; p <= PRIORITIES; p++)
		list_init(&h->rq.queue[p]);
	heap_init(&h->timers.heap);
	h->timer_deadline = UINT64_MAX;
	h->switched_at = time_now();
}

/* ---- the queue; h->rq.lock held ------------------------------------------------------------------- */

static void enqueue_locked(struct hart *h, struct thread *t, bool tail)
{
	struct list *q = &h->rq.queue[t->priority];

	t->state = THREAD_READY;
	if (tail)
		list_add_tail(q, &t->link);
	else
		list_add_head(q, &t->link);
	h->rq.ready |= 1UL << t->priority;
	h->rq.count++;
}

static void dequeue_locked(struct hart *h, struct thread *t)
{
	list_unlink(&t->link);
	h->rq.count--;
	if (list_empty(&h->rq.queue[t->priority]))
		h->rq.ready &= ~(1UL << t->priority);
}

static struct thread *pop_locked(struct list *q)
{
	struct list *first = q->next, *second = first->next;

	q->next = second;
	second->prev = q;
	return list_entry(first, struct thread, link);
}

static struct thread *pick_locked(struct hart *h)
{
	unsigned priority;
	struct thread *t;

	if (!h->rq.ready)
		return h->idle;
	priority = bit_lowest64(h->rq.ready);
	t = pop_locked(&h->rq.queue[priority]);
	h->rq.count--;
	if (list_empty(&h->rq.queue[priority]))
		h->rq.ready &= ~(1UL << priority);
	return t;
}

/* A slice ends only for the sake of someone at least as urgent who waits. */
static bool slice_matters_locked(const struct hart *h)
{
	return h->rq.ready & ((2UL << h->current->priority) - 1);
}

static void arm_slice_locked(struct hart *h)
{
	if (slice_matters_locked(h) && h->slice_end < h->timer_deadline) {
		h->timer_deadline = h->slice_end;
		arch_timer_set(h->slice_end);
	}
}

/* ---- schedule ---------------------------------------------------------------------------------------- */

/* Two harts that want each other's lock must not wait for each other: lower index first. */
static void lock_both(struct hart *a, struct hart *b)
{
	spin_lock(a < b ? &a->rq.lock : &b->rq.lock);
	spin_lock(a < b ? &b->rq.lock : &a->rq.lock);
}

static void unlock_both(struct hart *a, struct hart *b)
{
	spin_unlock(&a->rq.lock);
	spin_unlock(&b->rq.lock);
}

/* t has just stopped running on h, is ready and in no queue, so nobody else can move it. */
static void move_to_pinned(struct hart *h, struct thread *t)
{
	struct hart *to = t->pinned;

	lock_both(h, to);
	t->moves = false;
	store_once(&t->hart, to);
	enqueue_locked(to, t, true);
	unlock_both(h, to);
	smp_reschedule(to);
}

/* prev, which is still current, goes to where it belongs. */
static void put_back_locked(struct hart *h, struct thread *prev)
{
	if (prev->state != THREAD_RUNNING || prev == h->idle)
		return;
	if (prev->moves)
		prev->state = THREAD_READY; /* in no queue yet: move_to_pinned() */
	else /* one that was displaced within its slice goes on before its equals */
		enqueue_locked(h, prev, h->resched != RESCHED_DISPLACED);
}

/*
 * The usual case of a yield or of a slice's end: prev goes behind its equals, the first of them comes,
 * and nothing else about the queues changes. NULL: it is not that case, and nothing was done.
 */
static inline struct thread *rotate_locked(struct hart *h, struct thread *prev)
{
	unsigned priority = prev->priority;
	struct list *q = &h->rq.queue[priority];
	struct thread *next;

	if (prev->state != THREAD_RUNNING || prev->moves || list_empty(q) ||
	    h->resched == RESCHED_DISPLACED || h->rq.ready & ((1UL << priority) - 1) ||
	    h->timer_deadline > h->slice_end)
		return NULL; /* the last: those who wait must have their timer */
	next = pop_locked(q);
	prev->state = THREAD_READY;
	list_add_tail(q, &prev->link);
	return next;
}

/* Everything that reads prev happens before the lock is free: after that, prev may run on another
 * hart, to its death. */
static void make_current_locked(struct hart *h, struct thread *prev, struct thread *next)
{
	uint64_t now = time_now();

	prev->cpu_ticks += now - h->switched_at;
	h->switched_at = now;
	next->switches++;
	next->state = THREAD_RUNNING;
	if (next->killed)
		frame_divert_to_exit(&next->frame);
	store_once(&h->current, next);
}

static void user_out(struct thread *prev)
{
	if (prev->mm && arch_user_out(&prev->frame, &prev->fpu))
		stat(fpu_saves);
}

static void user_in(struct hart *h, struct thread *next)
{
	if (next->mm)
		arch_user_in(&next->frame, &next->fpu, h, h->fpu_owner);
}

/* prev is the only one that wants this hart. */
static void stay_locked(struct hart *h, struct thread *prev)
{
	prev->state = THREAD_RUNNING;
	if (prev->killed)
		frame_divert_to_exit(&prev->frame);
	arm_slice_locked(h);
}

/* Takes a blocked thread out of whatever it waits for, and wakes it. */
static void stop_waiting(struct thread *t)
{
	wait_cancel(t);
	sleep_cancel(t);
	thread_wake(t);
}

/* prev has left: what it owns is in the frame, in the FPU area and in these arguments. */
static inline void switch_to(struct hart *h, struct mm *prev, struct thread *dead,
			     struct thread *next)
{
	user_in(h, next);
	switch_mm(h, prev, dead, next);
}

static __attribute__((noinline)) void schedule_generic(struct hart *h, struct thread *prev)
{
	struct mm *mm = prev->mm;
	struct thread *next, *dead = prev->state == THREAD_DEAD ? prev : NULL;
	bool moves = prev->moves;

	if (prev->state == THREAD_BLOCKED && prev->killed) {
		/* Once it waits for nothing, it is running: nobody but us can block it again. */
		spin_unlock(&h->rq.lock);
		stop_waiting(prev);
		spin_lock(&h->rq.lock);
	}
	put_back_locked(h, prev);
	next = pick_locked(h);
	if (next == prev) {
		stay_locked(h, prev);
		h->resched = RESCHED_NONE;
		spin_unlock(&h->rq.lock);
		return;
	}
	make_current_locked(h, prev, next);
	h->slice_end = h->switched_at + slice_ticks;
	h->resched = RESCHED_NONE;
	arm_slice_locked(h);
	spin_unlock(&h->rq.lock);
	if (moves)
		move_to_pinned(h, prev);
	switch_to(h, mm, dead, next);
}

void schedule(void)
{
	struct hart *h = this_hart();
	struct thread *prev = h->current, *next;
	struct mm *mm = prev->mm;

	user_out(prev);
	spin_lock(&h->rq.lock);
	next = rotate_locked(h, prev);
	if (!next) {
		schedule_generic(h, prev); /* unlocks */
		return;
	}
	make_current_locked(h, prev, next);
	h->slice_end = h->switched_at + slice_ticks;
	h->resched = RESCHED_NONE;
	spin_unlock(&h->rq.lock);
	switch_to(h, mm, NULL, next);
}

/* May `to` take over from prev, ahead of its equals in the queue? They must have their timer. */
static bool can_hand_over_locked(const struct hart *h, const struct thread *prev,
				 const struct thread *to)
{
	uint64_t ready = h->rq.ready;

	return to->state == THREAD_BLOCKED && to->hart == h && !prev->killed &&
	       (!ready ||
		(!(ready & ((1UL << to->priority) - 1)) && h->timer_deadline <= h->slice_end));
}

static __attribute__((noinline)) void wake_and_schedule(struct thread *to)
{
	thread_wake(to);
	schedule();
}

/*
 * The rest of the slice goes along: two threads that hand each other the hart share one slice, and
 * those who wait for it get their turn at its end.
 */
void schedule_to(struct thread *to)
{
	struct hart *h = this_hart();
	struct thread *prev = h->current;
	struct mm *mm = prev->mm;

	if (!to) {
		schedule();
		return;
	}
	user_out(prev);
	spin_lock(&h->rq.lock);
	if (!can_hand_over_locked(h, prev, to)) {
		spin_unlock(&h->rq.lock);
		wake_and_schedule(to);
		return;
	}
	make_current_locked(h, prev, to);
	spin_unlock(&h->rq.lock);
	switch_to(h, mm, NULL, to);
}

/* ---- waking -------------------------------------------------------------------------------------------- */

/* Locks the queue of the hart that t belongs to, which may change until it is locked. */
static struct hart *lock_home(struct thread *t)
{
	for (;;) {
		struct hart *h = load_once(&t->hart);
		spin_lock(&h->rq.lock);
		if (h == load_once(&t->hart))
			return h;
		spin_unlock(&h->rq.lock);
	}
}

/* t has become ready on h: must h hear of it now? rq.lock held. */
static bool must_tell_locked(struct hart *h, struct thread *t)
{
	if (h != this_hart())
		return true; /* idle, or without a slice timer, or running something less urgent */
	arm_slice_locked(h);
	if (t->priority < h->current->priority) {
		/* Taken as soon as irqs are on again: a system call needs no check on its way out. */
		h->resched = RESCHED_DISPLACED;
		arch_interrupt_self();
	}
	return false;
}

static struct hart *idle_hart(void)
{
	for_each_hart(h)
		if (hart_idle(h))
			return h;
	return NULL;
}

void thread_wake(struct thread *t)
{
	struct hart *h = lock_home(t);
	bool tell = false, crowded;

	if (t->state == THREAD_BLOCKED) {
		if (t == h->current) { /* on its way out: schedule() will find it running again */
			t->state = THREAD_RUNNING;
		} else {
			enqueue_locked(h, t, true);
			tell = must_tell_locked(h, t);
		}
	}
	crowded = h->rq.count > 1;
	spin_unlock(&h->rq.lock);
	if (tell)
		smp_reschedule(h);
	if (crowded && harts_online > 1) {
		struct hart *idle = idle_hart();
		if (idle && idle != this_hart())
			smp_reschedule(idle);
	}
}

static struct hart *least_busy(void)
{
	struct hart *best = this_hart();
	uint32_t least = load_once(&best->rq.count) + !hart_idle(best);

	for_each_hart(h) {
		uint32_t load = load_once(&h->rq.count) + !hart_idle(h);
		if (load < least) {
			least = load;
			best = h;
		}
	}
	return best;
}

void thread_start(struct thread *t)
{
	bool irqs = irq_save();

	t->hart = t->pinned ? t->pinned : least_busy();
	t->state = THREAD_BLOCKED;
	thread_wake(t);
	irq_restore(irqs);
}

/* ---- taking work from others ----------------------------------------------------------------------------- */

/* A queued user thread of `from` that may move; from->rq.lock held. */
static struct thread *movable_locked(struct hart *from)
{
	struct thread *t;

	for (uint64_t ready = from->rq.ready; ready; ready &= ready - 1)
		list_for_each(t, &from->rq.queue[bit_lowest64(ready)], link)
			if (t->mm && !t->pinned)
				return t;
	return NULL;
}

bool sched_steal(void)
{
	struct hart *h = this_hart();
	struct thread *t = NULL;

	for_each_hart(from) {
		if (from == h || !load_once(&from->rq.ready))
			continue;
		lock_both(from, h);
		t = movable_locked(from);
		if (t) {
			dequeue_locked(from, t);
			store_once(&t->hart, h);
			enqueue_locked(h, t, true);
			stat(steals);
		}
		unlock_both(from, h);
		if (t)
			break;
	}
	return t;
}

void thread_pin(struct thread *t, struct hart *to)
{
	struct hart *h = this_hart();

	spin_lock(&h->rq.lock);
	t->pinned = to;
	t->moves = to && to != h;
	spin_unlock(&h->rq.lock);
}

/* ---- killing ------------------------------------------------------------------------------------------------ */

/*
 * Whoever is blocked and has left its hart stays where it waits until someone takes it out: that is
 * done here. One that is still current may be about to wait for anything; it takes itself out, when
 * schedule() finds it blocked and killed, or exits when the interrupt reaches it. And one that is ready
 * exits when it is chosen.
 */
void thread_kill(struct thread *t)
{
	struct hart *h = lock_home(t);
	bool current = t == h->current, blocked = t->state == THREAD_BLOCKED;

	t->killed = true;
	spin_unlock(&h->rq.lock);
	if (current && h != this_hart())
		smp_reschedule(h);
	if (!current && blocked)
		stop_waiting(t);
}

/* ---- interrupts ---------------------------------------------------------------------------------------------- */

void sched_timer(uint64_t now)
{
	struct hart *h = this_hart();

	spin_lock(&h->rq.lock);
	if (now >= h->slice_end) {
		if (slice_matters_locked(h))
			h->resched = RESCHED_EXPIRED;
		h->slice_end = now + slice_ticks;
	}
	arm_slice_locked(h);
	spin_unlock(&h->rq.lock);
}

void sched_look(void)
{
	struct hart *h = this_hart();

	spin_lock(&h->rq.lock);
	if (h->rq.ready && bit_lowest64(h->rq.ready) < h->current->priority)
		h->resched = RESCHED_DISPLACED;
	arm_slice_locked(h);
	spin_unlock(&h->rq.lock);
}

void sched_irq_exit(void)
{
	struct hart *h = this_hart();

	if (h->current->killed)
		thread_exit_killed();
	if (h->resched != RESCHED_NONE)
		schedule();
}
