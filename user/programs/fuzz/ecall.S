/* SPDX-License-Identifier: MIT */
/*
 * void fuzz_ecall(struct registers *r): one system call with every register given, and every register that
 * comes back told. x[0] says whether fs0 and fs1 are part of it: then f holds them.
 */
#include "lib/abi.h"
#include "user/lib/load_gp.h"

	.macro	EACH op, base
	.irp	n, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	\op	x\n, (8 * \n)(\base)
	.endr
	.endm

	.macro	KEEP op
	\op	ra, 16(sp)
	.irp	n, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
	\op	x\n, (16 + 8 * \n - 56)(sp)
	.endr
	.endm

	.section .text.fuzz_ecall, "ax"
	.globl	fuzz_ecall
fuzz_ecall:
	addi	sp, sp, -256
	KEEP	sd
	sd	a0, 0(sp)
	sd	sp, 2*8(a0)
	ld	t0, 0(a0)
	beqz	t0, 1f
	fsd	fs0, 200(sp)
	fsd	fs1, 208(sp)
	fld	fs0, 32*8(a0)
	fld	fs1, 33*8(a0)
1:	EACH	ld, a0
	ld	x31, 31*8(a0)
	ld	a0, 10*8(a0)
	ecall
	sd	x31, 8(sp)
	ld	x31, 0(sp)
	EACH	sd, x31
	sd	a0, 10*8(x31)
	ld	t0, 8(sp)
	sd	t0, 31*8(x31)
	ld	t0, 0(x31)
	beqz	t0, 2f
	fsd	fs0, 32*8(x31)
	fsd	fs1, 33*8(x31)
	fld	fs0, 200(sp)
	fld	fs1, 208(sp)
2:	KEEP	ld
	addi	sp, sp, 256
	ret

	/* Where threads begin that the library does not know: a0 is a struct strand *. */
	.section .text.strand_entry, "ax"
	.globl	strand_entry
strand_entry:
	LOAD_GP
	call	strand_main

	/* One that makes a single call and may never come back: a0 points to a0, a1, a6, a7, t4. No stack. */
	.section .text.sacrifice_entry, "ax"
	.globl	sacrifice_entry
sacrifice_entry:
	ld	a1, 8(a0)
	ld	a6, 16(a0)
	ld	a7, 24(a0)
	ld	t4, 32(a0)
	ld	a0, 0(a0)
	ecall

	/* One that ends at once. */
	.globl	strand_end
strand_end:
	li	a7, SYS_thread_exit
	ecall
	j	strand_end
