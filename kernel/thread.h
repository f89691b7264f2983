/* SPDX-License-Identifier: MIT */
/*
 * A thread: a saved register frame and what is needed to run it. User threads have no kernel stack;
 * a trap from user mode runs on the hart's own stack and ends by resuming exactly one frame. kthreads
 * (mm == NULL, unless they use a space for a while) bring a stack of their own and may block anywhere.
 */
#ifndef KERNEL_THREAD_H
#define KERNEL_THREAD_H

#include "kernel/hart.h"
#include "kernel/mm.h"

enum thread_state {
	THREAD_READY, /* in the run queue of t->hart */
	THREAD_RUNNING, /* t->hart's current; also while it is on its way out, until schedule() decides */
	THREAD_BLOCKED, /* waits for thread_wake() */
	THREAD_DEAD,	/* has run for the last time */
	THREAD_NEW,	/* not started: only thread_start() makes it ready, a killer does not */
};

#define ATTENTION_KILLED 1 /* it must exit instead of returning to user mode; never cleared */
#define ATTENTION_MOVES	 2 /* current, and to go elsewhere when it next gives up the hart */

/* Where threads wait for a condition. The lock guards the list and each member's t->waiting_on. */
struct wait_queue {
	struct spinlock lock; /* taken before a run queue's */
	struct list waiters;
};

struct thread {
	struct frame frame; /* first: sscratch points here while the thread is in user mode */
	struct hart *
		hart; /* where it runs, or last ran and will be woken; changes under both rq.locks */
	struct mm *
		mm; /* NULL: a kthread that uses no space. Only that can change, by itself, irqs off */

	struct list link; /* in a run queue (its lock) or a wait queue (its lock), never both */
	uint8_t state;	  /* enum thread_state; under hart->rq.lock */
	uint8_t priority;
	struct hart *pinned; /* runs only there; NULL: anywhere. Written by itself, under rq.lock */
	struct wait_queue *waiting_on; /* under its lock */
	uint8_t attention; /* ATTENTION_ bits; under hart->rq.lock. 0: nothing out of the ordinary */

	struct heap_node timer; /* in the sleepers of timer_hart, under timers.lock */
	struct hart *timer_hart;

	uint64_t
		slice_used; /* ticks of its slice, when it was displaced within it; under rq.lock */
	uint64_t switches;
	uint64_t cpu_ticks;

	/* User threads. */
	struct process *process;
	struct list sibling; /* in process->threads, under process->lock */
	int tid;
	long exit_value;
	bool buried;	  /* its last hart has left it; under process->lock */
	bool relay;	  /* its message to the bench kthread is for another caller */
	uint64_t message; /* that message; both under the queue's lock */
	struct fpu fpu;

	/* kthreads. */
	const char *name;
	bool stop;	     /* it has been asked to return; written by who asks */
	void *stack;	     /* lowest usable address */
	struct list kthread; /* in the list of all kthreads, for `ps` */
};

/* sched.c, wake.c, move.c */

/* Irqs off, on the hart's own stack: choose the next thread, make it current, load what it needs.
 * The caller then runs it by arch_resume() or by returning to arch_kthread_switch(). */
void schedule(void);
/* Likewise; the current thread is blocked, and `to`, which is too, is to run next. It does so at once
 * if it belongs here and nothing more urgent is ready, else it is woken. NULL: as schedule(). */
void schedule_to(struct thread *to);
/* Makes a blocked thread ready; nothing if it is not blocked. From any hart, irqs off. */
void thread_wake(struct thread *t);
/* Puts a thread that has never run into the queue of the hart that has least to do. */
void thread_start(struct thread *t);
/* The current user thread gives up the hart with its system call's result decided. */
static inline _Noreturn void thread_yield_to_user(long result)
{
	frame_set_result(&this_hart()->current->frame, result);
	arch_schedule();
}
/* The current user thread is BLOCKED already and goes; whoever wakes it has set its result. */
static inline _Noreturn void thread_block(void)
{
	arch_schedule();
}
/* Likewise, and `to` is whom it waits for. */
static inline _Noreturn void thread_block_to(struct thread *to)
{
	arch_schedule_to(to);
}
/*
 * Marks the current thread blocked; from here on a wake-up counts. Irqs off, and the caller holds the
 * lock under which wakers decide to wake it, so a plain store does. The one waker without that lock is
 * thread_kill(), and schedule() looks for that itself.
 */
static inline void thread_will_block(struct thread *current)
{
	store_once(&current->state, THREAD_BLOCKED);
}
/* Sees to it that the thread exits soon, wherever it is. Its process is locked, so it stays there. */
void thread_kill(struct thread *t);
/* Takes a blocked thread out of whatever it waits for, and wakes it. Who finds it taken out already
 * leaves it alone: whoever took it out is about to wake it, and holds nothing else that keeps it. */
void thread_stop_waiting(struct thread *t);
/* t has left h, to which it is not to come back: it goes where it is pinned, or anywhere. Called by
 * schedule(). */
void thread_move(struct thread *t, struct hart *h);
/* The current thread will run only on `to` (NULL: anywhere), from its next schedule() on. */
void thread_pin(struct thread *t, struct hart *to);
/* The last thing an interrupt does: exit if killed, give way if asked. */
void sched_irq_exit(void);
/* A timer interrupt: is the slice used up? */
void sched_timer(uint64_t now);
/* Another hart put something into our queue: is it more urgent? */
void sched_look(void);
/* Nothing to do here: take a ready thread from another hart. Irqs off. */
bool sched_steal(void);
void sched_init_hart(struct hart *h);

/* kthread.c */
_Noreturn void kthread_exit(void);

/* process.c */

/* The thread has run for the last time and its hart has left it; called by its successor there. */
void thread_bury(struct thread *t);
/* The current user thread was killed: it exits instead of going on. Irqs off. */
_Noreturn void thread_exit_killed(void);

/* waitq.c */
void wait_queue_init(struct wait_queue *q);
/* The current thread joins the queue and will block. q->lock held, irqs off. */
static inline void wait_join_locked(struct wait_queue *q, struct thread *current)
{
	store_once(&current->waiting_on, q);
	list_add_tail(&q->waiters, &current->link);
	thread_will_block(current);
}
/* Takes a waiter out, to be woken by the caller. Its queue's lock held. */
static inline void wait_remove_locked(struct thread *t)
{
	list_unlink(&t->link);
	store_once(&t->waiting_on, NULL);
}
void wait_wake_all(struct wait_queue *q);
void wait_wake_one(struct wait_queue *q);
/* Takes t out of whatever queue it waits in. */
void wait_cancel(struct thread *t);

/* time.c */
void sleep_until(struct thread *t, uint64_t ticks); /* t is current and will block */
bool sleep_cancel(struct thread *t); /* true: it slept, and is the caller's to wake */
void timers_expire(struct hart *h, uint64_t now);
uint64_t ns_to_ticks(uint64_t ns);
uint64_t ticks_to_ns(uint64_t ticks);

#endif
