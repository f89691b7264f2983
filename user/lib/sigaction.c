// SPDX-License-Identifier: MIT
/* Signals come only from raise, in the thread that calls it: none is ever pending, and nothing to hold back. */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include "user/lib/signals.h"

#undef sigaddset
#undef sigdelset
#undef sigismember
#undef sigfillset
#undef sigemptyset

int sigaction(int sig, const struct sigaction *restrict wanted, struct sigaction *restrict before)
{
	void (*handler)(int) = wanted ? signal(sig, wanted->sa_handler) : loris_signal_handler(sig);

	if (handler == SIG_ERR) {
		errno = EINVAL;
		return -1;
	}
	if (wanted && wanted->sa_flags & SA_RESETHAND)
		loris_signal_once(sig);
	if (before)
		*before = (struct sigaction){.sa_handler = handler};
	return 0;
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict before)
{
	(void)how;
	(void)set;
	if (before)
		*before = 0;
	return 0;
}

int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int sigfillset(sigset_t *set)
{
	*set = ~(sigset_t)0;
	return 0;
}

int sigaddset(sigset_t *set, const int sig)
{
	*set |= (sigset_t)1 << sig;
	return 0;
}

int sigdelset(sigset_t *set, const int sig)
{
	*set &= ~((sigset_t)1 << sig);
	return 0;
}

int sigismember(const sigset_t *set, int sig)
{
	return (int)(*set >> sig & 1);
}
