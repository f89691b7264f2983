// SPDX-License-Identifier: MIT
/* C11's threads: those of thread.h, with a record each that lives until the thread is joined. */
#include <stdlib.h>
#include <threads.h>
#include "user/lib/lock.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/lib/tss.h"

#define STACK_BYTES 0x40000 /* filled when touched */

struct loris_thread {
	int tid;
	thrd_start_t function;
	void *argument;
};

/* Held until the creator has written all of the record: who has it from the new thread may join that at once. */
static struct __lock creating;
static struct loris_thread main_thread;
static _Thread_local struct loris_thread *current;

static long begin(void *argument)
{
	struct loris_thread *self = argument;

	loris_lock_acquire(&creating);
	loris_lock_release(&creating);
	current = self;
	thrd_exit(self->function(self->argument));
}

static int start(struct loris_thread *made, thrd_t *thread)
{
	int tid;

	loris_lock_acquire(&creating);
	tid = thread_start_sized(begin, made, STACK_BYTES);
	if (tid >= 0) {
		made->tid = tid;
		*thread = made;
	}
	loris_lock_release(&creating);
	return tid;
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
	struct loris_thread *made = malloc(sizeof(*made));
	int tid;

	if (!made)
		return thrd_nomem;
	*made = (struct loris_thread){.function = function, .argument = argument};
	tid = start(made, thread);
	if (tid >= 0)
		return thrd_success;
	free(made);
	return tid == ERR_NO_MEMORY ? thrd_nomem : thrd_error;
}

thrd_t thrd_current(void)
{
	return current ? current : &main_thread;
}

int thrd_equal(thrd_t a, thrd_t b)
{
	return a == b;
}

_Noreturn void thrd_exit(int result)
{
	if (loris_tss_end)
		loris_tss_end();
	thread_exit(result);
}

int thrd_join(thrd_t thread, int *result)
{
	long value;

	if (thread_join(thread->tid, &value) != OK)
		return thrd_error;
	if (result)
		*result = (int)value;
	free(thread);
	return thrd_success;
}

/* What it has stays until the process ends: the kernel gives a thread back to who joins it only. */
int thrd_detach(thrd_t thread)
{
	(void)thread;
	return thrd_success;
}

int thrd_sleep(const struct timespec *wanted, struct timespec *left)
{
	return nanosleep(wanted, left) == 0 ? 0 : -2;
}

void thrd_yield(void)
{
	sys_yield();
}
