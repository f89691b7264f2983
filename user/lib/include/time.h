/* SPDX-License-Identifier: MIT */
/* picolibc's, and what C11 has besides. */
#ifndef LORIS_TIME_H
#define LORIS_TIME_H

#pragma GCC system_header
#include_next <time.h>

#if __MISC_VISIBLE || __XSI_VISIBLE
/* POSIX's names of what picolibc calls otherwise. */
extern long timezone __asm__("_timezone");
extern int daylight __asm__("_daylight");
#endif

#if __POSIX_VISIBLE
#ifndef CLOCK_PROCESS_CPUTIME_ID
#define CLOCK_PROCESS_CPUTIME_ID ((clockid_t)2)
#endif
#ifndef CLOCK_THREAD_CPUTIME_ID
#define CLOCK_THREAD_CPUTIME_ID ((clockid_t)3)
#endif
#endif

#ifndef TIME_UTC
#define TIME_UTC 1

#ifdef __cplusplus
extern "C"
#endif
	int
	timespec_get(struct timespec *now, int base);
#endif

#endif
