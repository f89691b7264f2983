/* SPDX-License-Identifier: MIT */
/* What sigaction can say of a handler and signal cannot. */
#ifndef LORIS_USER_SIGNALS_H
#define LORIS_USER_SIGNALS_H

/* What it is now; SIG_ERR and EINVAL. */
void (*loris_signal_handler(int sig))(int);

/* The signal's handler, just set, is called once at most. */
void loris_signal_once(int sig);

#endif
