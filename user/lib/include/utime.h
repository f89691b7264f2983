/* SPDX-License-Identifier: MIT */
/* picolibc's declares neither the function nor what its structure is made of. */
#ifndef LORIS_UTIME_H
#define LORIS_UTIME_H

#pragma GCC system_header
#include <sys/types.h>
#include_next <utime.h>

#ifdef __cplusplus
extern "C"
#endif
	int
	utime(const char *name, const struct utimbuf *times);

#endif
