/* SPDX-License-Identifier: MIT */
/* picolibc's, and POSIX's forms: no signal is ever held back, so there is nothing to save. */
#pragma GCC system_header
#include <sys/features.h>
#include_next <setjmp.h>

#ifndef LORIS_SETJMP_H
#define LORIS_SETJMP_H

#if __POSIX_VISIBLE && !defined(sigsetjmp)
typedef jmp_buf sigjmp_buf;
#define sigsetjmp(buf, save)   ((void)(save), setjmp(buf))
#define siglongjmp(buf, value) longjmp(buf, value)
#endif

#if __MISC_VISIBLE && !defined(_setjmp)
#define _setjmp(buf)	     setjmp(buf)
#define _longjmp(buf, value) longjmp(buf, value)
#endif

#endif
