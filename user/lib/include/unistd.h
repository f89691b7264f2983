/* SPDX-License-Identifier: MIT */
/* picolibc's, which leaves it to the system what it has of POSIX: files, as docs/library.md tells. */
#ifndef LORIS_UNISTD_H
#define LORIS_UNISTD_H

#pragma GCC system_header
#include_next <unistd.h>

#if __POSIX_VISIBLE && !defined(_POSIX_VERSION)
#define _POSIX_VERSION 200809L
#endif

#endif
