/* SPDX-License-Identifier: MIT */
/*
 * The system object: whoever holds a handle on it is trusted with the machine. Init does, from the
 * beginning; it is always there.
 */
#ifndef KERNEL_SYSTEM_H
#define KERNEL_SYSTEM_H

#include "kernel/object.h"

#define SYSTEM_RIGHTS (LORIS_RIGHT_MANAGE | LORIS_RIGHT_COPY)

/* Not counted for the caller. */
struct object *system_object(void);
/* OK when it is a handle of the current thread on it; else ERR_HANDLE, ERR_PERM. Irqs off. */
enum err system_check(uint64_t handle);

#endif
