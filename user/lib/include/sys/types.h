/* SPDX-License-Identifier: MIT */
/* With the one type that others' configuration scripts do not go on without, though there are no sockets. */
#ifndef LORIS_SYS_TYPES_H
#define LORIS_SYS_TYPES_H

#pragma GCC system_header
#include_next <sys/types.h>

typedef unsigned int socklen_t;

#endif
