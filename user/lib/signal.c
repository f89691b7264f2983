// SPDX-License-Identifier: MIT
/*
 * Signals that a program raises itself. Unlike picolibc's, a handler stays when its signal has come, as programs that
 * were written for BSD, Linux or macOS expect.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include "user/lib/signals.h"

#define ENDED_BY 128 /* and the signal: the exit status, as shells show it */

typedef void handler(int);

static handler *handlers[NSIG]; /* NULL is SIG_DFL */
static uint32_t once;		/* a bit for each: its handler goes when it is called */

_Static_assert(NSIG <= 32, "a bit for each signal");

static bool is_signal(int sig)
{
	if (sig > 0 && sig < NSIG)
		return true;
	errno = EINVAL;
	return false;
}

static bool ends_process(int sig)
{
	return sig != SIGCHLD && sig != SIGCONT && sig != SIGURG && sig != SIGWINCH;
}

handler *signal(int sig, handler *wanted)
{
	if (!is_signal(sig))
		return SIG_ERR;
	if (sig == SIGKILL || sig == SIGSTOP) {
		errno = EINVAL;
		return SIG_ERR;
	}
	__atomic_fetch_and(&once, ~(1u << sig), __ATOMIC_SEQ_CST);
	return __atomic_exchange_n(&handlers[sig], wanted, __ATOMIC_SEQ_CST);
}

handler *loris_signal_handler(int sig)
{
	return is_signal(sig) ? __atomic_load_n(&handlers[sig], __ATOMIC_SEQ_CST) : SIG_ERR;
}

void loris_signal_once(int sig)
{
	__atomic_fetch_or(&once, 1u << sig, __ATOMIC_SEQ_CST);
}

int raise(int sig)
{
	handler *h;

	if (!is_signal(sig))
		return -1;
	h = __atomic_load_n(&handlers[sig], __ATOMIC_SEQ_CST);
	if (h == SIG_DFL && ends_process(sig))
		_exit(ENDED_BY + sig);
	if (h == SIG_DFL || h == SIG_IGN)
		return 0;
	if (__atomic_load_n(&once, __ATOMIC_SEQ_CST) & 1u << sig)
		signal(sig, SIG_DFL);
	h(sig);
	return 0;
}

/* Ends the process, whatever the handler does. */
void abort(void)
{
	raise(SIGABRT);
	signal(SIGABRT, SIG_DFL);
	raise(SIGABRT);
	__builtin_unreachable();
}
