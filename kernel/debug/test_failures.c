/* SPDX-License-Identifier: MIT */
/* The n-th allocation fails, for n = 1, 2, ... until a run needs fewer: whatever was half made is undone. */
#include "kernel/debug/debug.h"
#include "kernel/kthread.h"
#include "kernel/mm.h"
#include "kernel/shell/shell.h"
#include "kernel/slab.h"

#define N_MAX	2000
#define LOOKS	2000
#define LOOK_NS 1000000

static uint64_t pages, spaces, objects;

/* A few that are lost may find room in pages that are there. */
static uint64_t objects_in_use(void)
{
	uint64_t all = 0;

	for (unsigned bin = 0; slab_size(bin) <= SLAB_MAX_SIZE; bin++)
		all += slab_in_use(bin);
	return all;
}

static bool all_back(void)
{
	return settled_pages() == pages && mm_live_count() == spaces && objects_in_use() == objects;
}

/* What nobody reaped ends by itself, and init hears of it, when a hart comes to it. */
static bool comes_back(void)
{
	for (int i = 0; !all_back(); i++) {
		if (i == LOOKS)
			return false;
		kthread_sleep(LOOK_NS);
	}
	return true;
}

static const char *what_is_missing(void)
{
	if (mm_live_count() != spaces)
		return "spaces are left over";
	return objects_in_use() != objects ? "objects are left over" : "pages are lost";
}

/* Runs spawnstorm: so many processes, all at once. */
static void storm(char digit)
{
	char block[] = "spawnstorm\0"
		       "n\0"
		       "n";

	block[sizeof("spawnstorm")] = digit;
	block[sizeof(block) - 2] = digit;
	job_run(block, sizeof(block));
}

const char *test_failures(void)
{
	bool failed = true;
	uint64_t n = 0;

	storm('8'); /* init and the servers keep what they once needed: that there are more at once than later on */
	pages = settled_pages();
	spaces = mm_live_count();
	objects = objects_in_use();
	while (failed && ++n < N_MAX) {
		debug_fail_nth(n);
		storm('2');
		failed = debug_fail_nth(0);
		if (!comes_back())
			return what_is_missing();
	}
	if (failed)
		return "there is no end of allocations";
	return n < 10 ? "hardly any allocation failed" : NULL;
}
