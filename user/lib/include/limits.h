/* SPDX-License-Identifier: MIT */
/* The compiler's and picolibc's, and what POSIX has besides. */
#ifndef LORIS_LIMITS_H
#define LORIS_LIMITS_H

#pragma GCC system_header
#include_next <limits.h>
#include <sys/features.h>

#if __POSIX_VISIBLE
#ifndef _POSIX_ARG_MAX
#define _POSIX_ARG_MAX 4096
#endif
#ifndef _POSIX_PATH_MAX
#define _POSIX_PATH_MAX 256
#endif
#ifndef SSIZE_MAX
#define SSIZE_MAX LONG_MAX
#endif
#ifndef HOST_NAME_MAX
#define HOST_NAME_MAX 64
#endif
#ifndef LOGIN_NAME_MAX
#define LOGIN_NAME_MAX 32
#endif
#endif

#endif
