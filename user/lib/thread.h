/* SPDX-License-Identifier: MIT */
/*
 * Threads that share their process's space. Each has its own stack, with a page below it that
 * faults, and its own thread-local data (errno among it). Errors are negative enum err.
 */
#ifndef LORIS_USER_THREAD_H
#define LORIS_USER_THREAD_H

#include <stddef.h>

/* Runs fn(arg) in a new thread, which owns nothing of the caller's. Returns its tid. */
int thread_start(long (*fn)(void *), void *arg);

/* Likewise, with a stack of so many bytes instead of 32 KiB. */
int thread_start_sized(long (*fn)(void *), void *arg, size_t stack);

/*
 * Waits for a thread of thread_start() to end, stores what its function returned if value is not
 * NULL, and frees its stack. Each thread is to be joined once; its stack lives until then.
 */
int thread_join(int tid, long *value);

/* Ends the calling thread, as returning from its function does. */
_Noreturn void thread_exit(long value);

#endif
