/* SPDX-License-Identifier: MIT */
/* The n-th allocation fails, for n = 1, 2, ... until a run needs fewer: whatever was half made is undone. */
#include "kernel/debug/debug.h"
#include "kernel/kthread.h"
#include "kernel/mm.h"
#include "kernel/process.h"
#include "kernel/shell/shell.h"

#define N_MAX	2000
#define LOOKS	2000
#define LOOK_NS 1000000

static uint64_t pages, spaces;
static unsigned processes;

static bool all_ended(void)
{
	return process_count() <= processes;
}

static bool all_back(void)
{
	return settled_pages() == pages && mm_live_count() == spaces;
}

/* What nobody reaped ends by itself, and init hears of it, when a hart comes to it. */
static bool comes_true(bool (*look)(void))
{
	for (int i = 0; !look(); i++) {
		if (i == LOOKS)
			return false;
		kthread_sleep(LOOK_NS);
	}
	return true;
}

static void storm(void)
{
	static const char block[] = "spawnstorm\0"
				    "2\0"
				    "2";

	job_run(block, sizeof(block));
}

/* Once through; NULL, or why not. One run's processes end before the next: how many there are at once,
 * which init keeps records for, would be chance. */
static const char *fail_each(void)
{
	bool failed = true;
	uint64_t n = 0;

	while (failed && ++n < N_MAX) {
		debug_fail_nth(n);
		storm();
		failed = debug_fail_nth(0);
		if (!comes_true(all_ended))
			return "processes are left over";
	}
	if (n == N_MAX)
		return "there is no end of allocations";
	return n < 10 ? "hardly any allocation failed" : NULL;
}

/* Init and the servers keep what they once needed, so the first time through does not count. */
const char *test_failures(void)
{
	const char *wrong;

	storm(); /* init shall have started: it does not try again to map the ramdisk */
	memory_settle();
	processes = process_count();
	wrong = fail_each();
	pages = settled_pages();
	spaces = mm_live_count();
	if (!wrong)
		wrong = fail_each();
	if (wrong || comes_true(all_back))
		return wrong;
	return mm_live_count() == spaces ? "pages are lost" : "spaces are left over";
}
