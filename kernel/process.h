/* SPDX-License-Identifier: MIT */
/*
 * A process: an address space, its threads, and a place in the family, so that someone learns how it
 * ended. What ends when:
 *
 *   a thread     when its successor buries it; it stays in process->threads until joined or the end
 *   a process    when its last thread is buried; it stays, as an exit record, until its parent waits
 *                for it, or goes at once when it has none
 *   its memory   when the reaper comes to it (reaper.h)
 */
#ifndef KERNEL_PROCESS_H
#define KERNEL_PROCESS_H

#include "kernel/thread.h"

struct process {
	/* Fixed at creation. */
	int pid;
	char name[LORIS_NAME_MAX];
	struct mm *mm; /* gone once ended is set */

	/* Under lock (leaf towards wait queues and run queues, so that a killer may hold it). */
	struct spinlock lock;
	struct list threads; /* living, and dead ones not yet joined */
	unsigned living, listed;
	int last_tid;
	bool exiting; /* no new threads; outcome is decided */
	struct loris_exit outcome;
	struct wait_queue thread_exits; /* joiners */
	struct loris_bench bench;	/* what it reported last */

	/* Under family_lock (process.c). */
	struct process *parent; /* NULL: nobody asks, it goes by itself */
	struct list children, sibling;
	unsigned child_count;
	bool ended;
	struct wait_queue child_exits; /* its lock is taken inside family_lock */
	struct list all;
};

/* The parent of what the shell starts; never ends. */
extern struct process kernel_process;

void process_init(void);

/*
 * A new process with one thread that is ready to start: frame set, not yet in a queue. Takes over `mm`
 * (which has had no user). NULL: no memory, nothing taken.
 */
struct process *process_create(struct process *parent, const char *name, struct mm *mm,
			       struct thread **main);
/* exec.c: a process from a ramdisk file. `block`: `len` bytes of NUL-ended strings, the first the
 * file's name. Gives the pid, or ERR_NOT_FOUND, ERR_NOT_ELF, ERR_NO_MEMORY, ERR_INVALID. Says in one
 * console line why a file is no program. */
long process_spawn(struct process *parent, const char *block, size_t len);

/* A further thread of the current process; ready to start. NULL: no memory, or the process is ending. */
struct thread *process_add_thread(struct process *p);

/*
 * A child that has ended: fills *out, forgets the child, returns its pid. pid 0: any. ERR_NOT_FOUND: no
 * such child. 0: none has ended yet, and the current thread, blocked, is in parent->child_exits: it
 * must schedule(). With block = false it has not joined that queue.
 */
long process_reap(struct process *parent, int pid, struct loris_exit *out,
		  struct loris_bench *bench, bool block);
/* From a kthread: waits for a child of kernel_process. Returns early, 0, when *interrupted. */
long process_wait_kernel(int pid, struct loris_exit *out, struct loris_bench *bench,
			 const bool *interrupted);

/* Ends a child of `parent`. ERR_NOT_FOUND: no such child, or it has ended. */
enum err process_kill(struct process *parent, int pid);
/* Ends the process of the current thread: how and code go to who waits. */
_Noreturn void process_exit(enum loris_how how, int code);
_Noreturn void thread_exit(long value);
/* The current user thread did something that ends its process: one line on the console, then that. */
_Noreturn void process_fault(uint64_t cause, va_t address, enum loris_how how);

/* A dead thread's value: tid found and dead: OK, and it is forgotten; 0 < return: the caller, blocked,
 * waits in p->thread_exits; ERR_NOT_FOUND, ERR_DEADLOCK. */
long process_join(struct process *p, int tid, long *value);

/* Calls f for each process, oldest first, family_lock held: f must not block. */
void process_for_each(void (*f)(struct process *p, void *arg), void *arg);
unsigned process_count(void);

#endif
