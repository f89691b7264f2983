// SPDX-License-Identifier: MIT
/*
 * Every call that takes a pointer, with every kind of pointer that it must refuse: ERR_FAULT,
 * nothing done, the caller goes on.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "user/lib/err.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define PAGE	LORIS_PAGE_SIZE
#define BEFORE	2		     /* bytes that are there before the unmapped page */
#define GAP	((void *)0x8E0000ul) /* between stack and text: never mapped */
#define KINDS	9
#define WRITERS 2 /* of the kinds, the last ones are bad only where the kernel writes */

static struct {
	const char *what;
	void *at;
} kinds[KINDS];
static long tid;
static handle_t endpoint;

static long call_join(void *p)
{
	return sys_thread_join(tid, p);
}

static long call_stats(void *p)
{
	return sys_stats(-1, p, sizeof(struct loris_stats));
}

static long call_self(void *p)
{
	return sys_self(p);
}

static long call_handle_info(void *p)
{
	return sys_handle_info(endpoint, p);
}

static long call_process_info(void *p)
{
	return sys_process_info(0, p);
}

static long call_process_create(void *p)
{
	return sys_process_create(p);
}

static const struct {
	const char *name;
	long (*call)(void *p);
	bool kernel_writes;
	bool null_is_none; /* NULL says that the result is not wanted */
} calls[] = {
	{"thread_join", call_join, true, true},
	{"stats", call_stats, true, false},
	{"self", call_self, true, true},
	{"handle_info", call_handle_info, true, false},
	{"process_info", call_process_info, true, true},
	{"process_create", call_process_create, false, false},
};

static void make_kinds(void)
{
	char *edge = test_pages(2, PROT_RW) + PAGE;

	sys_unmap(edge, PAGE);
	kinds[0].what = "NULL";
	kinds[1] = (typeof(kinds[0])){"an unmapped page", GAP};
	kinds[2] = (typeof(kinds[0])){"an execute-only page", test_pages(1, LORIS_PROT_EXEC)};
	kinds[3] = (typeof(kinds[0])){"past the edge of a mapping", edge - BEFORE};
	kinds[4] = (typeof(kinds[0])){"above user space", (void *)USER_END};
	kinds[5] = (typeof(kinds[0])){"the kernel's half", (void *)KERNEL_HALF};
	kinds[6] = (typeof(kinds[0])){"the end of all addresses", (void *)-(long)BEFORE};
	kinds[7] = (typeof(kinds[0])){"text", (void *)(uintptr_t)test_pointers};
	kinds[8] = (typeof(kinds[0])){"a read-only page", test_pages(1, LORIS_PROT_READ)};
}

static void check_pointer(unsigned c, unsigned k)
{
	long got = calls[c].call(kinds[k].at);

	checks_done++;
	if (got == ERR_FAULT)
		return;
	checks_failed++;
	printf("usertest: pointers: %s with %s: got %ld (%s), expected ERR_FAULT\n", calls[c].name,
	       kinds[k].what, got, err_name(got));
}

static long give(void *value)
{
	return (long)value;
}

/* A thread that has ended: a refused pointer must not have cost us its result. */
void test_pointers(void)
{
	struct loris_process_info info;
	long value = 0;

	make_kinds();
	tid = thread_start(give, (void *)6);
	endpoint = (handle_t)sys_endpoint_create();
	while (sys_process_info(0, &info) > 0 && info.threads > 1)
		sys_sleep(100000);
	for (unsigned c = 0; c < sizeof(calls) / sizeof(calls[0]); c++) {
		unsigned end = KINDS - (calls[c].kernel_writes ? 0 : WRITERS);

		for (unsigned k = calls[c].null_is_none; k < end; k++)
			check_pointer(c, k);
	}
	CHECK(sys_self(NULL) > 0);
	CHECK_IS(sys_process_info(0, NULL), sys_self(NULL));
	CHECK_IS(thread_join((int)tid, &value), 0);
	CHECK_IS(value, 6);
	CHECK_IS(sys_handle_close(endpoint), 0);
}
