// SPDX-License-Identifier: MIT
/* A child's end as POSIX encodes it. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include "proto/init.h"
#include "user/lib/descriptors.h"
#include "user/lib/err.h"
#include "user/lib/start.h"

#define WAIT_NOT 1 /* in init.proto's flags */

/* RISC-V exception causes that are no access to memory. */
#define CAUSE_ILLEGAL	 2
#define CAUSE_BREAKPOINT 3

static int signal_of(uint64_t cause)
{
	return cause == CAUSE_ILLEGAL ? SIGILL : cause == CAUSE_BREAKPOINT ? SIGTRAP : SIGSEGV;
}

static int status_of(uint64_t how, uint64_t code)
{
	if (how == LORIS_EXITED)
		return (int)(code & 0xff) << 8;
	return how == LORIS_FAULTED ? signal_of(code) : SIGKILL;
}

static long wait_for(long pid, int options, uint64_t *how, uint64_t *code)
{
	return init_wait(start_handle(LORIS_START_INIT), (uint64_t)pid,
			 options & WNOHANG ? WAIT_NOT : 0, how, code);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	uint64_t how = 0, code = 0;
	long waited = wait_for(pid > 0 ? pid : 0, options, &how, &code);

	if (waited == ERR_TIMEOUT && options & WNOHANG)
		return 0;
	if (waited == ERR_NOT_FOUND)
		return (pid_t)loris_fail(ECHILD);
	if (waited > 0 && status)
		*status = status_of(how, code);
	return (pid_t)loris_errno(waited);
}

pid_t wait(int *status)
{
	return waitpid(-1, status, 0);
}
