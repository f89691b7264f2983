/* SPDX-License-Identifier: MIT */
/*
 * The kernel's side of two benchmarks: a kthread on each hart that takes a word from a user thread and
 * answers it (kthread_same), or passes it on to the next caller (kthread_other).
 */
#ifndef KERNEL_BENCH_H
#define KERNEL_BENCH_H

#include "kernel/thread.h"

/* Starts this hart's kthread. */
void bench_start_hart(struct hart *h);
/* It stays on its hart, blocked whenever it has no caller. */
const struct thread *bench_server(const struct hart *h);
/* The current user thread hands over a word and blocks; the answer is its system call's result. */
_Noreturn void bench_call(uint64_t word, bool relay);

#endif
