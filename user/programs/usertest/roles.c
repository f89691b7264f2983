// SPDX-License-Identifier: MIT
/*
 * What usertest runs as a process of its own, because it ends the process or needs a parent. Each
 * returns its exit status; those that must not come back return SURVIVED.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define PAGE	 LORIS_PAGE_SIZE
#define MS	 1000000ull
#define GIVEN	 7
#define SIBLINGS 3

static const uint32_t return_42[] = {0x02a00513, 0x00008067}; /* li a0, 42; ret */

static int call(const void *code)
{
	__asm__ volatile("fence.i" ::: "memory");
	return ((int (*)(void))(uintptr_t)code)();
}

static int write_read_only(void)
{
	*(volatile char *)test_pages(1, LORIS_PROT_READ) = 1;
	return SURVIVED;
}

static int write_rodata(void)
{
	*(volatile char *)(uintptr_t)return_42 = 1;
	return SURVIVED;
}

/* The page is written before: the hart has every reason to remember that it may be. */
static int write_after_protect(void)
{
	volatile char *page = test_pages(1, PROT_RW);

	*page = 1;
	sys_protect((void *)(uintptr_t)page, PAGE, LORIS_PROT_READ);
	*page = 2;
	return SURVIVED;
}

static int read_execute_only(void)
{
	return *(volatile char *)test_pages(1, LORIS_PROT_EXEC) ? SURVIVED : SURVIVED + 1;
}

static int read_after_unmap(void)
{
	volatile char *page = test_pages(1, PROT_RW);

	*page = SURVIVED;
	sys_unmap((void *)(uintptr_t)page, PAGE);
	return *page;
}

static char *code_page(void)
{
	char *page = test_pages(1, PROT_RW);

	memcpy(page, return_42, sizeof(return_42));
	return page;
}

static int fetch_data(void)
{
	return call(code_page());
}

static int fetch_code(void)
{
	char *page = code_page();

	sys_protect(page, PAGE, PROT_RX);
	return call(page);
}

static int fetch_after_protect(void)
{
	char *page = code_page();

	sys_protect(page, PAGE, PROT_RX);
	if (call(page) != 42)
		return SURVIVED;
	sys_protect(page, PAGE, LORIS_PROT_READ);
	return call(page);
}

/* A sibling writes without pause, on another hart if there is one, while the page is taken from it.
 */
static volatile unsigned long writes;

_Noreturn static long write_on(void *page)
{
	struct loris_self self;

	sys_self(&self);
	sys_thread_pin((self.hart + 1) % self.harts);
	for (;;) {
		*(volatile long *)page = 1;
		writes = writes + 1;
	}
}

static char *page_with_writer(void)
{
	char *page = test_pages(1, PROT_RW);

	thread_start(write_on, page);
	while (!writes)
		sys_yield();
	return page;
}

/* It has written after what we did, not only begun to before. */
static int sibling_survives(void)
{
	unsigned long before = writes;

	while (writes - before < 2)
		sys_sleep(MS);
	return SURVIVED;
}

static int sibling_protect(void)
{
	sys_protect(page_with_writer(), PAGE, LORIS_PROT_READ);
	return sibling_survives();
}

static int sibling_unmap(void)
{
	sys_unmap(page_with_writer(), PAGE);
	return sibling_survives();
}

static long use_stack(void *depth)
{
	volatile char frame[1024];

	frame[0] = 1;
	return (long)depth < 0 ? 0 : use_stack((char *)depth + 1) + frame[0];
}

static int guard_page(void)
{
	long value;

	thread_join(thread_start(use_stack, NULL), &value);
	return SURVIVED;
}

static int kill_argument(long pid)
{
	return (int)-sys_kill(pid);
}

_Noreturn static long spin_on(void *unused)
{
	(void)unused;
	for (;;)
		;
}

/* exit ends siblings wherever they are. */
static int exit_among_siblings(void)
{
	for (int i = 0; i < SIBLINGS; i++)
		thread_start(spin_on, NULL);
	sys_sleep(MS);
	return GIVEN;
}

static long exit_later(void *status)
{
	sys_sleep(20 * MS);
	exit((int)(long)status);
}

/* The main thread is one of several: its end alone ends nothing. */
static int main_thread_ends(void)
{
	thread_start(exit_later, (void *)GIVEN);
	thread_exit(SURVIVED);
}

static int last_thread_ends(void)
{
	thread_exit(SURVIVED);
}

static int entry_in_kernel(void)
{
	char *stack = test_pages(1, PROT_RW) + PAGE;
	long tid = sys_thread_create((void *)KERNEL_HALF, NULL, stack, NULL);
	long value;

	return tid < 0 ? 0 : (int)sys_thread_join(tid, &value) + SURVIVED;
}

static const struct {
	const char *name;
	int (*run)(void);
} roles[] = {
	{"write_read_only", write_read_only},
	{"write_rodata", write_rodata},
	{"write_after_protect", write_after_protect},
	{"read_execute_only", read_execute_only},
	{"read_after_unmap", read_after_unmap},
	{"fetch_data", fetch_data},
	{"fetch_code", fetch_code},
	{"fetch_after_protect", fetch_after_protect},
	{"sibling_protect", sibling_protect},
	{"sibling_unmap", sibling_unmap},
	{"guard_page", guard_page},
	{"exit_among_siblings", exit_among_siblings},
	{"main_thread_ends", main_thread_ends},
	{"last_thread_ends", last_thread_ends},
	{"entry_in_kernel", entry_in_kernel},
	{"echo", role_echo},
	{"read", role_read},
	{"charges", role_charges},
	{"given", role_given},
	{"copies", role_copies},
};

int role_run(const char *role, const char *arg)
{
	if (strcmp(role, "kill") == 0)
		return kill_argument(atol(arg));
	if (strcmp(role, "exit") == 0)
		return atoi(arg);
	if (strcmp(role, "calls") == 0)
		return role_calls(arg);
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		if (strcmp(role, roles[i].name) == 0)
			return roles[i].run();
	}
	return SURVIVED + 1;
}
