/* SPDX-License-Identifier: MIT */
/*
 * Whether the kernel keeps a thread's floating-point state: f0..f31 and fcsr are filled with values
 * made from a seed and compared later. Results: 0 all as it should be; 1 + n: register fn is not;
 * 33: fcsr is not.
 */
#ifndef LORIS_USER_FPREGS_H
#define LORIS_USER_FPREGS_H

#include <stdint.h>

/* Fills, makes the system call number(arg), compares. */
long fp_across(uint64_t seed, long number, uint64_t arg);

/* Fills, counts to loops so that time slices end in between, compares. */
long fp_spin(uint64_t seed, long loops);

/* Whether anything is not zero; true of a new process or thread only before its first use. */
long fp_not_zero(void);

/* Fills, then executes an illegal instruction. Wants no stack and preserves nothing. */
_Noreturn void fp_fault(uint64_t seed);

#endif
