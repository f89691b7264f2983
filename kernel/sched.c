/* SPDX-License-Identifier: MIT */
/*
 * Who runs next on a hart. Each hart has its own queues and its own lock; the switch path takes that
 * one lock and no other. Where a thread may run:
 *
 *   a thread is in the queue of t->hart, or current there, or blocked with t->hart to be woken on;
 *   t->hart changes only under the locks of both harts' queues, and only for a thread that is ready, or
 *   while all harts wait and t is not current (hotplug.c).
 *
 * A user thread's registers are complete in its frame before schedule() makes it visible in a queue
 * (entry.S saved them, user_out() added the FPU), so another hart may take it at once. kthreads keep
 * their stack and never move.
 */
#include "kernel/runqueue.h"
#include "kernel/switch.h"

#define SLICE_NS 10000000UL

uint64_t slice_ticks;

BOOT void sched_init_hart(struct hart *h)
{
	slice_ticks = ns_to_ticks(SLICE_NS);
	for (unsigned p = 0; p <= PRIORITIES; p++)
		list_init(&h->rq.queue[p]);
	heap_init(&h->timers.heap);
	sched_restart_hart(h);
}

/* Its queue is as it was left, and may have someone in it: its bench kthread, called while it was off. */
void sched_restart_hart(struct hart *h)
{
	h->timer_deadline = UINT64_MAX;
	h->switched_at = h->slice_start = time_now();
}

/* ---- slices: they end only for the sake of someone at least as urgent who waits -------------------- */

void sched_timer(uint64_t now)
{
	struct hart *h = this_hart();

	spin_lock(&h->rq.lock);
	if (now >= h->slice_start + slice_ticks) {
		if (slice_matters_locked(h))
			h->resched = RESCHED_EXPIRED;
		h->slice_start = now;
	}
	slice_arm_locked(h);
	spin_unlock(&h->rq.lock);
}

void sched_look(void)
{
	struct hart *h = this_hart();

	spin_lock(&h->rq.lock);
	if (more_urgent_locked(h, h->current->priority))
		h->resched = RESCHED_DISPLACED;
	slice_arm_locked(h);
	spin_unlock(&h->rq.lock);
}

void sched_irq_exit(void)
{
	struct hart *h = this_hart();

	if (h->current->attention & ATTENTION_KILLED)
		thread_exit_killed();
	/* Off, since the meeting that this interrupt was for: idle_main() goes on. */
	if (h->resched != RESCHED_NONE && hart_is_on(h))
		schedule();
}

/* ---- out with the one, in with the other ----------------------------------------------------------- */

static inline void user_out(struct thread *prev)
{
	if (prev->mm && arch_user_out(&prev->frame, &prev->fpu))
		stat(fpu_saves);
}

/* Everything that reads prev happens before the lock is free: after that, prev may run on another
 * hart, to its death. */
static inline void make_current_locked(struct hart *h, struct thread *prev, struct thread *next)
{
	uint64_t now = time_now();

	prev->cpu_ticks += now - h->switched_at;
	h->switched_at = now;
	next->switches++;
	next->state = THREAD_RUNNING;
	store_once(&h->current, next);
}

/* What prev owned is in its frame, in its FPU area and in these arguments. */
static inline void switch_to(struct hart *h, struct mm *prev, struct thread *dead,
			     struct thread *next)
{
	/* kthreads have no FPU state, so for them this says "off" or nothing. */
	arch_user_in(&next->frame, &next->fpu, h, h->fpu_owner);
	switch_mm(h, prev, dead, next);
}

/* ---- schedule ----------------------------------------------------------------------------------------- */

static inline struct thread *pick_ready_locked(struct hart *h)
{
	unsigned priority;
	struct thread *t;

	priority = bit_lowest64(h->rq.ready);
	h->rq.count--;
	if (pop_locked(&h->rq.queue[priority], &t))
		h->rq.ready &= ~(1UL << priority);
	return t;
}

static struct thread *pick_locked(struct hart *h)
{
	return h->rq.ready ? pick_ready_locked(h) : h->idle;
}

/* prev, which is still current, goes to where it belongs; true: elsewhere, when it has left. */
static bool put_back_locked(struct hart *h, struct thread *prev)
{
	if (prev->state != THREAD_RUNNING)
		return false;
	if (prev == h->idle) { /* is in no queue: pick_locked() knows it */
		prev->state = THREAD_READY;
		return false;
	}
	if (prev->attention & ATTENTION_KILLED)
		frame_divert_to_exit(&prev->frame);
	if (prev->attention & ATTENTION_MOVES) {
		prev->state = THREAD_READY; /* in no queue yet, as its link says (priority.c) */
		list_init(&prev->link);
		return true;
	}
	/* One that was displaced within its slice goes on before its equals. */
	enqueue_locked(h, prev, prev->priority, h->resched != RESCHED_DISPLACED);
	return false;
}

/* It was killed on its way to sleep: it takes itself out of what it waits for, and is running again. */
static void wake_if_killed_locked(struct hart *h, struct thread *prev)
{
	if (prev->state != THREAD_BLOCKED || !(prev->attention & ATTENTION_KILLED))
		return;
	spin_unlock(&h->rq.lock);
	thread_stop_waiting(prev);
	spin_lock(&h->rq.lock);
	if (prev->state == THREAD_BLOCKED) /* someone has taken it out and wakes it soon */
		frame_divert_to_exit(&prev->frame);
}

/* Who was displaced goes on later with what is left, or its equals would wait as long as others come. */
static void begin_slice_locked(struct hart *h, struct thread *prev, struct thread *next)
{
	uint64_t now = time_now();

	prev->slice_used = h->resched == RESCHED_DISPLACED ? now - h->slice_start : 0;
	h->slice_start = now - next->slice_used;
	h->resched = RESCHED_NONE;
}

static __attribute__((noinline)) void schedule_anew(struct hart *h, struct thread *prev)
{
	struct mm *mm = prev->mm;
	struct thread *next, *dead = prev->state == THREAD_DEAD ? prev : NULL;
	bool moves;

	wake_if_killed_locked(h, prev);
	moves = put_back_locked(h, prev);
	next = pick_locked(h);
	if (next == prev)
		next->state = THREAD_RUNNING;
	else
		make_current_locked(h, prev, next);
	begin_slice_locked(h, prev, next);
	slice_arm_locked(h);
	spin_unlock(&h->rq.lock);
	if (moves)
		thread_move(prev, h);
	if (next != prev)
		switch_to(h, mm, dead, next);
}

/*
 * The usual case of a yield or of a slice's end: prev goes behind its equals, the first of them comes,
 * and nothing else about the queues changes, nor the timer, which is set for those who wait. NULL: it is
 * not that case, and nothing was done.
 */
static inline struct thread *rotate_locked(struct hart *h, struct thread *prev)
{
	uint64_t priority = prev->priority;
	struct list *q = &h->rq.queue[priority];
	struct thread *next;

	__asm__("" : "+r"(q)); /* gcc would compute it anew for each use */
	if (prev->state != THREAD_RUNNING || prev->attention || list_empty(q) ||
	    h->resched == RESCHED_DISPLACED || more_urgent_locked(h, priority))
		return NULL;
	pop_locked(q, &next);
	prev->state = THREAD_READY;
	list_add_tail(q, &prev->link);
	return next;
}

/* prev has blocked, and is let go, and its equals are the most urgent of those who are ready: the first of
 * them comes. The timer is set for the others. Else NULL, and nothing was done. */
static inline struct thread *leave_locked(struct hart *h, struct thread *prev)
{
	uint64_t priority = prev->priority;
	struct list *q = &h->rq.queue[priority];
	struct thread *next;

	__asm__("" : "+r"(q)); /* as above */
	if (load_once(&prev->state) != THREAD_BLOCKED || load_once(&prev->attention) ||
	    list_empty(q) || more_urgent_locked(h, priority))
		return NULL;
	h->rq.count--;
	if (pop_locked(q, &next))
		h->rq.ready &= ~(1UL << priority);
	prev->slice_used = 0;
	return next;
}

/* next, chosen in one of these two usual ways, takes over with a slice of its own. */
static inline void take_over(struct hart *h, struct thread *prev, struct thread *next)
{
	struct mm *mm = prev->mm;

	make_current_locked(h, prev, next);
	h->slice_start = h->switched_at;
	h->resched = RESCHED_NONE;
	spin_unlock(&h->rq.lock);
	switch_to(h, mm, NULL, next);
}

void schedule_yield(void)
{
	struct hart *h = this_hart();
	struct thread *prev = h->current, *next;

	user_out(prev);
	spin_lock(&h->rq.lock);
	next = rotate_locked(h, prev);
	if (next)
		take_over(h, prev, next);
	else
		schedule_anew(h, prev); /* unlocks */
}

void schedule(void)
{
	struct hart *h = this_hart();
	struct thread *prev = h->current, *next;

	user_out(prev);
	spin_lock(&h->rq.lock);
	next = leave_locked(h, prev);
	if (next)
		take_over(h, prev, next);
	else
		schedule_anew(h, prev); /* unlocks */
}

/* ---- handing the hart over ------------------------------------------------------------------------------ */

/* May `to` take over from prev, ahead of its equals in the queue? */
static inline bool can_hand_over_locked(const struct hart *h, const struct thread *prev,
					const struct thread *to)
{
	/* prev may have been woken since it joined a queue. With someone queued who did not matter while it ran,
	 * the timer may not be set. */
	return prev->state == THREAD_BLOCKED && to->state == THREAD_BLOCKED && to->hart == h &&
	       !prev->attention && !to->attention &&
	       (!h->rq.ready ||
		(to->priority <= prev->priority && !more_urgent_locked(h, to->priority)));
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
	if (to->hart != h)
		thread_pull(to, h);
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
