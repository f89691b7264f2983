/* SPDX-License-Identifier: MIT */
/*
 * System calls, reached from entry.S through syscall_table with a0..a5 as arguments, irqs off, on the
 * hart's stack. A handler that keeps the hart returns its result; one that gives it up sets the result
 * in the frame and ends in thread_block(), thread_yield_to_user() or an exit. Each first checks
 * everything and then does something that cannot fail.
 */
#ifndef KERNEL_SYSCALL_H
#define KERNEL_SYSCALL_H

#include <stdint.h>
#include "lib/abi.h"

typedef long (*syscall_fn)(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3);

extern const syscall_fn syscall_table[SYS_COUNT];

#endif
