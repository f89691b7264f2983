/* SPDX-License-Identifier: MIT */
/* The n-th allocation fails, for n = 1, 2, ... until a run needs fewer: whatever was half made is undone. */
#include "kernel/debug/debug.h"
#include "kernel/mm.h"
#include "kernel/shell/shell.h"

#define N_MAX 2000

/* Once through; NULL, or why not. */
static const char *fail_each(void)
{
	static const char block[] = "spawnstorm\0"
				    "2\0"
				    "2";
	uint64_t n = 1;

	for (; n < N_MAX; n++) {
		debug_fail_nth(n);
		job_run(block, sizeof(block));
		if (!debug_fail_nth(0))
			break;
	}
	if (n == N_MAX)
		return "there is no end of allocations";
	return n < 10 ? "hardly any allocation failed" : NULL;
}

/* Init and the servers keep what they once needed, so the first time through does not count. */
const char *test_failures(void)
{
	const char *wrong = fail_each();
	uint64_t pages = settled_pages(), spaces = mm_live_count();

	if (!wrong)
		wrong = fail_each();
	if (wrong)
		return wrong;
	if (settled_pages() != pages)
		return "pages are lost";
	return mm_live_count() == spaces ? NULL : "spaces are left over";
}
