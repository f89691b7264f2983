// SPDX-License-Identifier: MIT
/* Two processes that signal each other in turn; each waits for its own notification. */
#include <stdbool.h>
#include <stddef.h>
#include "user/lib/sys.h"
#include "user/programs/bench/bench.h"
#include "user/programs/bench/partner.h"

#define FOR_EVER (-1)
#define BIT	 1

int partner_ntfn_procs(void)
{
	handle_t ours = (handle_t)sys_notification_create();
	handle_t theirs = partner_meet(ours);

	while (sys_wait_bits(ours, FOR_EVER) == BIT)
		sys_signal(theirs, BIT);
	return 1;
}

/* The errors are negative, the results 0 and BIT. */
static bool signal_loop(handle_t theirs, handle_t ours, uint64_t n)
{
	long sum = 0;

	for (uint64_t i = 0; i < n; i++) {
		sum |= sys_signal(theirs, BIT);
		sum |= sys_wait_bits(ours, FOR_EVER);
	}
	return sum == BIT;
}

const char *bench_ntfn_procs(struct window *window, uint64_t n)
{
	handle_t ours = (handle_t)sys_notification_create();
	handle_t theirs;
	long pid = partner_start(window, "ntfn_procs", ours, &theirs);
	bool ok;

	if (pid < 0)
		return "no second process";
	ok = signal_loop(theirs, ours, WARM_UP);
	MEASURE(window, LORIS_MARK_NTFN_PROCS, ok &= signal_loop(theirs, ours, n));
	partner_stop(pid, theirs);
	sys_handle_close(ours);
	return ok ? NULL : "a signal or its answer went wrong";
}
