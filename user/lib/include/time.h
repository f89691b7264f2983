/* SPDX-License-Identifier: MIT */
/* picolibc's, and what C11 has besides. */
#ifndef LORIS_TIME_H
#define LORIS_TIME_H

#pragma GCC system_header
#include_next <time.h>

#ifndef TIME_UTC
#define TIME_UTC 1

#ifdef __cplusplus
extern "C"
#endif
	int
	timespec_get(struct timespec *now, int base);
#endif

#endif
