/* SPDX-License-Identifier: MIT */
/*
 * What a system call, an interrupt and a message do to the integer registers. Each register is given a number of
 * its own; s0 keeps the argument, s1 and a0 collect what was found.
 */
#include "lib/abi.h"

	.set	FRAME, 112

	.macro	each_volatile code
	.irp	r, t0, t1, t2, t3, t4, t5, t6, a1, a2, a3, a4, a5, a6, a7
	\code	\r
	.endr
	.endm

	.macro	each_kept code
	.irp	r, ra, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11
	\code	\r
	.endr
	.endm

	.macro	number r
	li	\r, next
	.set	next, next + 1
	.endm

	.macro	collect r
	or	s1, s1, \r
	.endm

	/* into a0: the bits in which \r is not the number it was given */
	.macro	compare r
	li	s1, next
	.set	next, next + 1
	xor	s1, s1, \r
	or	a0, a0, s1
	.endm

	.macro	saved op
	\op	ra, 0(sp)
	\op	s0, 8(sp)
	\op	s1, 16(sp)
	\op	s2, 24(sp)
	\op	s3, 32(sp)
	\op	s4, 40(sp)
	\op	s5, 48(sp)
	\op	s6, 56(sp)
	\op	s7, 64(sp)
	\op	s8, 72(sp)
	\op	s9, 80(sp)
	\op	s10, 88(sp)
	\op	s11, 96(sp)
	.endm

	.text
	/* long regs_across_call(long *not_zero) */
	.globl	regs_across_call
regs_across_call:
	addi	sp, sp, -FRAME
	saved	sd
	mv	s0, a0
	.set	next, 1000
	each_kept number
	each_volatile number
	li	a7, SYS_null
	ecall
	li	s1, 0
	each_volatile collect
	sd	s1, 0(s0)
	.set	next, 1000
	each_kept compare
	saved	ld
	addi	sp, sp, FRAME
	ret

	/* long regs_in_loop(long loops) */
	.globl	regs_in_loop
regs_in_loop:
	addi	sp, sp, -FRAME
	saved	sd
	mv	s0, a0
	.set	next, 2000
	each_kept number
	each_volatile number
1:	addi	s0, s0, -1
	bnez	s0, 1b
	li	a0, 0
	.set	next, 2000
	each_kept compare
	each_volatile compare
	saved	ld
	addi	sp, sp, FRAME
	ret

	/*
	 * long regs_across_message(struct message_probe *p): a call, after a trap that saved all registers.
	 * s0: p, whose members are, in this order: endpoint, page, word1, not_zero.
	 */
	.globl	regs_across_message
regs_across_message:
	addi	sp, sp, -FRAME
	saved	sd
	mv	s0, a0
	.set	next, 3000
	each_kept number
	each_volatile number
	ld	a0, 8(s0)
	sd	zero, 0(a0)
	ld	a0, 0(s0)
	ld	a2, 16(s0)
	li	a6, 0
	li	a7, SYS_call
	ecall
	mv	s1, a0
	.irp	r, t0, t4, t5, t6, a7
	collect	\r
	.endr
	sd	s1, 24(s0)
	li	a0, 0
	.set	next, 3000
	each_kept compare
	saved	ld
	addi	sp, sp, FRAME
	ret
