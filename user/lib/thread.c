// SPDX-License-Identifier: MIT
/*
 * A thread's memory is one mapping, from low to high: guard page, stack, thread-local data, struct
 * thread. The joiner gives it back, since no thread can free the stack it stands on.
 */
#include <stddef.h>
#include <stdlib.h>
#include <picotls.h> /* needs stdlib.h before it, which says whether there is TLS */
#include "user/lib/lock.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define STACK_BYTES 0x8000
#define STACK_ALIGN 16 /* the RISC-V calling convention's; __tls_align is no more (user.ld) */

struct thread {
	struct thread *next; /* in threads, under threads_lock */
	char *memory;	     /* start of the mapping, guard page included */
	size_t size;
	int tid;
	long (*fn)(void *);
	void *arg;
};

static struct thread *threads;
static struct __lock threads_lock;

static size_t round_up(size_t size, size_t to)
{
	return (size + to - 1) / to * to;
}

_Noreturn void thread_exit(long value)
{
	sys_thread_exit(value);
}

_Noreturn void thread_main(struct thread *thread)
{
	thread_exit(thread->fn(thread->arg));
}

static size_t top_bytes(void)
{
	return round_up(_tls_size(), STACK_ALIGN) + round_up(sizeof(struct thread), STACK_ALIGN);
}

/*
 * Returns the mapping's address, or a negative enum err. The lowest page stays mapped, so that
 * nothing else is mapped there, but read-only: a stack that overflows writes to it and faults.
 */
static long map_memory(size_t size)
{
	long memory = sys_map(NULL, size, LORIS_PROT_READ | LORIS_PROT_WRITE);
	long err;

	if (memory < 0)
		return memory;
	err = sys_protect((void *)memory, LORIS_PAGE_SIZE, LORIS_PROT_READ);
	if (err < 0) {
		sys_unmap((void *)memory, size);
		return err;
	}
	return memory;
}

static struct thread *place(char *memory, size_t size)
{
	struct thread *thread =
		(void *)(memory + size - round_up(sizeof(struct thread), STACK_ALIGN));

	*thread = (struct thread){.memory = memory, .size = size};
	return thread;
}

/* The lock is held until the tid is known: a thread cannot be joined before it can be found. */
static int launch(struct thread *thread)
{
	char *tls = (char *)thread - round_up(_tls_size(), STACK_ALIGN);
	int tid;

	_init_tls(tls);
	loris_lock_acquire(&threads_lock);
	tid = (int)sys_thread_create(thread_entry, thread, tls, tls);
	if (tid >= 0) {
		thread->tid = tid;
		thread->next = threads;
		threads = thread;
	}
	loris_lock_release(&threads_lock);
	return tid;
}

int thread_start_sized(long (*fn)(void *), void *arg, size_t stack)
{
	size_t size = round_up(LORIS_PAGE_SIZE + stack + top_bytes(), LORIS_PAGE_SIZE);
	long memory = map_memory(size);
	struct thread *thread;
	int tid;

	if (memory < 0)
		return (int)memory;
	thread = place((char *)memory, size);
	thread->fn = fn;
	thread->arg = arg;
	tid = launch(thread);
	if (tid < 0)
		sys_unmap((void *)memory, size);
	return tid;
}

int thread_start(long (*fn)(void *), void *arg)
{
	return thread_start_sized(fn, arg, STACK_BYTES);
}

static struct thread *find(int tid)
{
	struct thread *thread;

	loris_lock_acquire(&threads_lock);
	for (thread = threads; thread && thread->tid != tid; thread = thread->next)
		;
	loris_lock_release(&threads_lock);
	return thread;
}

static void discard(struct thread *thread)
{
	struct thread **at = &threads;

	loris_lock_acquire(&threads_lock);
	while (*at != thread)
		at = &(*at)->next;
	*at = thread->next;
	loris_lock_release(&threads_lock);
	sys_unmap(thread->memory, thread->size);
}

/* Looks the thread up first: once the kernel has joined it, a new thread may have its tid. */
int thread_join(int tid, long *value)
{
	struct thread *thread = find(tid);
	int err = (int)sys_thread_join(tid, value);

	if (err == OK && thread)
		discard(thread);
	return err;
}
