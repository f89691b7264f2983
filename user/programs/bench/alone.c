// SPDX-License-Identifier: MIT
/* The loops that one thread runs by itself. */
#include <stdbool.h>
#include <stddef.h>
#include "user/lib/sys.h"
#include "user/programs/bench/bench.h"

/* In the gap between stack and text: the page table for it is there already. */
#define MAP_PAGE ((char *)0x8D0000)

static void null_loop(uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		sys_null();
}

const char *bench_null(struct window *window, uint64_t n)
{
	null_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_NULL, null_loop(n));
	return NULL;
}

static bool spawn_loop(uint64_t n)
{
	static const char args[] = "idle";
	struct loris_exit how;
	bool ok = true;

	for (uint64_t i = 0; i < n; i++) {
		long pid = sys_spawn(args, sizeof(args));

		ok &= pid > 0 && sys_wait(pid, &how) == pid && how.how == LORIS_EXITED;
	}
	return ok;
}

const char *bench_spawn(struct window *window, uint64_t n)
{
	bool ok = spawn_loop(WARM_UP);

	if (ok)
		MEASURE(window, LORIS_MARK_SPAWN, ok = spawn_loop(n));
	return ok ? NULL : "a process did not start or end as it should";
}

/* The results add up to n times the address: no branch is spent on each. */
static long map_loop(uint64_t n)
{
	long sum = 0;

	for (uint64_t i = 0; i < n; i++) {
		sum += sys_map(MAP_PAGE, LORIS_PAGE_SIZE, LORIS_PROT_READ | LORIS_PROT_WRITE);
		*(volatile char *)MAP_PAGE = 1;
		sum += sys_unmap(MAP_PAGE, LORIS_PAGE_SIZE);
	}
	return sum;
}

const char *bench_map(struct window *window, uint64_t n)
{
	long sum;

	map_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_MAP, sum = map_loop(n));
	return sum == (long)n * (long)MAP_PAGE ? NULL : "a page was not mapped or unmapped";
}
