/* SPDX-License-Identifier: MIT */
/*
 * A measured window: what the kernel counted and the clock showed between two markers. Outside
 * observers count the same window by the markers, so they stand directly around the loop, and the
 * loops hold nothing but what is measured.
 */
#ifndef LORIS_BENCH_H
#define LORIS_BENCH_H

#include <stdint.h>
#include "lib/abi.h"

struct window {
	long hart; /* that the program is pinned to and whose counters are read */
	struct loris_stats before, after;
	uint64_t start, end; /* rdtime */
};

/* Both end the program if the counters cannot be read. */
void window_open(struct window *window);
void window_close(struct window *window);

#define MARK(number) __asm__ volatile("slti x0, x0, %0" ::"i"(number) : "memory")

#define MEASURE(window, marker, loop) \
	do {                          \
		window_open(window);  \
		MARK(marker);         \
		loop;                 \
		MARK((marker) + 1);   \
		window_close(window); \
	} while (0)

/* At least 16, so that caches, page tables and the policy's state are as in the loop's middle. */
#define WARM_UP 32

/* Each warms up and measures exactly n iterations. Returns NULL, or what went wrong. */
const char *bench_null(struct window *window, uint64_t n);
const char *bench_kthread_same(struct window *window, uint64_t n);
const char *bench_kthread_other(struct window *window, uint64_t n);
const char *bench_yield_alone(struct window *window, uint64_t n);
const char *bench_yield_threads(struct window *window, uint64_t n);
const char *bench_yield_procs(struct window *window, uint64_t n);
const char *bench_spawn(struct window *window, uint64_t n);
const char *bench_map(struct window *window, uint64_t n);
const char *bench_ipc_threads(struct window *window, uint64_t n);
const char *bench_ipc_procs(struct window *window, uint64_t n);
const char *bench_ipc_procs4(struct window *window, uint64_t n);
const char *bench_ipc_procs8(struct window *window, uint64_t n);
const char *bench_ipc_handle(struct window *window, uint64_t n);
const char *bench_ntfn_procs(struct window *window, uint64_t n);
const char *bench_ipc_kthread(struct window *window, uint64_t n);
const char *bench_ipc_fault(struct window *window, uint64_t n);

/* The second process of each, which finds itself on the right hart: for ever, until it is killed. */
int partner_kthread_other(void);
int partner_yield_procs(void);
int partner_ipc_procs(void);
int partner_ipc_procs4(void);
int partner_ipc_procs8(void);
int partner_ipc_handle(void);
int partner_ntfn_procs(void);
int partner_ipc_fault(void);

#endif
