/* SPDX-License-Identifier: MIT */
/*
 * A process: an address space, its threads, its handles, and whoever hears of its faults and its end. What
 * ends when:
 *
 *   a thread     when its successor buries it; it stays in process->threads until joined or the end
 *   a process    when its last thread is buried, or it is killed before it has one; what it made is killed,
 *                its handles are closed, whoever handles its exit is told, and the record goes with the
 *                last handle on it
 *   its memory   when the reaper comes to it (reaper.h)
 */
#ifndef KERNEL_PROCESS_H
#define KERNEL_PROCESS_H

#include "kernel/handle.h"
#include "kernel/thread.h"

#define EVENTS	   4 /* enum loris_fault, then the exit */
#define EVENT_EXIT 3

/* Who hears of what happens to a process. Counted; under process->lock. */
struct handler {
	struct endpoint *endpoint; /* NULL: nobody */
	uint64_t badge;
};

struct process {
	struct object object;
	struct grace ending; /* of its handles, once it has ended */

	/* Fixed at creation. */
	int pid;
	char name[LORIS_NAME_MAX];
	struct mm *mm; /* of which it is a user itself, until it has ended; then it is gone */
	struct quota *quota;
	struct handle_table handles;

	/* Under lock (leaf towards wait queues and run queues, so that a killer may hold it). */
	struct spinlock lock;
	struct list threads; /* living, and dead ones not yet joined */
	unsigned living, listed;
	int last_tid;
	bool exiting; /* no new threads; outcome is decided */
	struct loris_exit outcome;
	unsigned doomed; /* of threads, from the first on: still to be killed, as it ends */
	struct handler handlers[EVENTS];
	struct list letter; /* in an endpoint's letters, under its lock: the end, to be told */
	uint64_t letter_badge;

	bool ended; /* also under lock */

	/* Under list_lock (process.c). */
	struct list all;   /* until it has ended */
	struct list makes; /* the living among those that it has made, which end when it has */
	struct list made;  /* in its maker's */
};

/*
 * A new process without a thread, of which the caller holds the one reference: when that and all handles
 * are given back before it has a thread, it is gone. Takes over `mm` (which has had no user) and `q`
 * (a reference). maker: with whose end it ends, the current process, or NULL. NULL: no memory, nothing
 * taken.
 */
struct process *process_create(const char *name, struct mm *mm, struct quota *q,
			       struct process *maker);
/* One of its threads, not forgotten yet, with a reference; NULL: none. */
struct thread *process_get_thread(struct process *p, int tid);
/* Ends a thread; its process with it if it is the last. ERR_CLOSED: it has ended. */
enum err process_kill_thread(struct thread *t);
/* Its user, or NULL: it has ended. Back by mm_user_leave(). */
struct mm *process_join_mm(struct process *p);
/* Ends it, in whatever state it is. ERR_CLOSED: it has ended already. Irqs off. */
enum err process_end_now(struct process *p);
/* Likewise that with this number, whether anybody has a handle on it or not. ERR_NOT_FOUND: there is none. */
enum err process_end_pid(int pid);
/* What it is charged to, with a reference; NULL: there is no such process. */
struct quota *process_get_quota(int pid);
/* endpoint NULL: nobody from now on; else the caller's reference is taken. ERR_CLOSED: it has ended, and nobody would
 * be told any more. */
enum err process_set_handler(struct process *p, unsigned event, struct endpoint *ep,
			     uint64_t badge);
/* The message that tells of its end; and when nobody can be told any more. The reference that its letter
 * held is the caller's to put. */
void process_letter(const struct process *p, struct message *m);
void process_letter_lost(struct process *p);
/* Of a thread that is being forgotten. */
static inline void thread_put(struct thread *t)
{
	object_put(&t->object);
}
/* exec.c: a process from the ramdisk file that the first of these NUL-ended strings, len bytes, names, with all
 * of them as its arguments, charged to q (a reference, taken). equip() gives it handles before it starts. The pid, or ERR_NOT_FOUND, ERR_NOT_ELF, ERR_NO_MEMORY.
 * Says in one console line why a file is no program. Irqs off. */
long process_spawn(const char *block, size_t len, struct quota *q,
		   enum err (*equip)(struct process *p, struct loris_start *start));

/* A further thread of the current process; ready to start. NULL: no memory, or the process is ending. */
struct thread *process_add_thread(struct process *p);

/* Ends the process of the current thread: how and code go to who waits. */
_Noreturn void process_exit(enum loris_how how, int code);
_Noreturn void thread_exit(long value);

/* A dead thread's value: tid found and dead: OK, and it is forgotten; 0 < return: the caller, blocked,
 * waits for its end; ERR_NOT_FOUND, ERR_DEADLOCK, ERR_BUSY: somebody else does. */
long process_join(struct process *p, int tid, long *value);

/* Calls f for each process, oldest first, the list locked: f must not block. */
void process_for_each(void (*f)(struct process *p, void *arg), void *arg);
unsigned process_count(void);

#endif
