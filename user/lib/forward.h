/* SPDX-License-Identifier: MIT */
/* What `...` holds, as the va_list `args` of a call: the whole body of a function whose last argument is `format`. */
#ifndef LORIS_FORWARD_H
#define LORIS_FORWARD_H

#include <stdarg.h>

#define FORWARD(call)                   \
	do {                            \
		va_list args;           \
		int n;                  \
                                        \
		va_start(args, format); \
		n = call;               \
		va_end(args);           \
		return n;               \
	} while (0)

#endif
