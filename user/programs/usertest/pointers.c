// SPDX-License-Identifier: MIT
/*
 * Every call that takes a pointer, with every kind of pointer that it must refuse: ERR_FAULT,
 * nothing done, the caller goes on. The calls that move bytes may move the few that are there
 * before the edge.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "user/lib/err.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define PAGE	LORIS_PAGE_SIZE
#define BYTES	64		    /* more than lies before the edge */
#define BEFORE	2		    /* bytes that are there before the unmapped page */
#define GAP	((void *)0xE0000ul) /* between stack and text: never mapped */
#define MOTD	"motd"
#define KINDS	9
#define WRITERS 2 /* of the kinds, the last ones are bad only where the kernel writes */

static struct {
	const char *what;
	void *at;
} kinds[KINDS];
static long child, tid, motd;

static long call_write(void *p)
{
	return sys_write(p, BYTES);
}

static long call_read(void *p)
{
	return sys_read(p, BYTES);
}

static long call_spawn(void *p)
{
	return sys_spawn(p, BYTES);
}

static long call_wait(void *p)
{
	return sys_wait(child, p);
}

static long call_join(void *p)
{
	return sys_thread_join(tid, p);
}

static long call_open_name(void *p)
{
	struct loris_file file;

	return sys_open(p, sizeof(MOTD) - 1, &file);
}

static long call_open_file(void *p)
{
	return sys_open(MOTD, sizeof(MOTD) - 1, p);
}

static long call_file_read(void *p)
{
	return sys_file_read(motd, 0, p, BYTES);
}

static long call_file_list(void *p)
{
	return sys_file_list(0, p);
}

static long call_stats(void *p)
{
	return sys_stats(-1, p, sizeof(struct loris_stats));
}

static long call_self(void *p)
{
	return sys_self(p);
}

static long call_report(void *p)
{
	return sys_bench_report(p);
}

static const struct {
	const char *name;
	long (*call)(void *p);
	bool kernel_writes, moves_bytes;
	bool null_is_none; /* NULL says that the result is not wanted */
} calls[] = {
	{"write", call_write, false, true, false},
	{"read", call_read, true, true, false},
	{"spawn", call_spawn, false, false, false},
	{"wait", call_wait, true, false, true},
	{"thread_join", call_join, true, false, true},
	{"open, name", call_open_name, false, false, false},
	{"open, file", call_open_file, true, false, true},
	{"file_read", call_file_read, true, true, false},
	{"file_list", call_file_list, true, false, true},
	{"stats", call_stats, true, false, false},
	{"self", call_self, true, false, true},
	{"bench_report", call_report, false, false, false},
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
	bool moved = calls[c].moves_bytes && got > 0 && got <= BEFORE;

	checks_done++;
	if (got == ERR_FAULT || moved)
		return;
	checks_failed++;
	printf("usertest: pointers: %s with %s: got %ld (%s), expected ERR_FAULT\n", calls[c].name,
	       kinds[k].what, got, err_name(got));
}

static long give(void *value)
{
	return (long)value;
}

/* A child and a thread that have ended: a refused pointer must not have cost us their results. */
void test_pointers(void)
{
	struct loris_exit how = {0};
	struct loris_file file;
	long value = 0;

	make_kinds();
	child = spawn_line("idle 0 5");
	tid = thread_start(give, (void *)6);
	motd = sys_open(MOTD, sizeof(MOTD) - 1, &file);
	sys_sleep(10000000);
	for (unsigned c = 0; c < sizeof(calls) / sizeof(calls[0]); c++) {
		unsigned end = KINDS - (calls[c].kernel_writes ? 0 : WRITERS);

		for (unsigned k = calls[c].null_is_none; k < end; k++)
			check_pointer(c, k);
	}
	CHECK(sys_self(NULL) > 0);
	CHECK_IS(sys_open(MOTD, sizeof(MOTD) - 1, NULL), motd);
	CHECK_IS(sys_file_list(motd, NULL), motd);
	CHECK_IS(sys_wait(child, &how), child);
	CHECK_IS(how.code, 5);
	CHECK_IS(thread_join((int)tid, &value), 0);
	CHECK_IS(value, 6);
}
