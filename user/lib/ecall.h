/* SPDX-License-Identifier: MIT */
/*
 * The system-call instruction with 0 to 5, or 7, arguments. The kernel gives a1..a7 and t0..t6 back as
 * zero: a register that carries an argument is therefore an output too, all others are clobbers.
 * One function for each count, so that no call loads registers it does not use.
 */
#ifndef LORIS_USER_ECALL_H
#define LORIS_USER_ECALL_H

#define ECALL_CLOBBERS "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory"

static inline long ecall0(long number)
{
	register long a0 __asm__("a0");
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "=r"(a0), "+r"(a7)
			 :
			 : "a1", "a2", "a3", "a4", "a5", "a6", ECALL_CLOBBERS);
	return a0;
}

static inline long ecall1(long number, long x0)
{
	register long a0 __asm__("a0") = x0;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a7)
			 :
			 : "a1", "a2", "a3", "a4", "a5", "a6", ECALL_CLOBBERS);
	return a0;
}

static inline long ecall2(long number, long x0, long x1)
{
	register long a0 __asm__("a0") = x0;
	register long a1 __asm__("a1") = x1;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a7)
			 :
			 : "a2", "a3", "a4", "a5", "a6", ECALL_CLOBBERS);
	return a0;
}

static inline long ecall3(long number, long x0, long x1, long x2)
{
	register long a0 __asm__("a0") = x0;
	register long a1 __asm__("a1") = x1;
	register long a2 __asm__("a2") = x2;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a7)
			 :
			 : "a3", "a4", "a5", "a6", ECALL_CLOBBERS);
	return a0;
}

static inline long ecall4(long number, long x0, long x1, long x2, long x3)
{
	register long a0 __asm__("a0") = x0;
	register long a1 __asm__("a1") = x1;
	register long a2 __asm__("a2") = x2;
	register long a3 __asm__("a3") = x3;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a7)
			 :
			 : "a4", "a5", "a6", ECALL_CLOBBERS);
	return a0;
}

static inline long ecall5(long number, long x0, long x1, long x2, long x3, long x4)
{
	register long a0 __asm__("a0") = x0;
	register long a1 __asm__("a1") = x1;
	register long a2 __asm__("a2") = x2;
	register long a3 __asm__("a3") = x3;
	register long a4 __asm__("a4") = x4;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a7)
			 :
			 : "a5", "a6", ECALL_CLOBBERS);
	return a0;
}

static inline long ecall7(long number, long x0, long x1, long x2, long x3, long x4, long x5,
			  long x6)
{
	register long a0 __asm__("a0") = x0;
	register long a1 __asm__("a1") = x1;
	register long a2 __asm__("a2") = x2;
	register long a3 __asm__("a3") = x3;
	register long a4 __asm__("a4") = x4;
	register long a5 __asm__("a5") = x5;
	register long a6 __asm__("a6") = x6;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6),
			   "+r"(a7)
			 :
			 : ECALL_CLOBBERS);
	return a0;
}

#endif
