// SPDX-License-Identifier: MIT
/* The process's identity, and its end by a signal, as picolibc's abort and raise call for them. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include "user/lib/err.h"
#include "user/lib/sys.h"

/* Shells report a process that ended by a signal as this plus the signal's number. */
#define SIGNAL_STATUS 128
/* Not every picolibc has NSIG; in all of them signals are numbered up to here. */
#define LAST_SIGNAL 31

pid_t getpid(void)
{
	struct loris_self self;

	return (pid_t)sys_self(&self);
}

/* Who is started is init's child, whoever asked init for it. */
pid_t getppid(void)
{
	return 1;
}

/* There are no signals between processes: any that would end its target does, others are refused.
 */
int kill(pid_t pid, int sig)
{
	if (sig <= 0 || sig > LAST_SIGNAL) {
		errno = EINVAL;
		return -1;
	}
	if (pid == getpid())
		_exit(SIGNAL_STATUS + sig);
	return (int)loris_errno(sys_kill(pid));
}
