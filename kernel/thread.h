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
#include "kernel/object.h"

enum thread_state {
	THREAD_RUNNING, /* t->hart's current; also while it is on its way out, until schedule() decides */
	THREAD_READY,	/* in the run queue of t->hart */
	THREAD_BLOCKED, /* waits for thread_wake() */
	THREAD_DEAD,	/* has run for the last time */
	THREAD_NEW,	/* not started: only thread_start() makes it ready, a killer does not */
};

#define ATTENTION_KILLED 1 /* it must exit instead of returning to user mode; never cleared */
#define ATTENTION_MOVES	 2 /* current, and to go elsewhere when it next gives up the hart */

/* What a blocked thread waits for, beside wait queues: the low bits of t->wait. */
enum wait {
	WAIT_NONE,
	WAIT_RECV, /* in receivers of the endpoint t->wait_on, under its lock */
	WAIT_SEND, /* in its senders; likewise */
	WAIT_CALL, /* likewise; a reply is wanted */
	WAIT_REPLY, /* in the slot t->asked: whoever takes it out of there, by an atomic swap, wakes it */
	WAIT_BITS, /* in waiters of the notification t->wait_on, under its lock */
};
#define WAIT_KIND(w)	 ((enum wait)((w)&15))
#define WAIT_ACCEPTS(w)	 ((w) >> 4) /* handles that may come with what it waits for */
#define WAIT_OF(kind, n) ((uint8_t)((kind) | (n) << 4))

/* Who waits for a reply: of a server thread, or kept for later (struct reply). */
struct reply_slot {
	struct thread *caller; /* atomic; NULL: nobody, or gone */
	struct thread *server; /* fixed; NULL: nobody in particular */
};

struct fault {
	uint8_t event;	 /* enum loris_fault */
	uint8_t verdict; /* LORIS_FAULT_; written by whoever takes it out of its wait */
	bool waits; /* for a verdict: its message is this, and its frame is complete and to stay so */
	uint64_t cause, value;
};

/* Where threads wait for a condition. The lock guards the list and each member's t->waiting_on. */
struct wait_queue {
	struct spinlock lock; /* taken before a run queue's */
	struct list waiters;
};

struct memory;

struct thread {
	struct frame frame; /* first: sscratch points here while the thread is in user mode */
	struct hart *
		hart; /* where it runs, or last ran and will be woken; changes under both rq.locks */
	struct mm *
		mm; /* NULL: a kthread that uses no space. Only that can change, by itself, irqs off */

	struct list
		link; /* in a run queue, a wait queue or an endpoint's, under its lock; in one at most */
	/* Under hart->rq.lock, but when a message is handed over on the spot (ipc_fast.c). */
	union {
		struct {
			uint8_t state; /* enum thread_state */
			uint8_t wait;  /* WAIT_OF(); what guards it: see enum wait */
		};
		uint16_t state_and_wait; /* both, in one store (ipc_fast.c) */
	};
	uint8_t priority;      /* donations included; under rq.lock, its own without */
	uint8_t base_priority; /* without */
	union {
		struct {
			uint8_t attention; /* ATTENTION_ bits; under hart->rq.lock */
			uint8_t uses_fpu;  /* has ever; written by itself */
			uint8_t timed;	   /* its wait ends at a time; as t->wait */
			uint8_t bound; /* there is a notification bound to it; written by itself */
		};
		uint32_t special; /* 0: nothing out of the ordinary */
	};
	struct reply_slot slot;	  /* whose call it received last */
	struct reply_slot *asked; /* WAIT_REPLY: the slot it is in */
	void *wait_on;		  /* the endpoint or notification it waits at */
	uint64_t badge;		  /* of the handle it sends by; WAIT_SEND, WAIT_CALL */
	struct list level;	  /* likewise: in the endpoint's levels, or in no list */
	uint8_t urgency;	  /* likewise: its priority when it joined the line */
	bool before_equals; /* when it is woken, as others wait for its work; set at boot, by one hart */
	struct fault fault;
	struct notification *notification; /* bound to it, counted; its own to change */
	struct spinlock holds_lock;	   /* leaf; guards the next two */
	struct list holds;   /* the endpoints whose holder it is; whom it was longest first */
	uint32_t holding;    /* how many; while it runs, others only take away */
	struct hart *pinned; /* runs only there; NULL: anywhere. Written by itself, under rq.lock */
	struct wait_queue *waiting_on; /* under its lock */

	struct timer timer;
	bool late; /* it has run out, while t was in nobody's queue; under timers.lock */

	uint64_t
		slice_used; /* ticks of its slice, when it was displaced within it; under rq.lock */
	uint64_t switches;
	uint64_t cpu_ticks;

	/* User threads. */
	struct object object;
	struct process *process;
	struct list sibling; /* in process->threads, under process->lock */
	uint64_t
		reaps_awaited; /* its own: its call waits for memory until so many are reaped; 0: none does */
	struct memory *making;	  /* a large object that it makes part by part; its own, counted */
	struct wait_queue joiner; /* who waits for its end: one at most */
	int tid;
	long exit_value;
	bool buried; /* its last hart has left it; under process->lock */
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
/* As schedule(), for a thread that gives way to its equals. */
void schedule_yield(void);
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
/* t's priority becomes this, if that is more urgent; wherever it is. A donation (ipc.c). */
void thread_raise(struct thread *t, unsigned priority);
/* Its own, donations to it forgotten. */
void thread_set_priority(struct thread *t, unsigned priority);
/* The current thread's priority becomes this; someone else may be more urgent now. */
void thread_set_own_priority(struct thread *t, unsigned priority);
/* Sees to it that the thread exits soon, wherever it is. Its process is locked, so it stays there. */
void thread_kill(struct thread *t);
/* Takes a blocked thread out of whatever it waits for, and wakes it. Who finds it taken out already
 * leaves it alone: whoever took it out is about to wake it, and holds nothing else that keeps it. */
void thread_stop_waiting(struct thread *t);
/* t has left h, to which it is not to come back: it goes where it is pinned, or anywhere. Called by
 * schedule(). */
void thread_move(struct thread *t, struct hart *h);
/* A blocked user thread, which the caller has taken out of its wait, will be woken on h, if it may. It is
 * about to work for whoever runs there. */
void thread_pull(struct thread *t, struct hart *h);
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
void sched_restart_hart(struct hart *h);

/* ipc_cancel.c */

/* Takes t out of whatever message it waits for, with this result; nothing if it waits for none. */
void ipc_cancel(struct thread *t, enum err e);
/* Its timer has run out, whose hart's timers.lock is held. */
void ipc_timeout_locked(struct thread *t);
/* The current thread ends: who waits for its reply is told. */
void ipc_thread_ends(struct thread *t);

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
/* t, current, is about to wait for something, until then at most: ipc_timeout() ends it. */
void wait_until(struct thread *t, uint64_t ticks);
/* That wait has ended otherwise. */
void wait_timer_cancel(struct thread *t);
/* t, another thread, waits again after it was in nobody's queue: has its time run out meanwhile? Irqs off,
 * no lock held. */
void wait_timer_look(struct thread *t);
/* So many ns from now, in ticks; at most the end of time. */
uint64_t deadline_in(uint64_t ns);
/* A notification's timer: set anew, or taken back. */
void timer_start(struct timer *timer, uint64_t ticks);
bool timer_cancel(struct timer *timer);
void timers_expire(struct hart *h, uint64_t now);
uint64_t ns_to_ticks(uint64_t ns);
uint64_t ticks_to_ns(uint64_t ticks);

#endif
