/* SPDX-License-Identifier: MIT */
/*
 * What a debug build tells an outside model of the TLB (tools/tlb): HINT instructions, `slti x0, x0, N`
 * with arguments in a0, a1 and a2, which the processor executes as nothing (unprivileged ISA, 2.9). The
 * odd and even numbers of lib/abi.h, which bracket benchmarks, are small. A release build has none.
 */
#ifndef ARCH_RISCV_HINT_H
#define ARCH_RISCV_HINT_H

#include <stdint.h>

#define HINT_FLUSHED \
	2046 /* a0: address, a1: bytes (0: all), a2: root. No hart may use old entries */
#define HINT_TABLE_FREE	 2044 /* a0: physical address of a table that goes back to the allocator */
#define HINT_TABLE_USED	 2042 /* a0: likewise, of one that is in use now, a1: its level; 2: a root */
#define HINT_FRAME_FREE	 2040 /* a0: physical address of a page that goes back to the allocator */
#define HINT_FRAME_USED	 2038 /* a0: likewise, handed out. Tables are told as frames too */
#define HINT_KERNEL_ROOT 2036 /* a0: the kernel's own root, whose kernel half all others copy */
#define HINT_SPACE	 2034 /* a0: root, a1: number of the space, a2: its user root (kpti) or 0 */

#ifdef LORIS_DEBUG
#define hint(n, first, second, third)                                                     \
	do {                                                                              \
		register uint64_t a0_ __asm__("a0") = (uint64_t)(first);                  \
		register uint64_t a1_ __asm__("a1") = (uint64_t)(second);                 \
		register uint64_t a2_ __asm__("a2") = (uint64_t)(third);                  \
		__asm__ volatile("slti x0, x0, %3" ::"r"(a0_), "r"(a1_), "r"(a2_), "i"(n) \
				 : "memory");                                             \
	} while (0)
#else
#define hint(n, first, second, third) ((void)0)
#endif

#endif
