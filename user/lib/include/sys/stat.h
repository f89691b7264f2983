/* SPDX-License-Identifier: MIT */
/* picolibc's, and what it declares for some systems only. */
#ifndef LORIS_SYS_STAT_H
#define LORIS_SYS_STAT_H

#pragma GCC system_header
#include_next <sys/stat.h>

#ifdef __cplusplus
extern "C"
#endif
	int
	lstat(const char *__restrict name, struct stat *__restrict st);

#endif
