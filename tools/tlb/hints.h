/* SPDX-License-Identifier: MIT */
/* What hints.c has been told and others ask for. */
#ifndef TLB_HINTS_H
#define TLB_HINTS_H

#include <stdint.h>

/* The root whose kernel half all others copy; 0: not told. */
uint64_t hints_kernel_root(void);
/* The space of which this is a root: its number, or what stands for it when the kernel gave none. */
uint64_t hints_space_of(uint64_t root);

#endif
