/* SPDX-License-Identifier: MIT */
/*
 * A kthread on each hart that answers messages: word 0 comes back one higher; with word 1 set it goes to the
 * caller before (kthread_same, kthread_other and ipc_kthread measure what that costs).
 */
#ifndef KERNEL_BENCH_H
#define KERNEL_BENCH_H

#include "kernel/thread.h"

/* Starts this hart's kthread. */
void bench_start_hart(struct hart *h);
/* It stays on its hart, blocked whenever it has no caller. */
const struct thread *bench_server(const struct hart *h);
/* Where it receives. */
struct endpoint *bench_endpoint(const struct hart *h);

#endif
