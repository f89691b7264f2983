/* SPDX-License-Identifier: MIT */
/* The n-th allocation fails, for n = 1, 2, ... until a run needs fewer: whatever was half made is undone. */
#include "kernel/debug/debug.h"
#include "kernel/mm.h"
#include "kernel/shell/shell.h"

#define N_MAX 2000

const char *test_failures(void)
{
	static const char block[] = "spawnstorm\0"
				    "2\0"
				    "2";
	uint64_t pages = settled_pages(), spaces = mm_live_count();
	struct loris_bench bench;
	uint64_t n = 1;

	for (; n < N_MAX; n++) {
		debug_fail_nth(n);
		job_run(block, sizeof(block), &bench);
		if (!debug_fail_nth(0))
			break;
	}
	if (n == N_MAX)
		return "there is no end of allocations";
	if (n < 10)
		return "hardly any allocation failed";
	if (settled_pages() != pages)
		return "pages are lost";
	return mm_live_count() == spaces ? NULL : "spaces are left over";
}
