/* SPDX-License-Identifier: MIT */
/* System calls that are made again: because they had to wait, or because they are long. */
#include "kernel/syscall.h"
#include "kernel/thread.h"

_Noreturn void syscall_retry_blocked(long nr, const uint64_t args[7])
{
	frame_restart_syscall(&this_hart()->current->frame, nr, args);
	thread_block();
}

_Noreturn void syscall_go_on(long nr, const uint64_t args[7])
{
	struct thread *t = this_hart()->current;

	if (arch_user_out(&t->frame, &t->fpu))
		stat(fpu_saves);
	frame_restart_syscall(&t->frame, nr, args);
	arch_resume();
}
