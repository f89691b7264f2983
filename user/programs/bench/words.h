/* SPDX-License-Identifier: MIT */
/*
 * More of user/lib/ipc.h's calls that keep the message in its registers from one iteration to the next:
 * with all eight words, and with a handle that is moved along.
 */
#ifndef LORIS_BENCH_WORDS_H
#define LORIS_BENCH_WORDS_H

#include "user/lib/ipc.h"

__attribute__((always_inline)) static inline long ipc_ecall_words8(long number, handle_t handle,
								   uint64_t *w)
{
	register uint64_t a0 __asm__("a0") = handle;
	register uint64_t a1 __asm__("a1") = w[0];
	register uint64_t a2 __asm__("a2") = w[1];
	register uint64_t a3 __asm__("a3") = w[2];
	register uint64_t a4 __asm__("a4") = w[3];
	register uint64_t a5 __asm__("a5") = w[4];
	register uint64_t a6 __asm__("a6") = 0;
	register long a7 __asm__("a7") = number;
	register uint64_t t1 __asm__("t1") = w[5];
	register uint64_t t2 __asm__("t2") = w[6];
	register uint64_t t3 __asm__("t3") = w[7];

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6),
			   "+r"(a7), "+r"(t1), "+r"(t2), "+r"(t3)
			 :
			 : "t0", "t4", "t5", "t6", "memory");
	w[0] = a1;
	w[1] = a2;
	w[2] = a3;
	w[3] = a4;
	w[4] = a5;
	w[5] = t1;
	w[6] = t2;
	w[7] = t3;
	return (long)a0;
}

/* One handle goes, *moved, and one comes, which is *moved afterwards. */
__attribute__((always_inline)) static inline long
ipc_ecall_move(long number, handle_t handle, unsigned long info, handle_t *moved)
{
	register uint64_t a0 __asm__("a0") = handle;
	register uint64_t a5 __asm__("a5") = *moved;
	register uint64_t a6 __asm__("a6") = info;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a5), "+r"(a6), "+r"(a7)
			 :
			 : "a1", "a2", "a3", "a4", "t0", "t1", "t2", "t3", "t4", "t5", "t6",
			   "memory");
	*moved = a5;
	return (long)a0;
}

#endif
