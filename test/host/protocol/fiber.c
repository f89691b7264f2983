/* SPDX-License-Identifier: MIT */
/* Coroutines, one for each hart and one for who starts them. AddressSanitizer is told of each change. */
#include <dlfcn.h>
#include <stdlib.h>
#include <ucontext.h>
#include <sanitizer/common_interface_defs.h>
#include "test/host/protocol/model.h"

enum { STACK_BYTES = 256 << 10, STARTER = MODEL_HARTS_MAX, FIBERS };

static struct fiber {
	ucontext_t context;
	void *sanitizer;
	const void *stack;
	size_t size;
} fibers[FIBERS];
static char *stacks[MODEL_HARTS_MAX];
static void (*fiber_main)(unsigned hart);
static unsigned current = STARTER;

/* The C library's own: AddressSanitizer puts one in front of it that warns, and cleans a whole stack with
 * each change. What it must know it is told here. */
static int (*swap)(ucontext_t *from, const ucontext_t *to);

static void find_swap(void)
{
	void *libc = dlopen("libc.so.6", RTLD_LAZY);

	*(void **)&swap = libc ? dlsym(libc, "swapcontext") : NULL;
	if (!swap)
		fail("the C library has no swapcontext()");
}

static void arrived(unsigned from)
{
	const void *stack;
	size_t size;

	__sanitizer_finish_switch_fiber(fibers[current].sanitizer, &stack, &size);
	if (from == STARTER) { /* the only way to learn where its stack is */
		fibers[STARTER].stack = stack;
		fibers[STARTER].size = size;
	}
}

static unsigned came_from;

static void change(unsigned to)
{
	unsigned me = current;

	came_from = me;
	current = to;
	__sanitizer_start_switch_fiber(&fibers[me].sanitizer, fibers[to].stack, fibers[to].size);
	swap(&fibers[me].context, &fibers[to].context);
	arrived(came_from);
}

static void entry(void)
{
	arrived(came_from);
	fiber_main(current);
	abort(); /* it never returns: fibers_end() leaves it where it is */
}

void fiber_switch(unsigned hart)
{
	if (hart == current)
		return;
	model.self = hart;
	change(hart);
}

void fibers_end(void)
{
	change(STARTER);
}

static void prepare(unsigned i)
{
	struct fiber *f = &fibers[i];

	if (!stacks[i])
		stacks[i] = malloc(STACK_BYTES);
	f->sanitizer = NULL;
	f->stack = stacks[i];
	f->size = STACK_BYTES;
	getcontext(&f->context);
	f->context.uc_stack.ss_sp = stacks[i];
	f->context.uc_stack.ss_size = STACK_BYTES;
	f->context.uc_link = NULL;
	makecontext(&f->context, entry, 0);
}

void fibers_run(unsigned count, void (*main)(unsigned hart))
{
	if (!swap)
		find_swap();
	fiber_main = main;
	for (unsigned i = 0; i < count; i++)
		prepare(i);
	model.self = 0;
	change(0);
}
