/* SPDX-License-Identifier: MIT */
/* picolibc's, and flags of sigaction. SA_RESTART and SA_NODEFER change nothing: no call is ever broken off, and no
 * signal held back. */
#ifndef LORIS_SIGNAL_H
#define LORIS_SIGNAL_H

#pragma GCC system_header
#include_next <signal.h>

#if __POSIX_VISIBLE
#ifndef SA_RESTART
#define SA_RESTART 0x10000000
#endif
#ifndef SA_RESETHAND
#define SA_RESETHAND 0x80000000
#endif
#ifndef SA_NODEFER
#define SA_NODEFER 0x40000000
#endif
#endif

#endif
