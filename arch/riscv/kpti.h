/* SPDX-License-Identifier: MIT */
/*
 * What the trampoline of entry.S finds while user mode's own root is loaded: one area for each hart, all
 * in one page, which both roots map for the kernel only. Nothing in it is worth stealing: two values of
 * satp, three registers of the thread itself, two kernel addresses.
 */
#ifndef ARCH_RISCV_KPTI_H
#define ARCH_RISCV_KPTI_H

#include <stdint.h>

struct hart;

/* Written by its hart only. */
struct kpti_area {
	uint64_t satp_kernel, satp_user; /* to be written on the way in, and out; by mm_load() */
	uint64_t thread;		 /* the running one, on the way out */
	uint64_t s0, t0, t1;		 /* the thread's, while the trampoline uses them */
	struct hart *hart;		 /* fixed */
	uint64_t fences; /* 1: no ASIDs, a fence follows each write; fixed for a policy */
};

#endif
