/* SPDX-License-Identifier: MIT */
/* Every entry of every table, while all harts wait (arch/riscv/checktables.c). */
#include "kernel/debug/debug.h"
#include "kernel/init.h"
#include "kernel/kthread.h"
#include "kernel/mm.h"
#include "kernel/policy.h"
#include "kernel/shell/shell.h"
#include "kernel/smp.h"

static void check_space(struct mm *mm, void *wrong)
{
	const char **w = wrong;

	if (!*w)
		*w = pt_check(mm->root, policy.global && !policy.kpti);
	if (!*w && mm->user_root)
		*w = pt_check(mm->user_root, policy.global);
}

static void nothing(void *unused)
{
	(void)unused;
}

static void check_all(void *wrong)
{
	mm_for_each(check_space, wrong);
}

/* With a program in the background, so that there is a user half to look at. */
const char *test_tables(void)
{
	const char *wrong = NULL;
	const struct smp_meeting meeting = {.arrive = nothing, .alone = check_all, .arg = &wrong};
	static const char block[] = "sleeper\0"
				    "1\0"
				    "20";
	struct loris_exit how;
	long pid = init_start() ? init_spawn(block, sizeof(block)) : ERR_CLOSED;

	for (unsigned i = 0; i < 4 && !wrong; i++) {
		smp_meet(&meeting);
		kthread_sleep(2000000); /* it goes on to its next state meanwhile */
	}
	if (pid > 0)
		init_wait((int)pid, &how, UINT64_MAX);
	return wrong;
}
