/* SPDX-License-Identifier: MIT */
/*
 * What fpregs.h promises. In assembly, because the compiler may use any floating-point register
 * between two statements of C.
 */
	.set	STEP, 0x5A7	/* not 0, so that no two registers hold the same */
	.set	FRAME, 112

	.macro	each one
	.irp	i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\one	\i
	.endr
	.irp	i, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\one	\i
	.endr
	.endm

	.macro	fill_one i
	fmv.d.x	f\i, t0
	addi	t0, t0, STEP
	.endm

	.macro	compare_one i
	li	a0, \i + 1
	fmv.x.d	t1, f\i
	bne	t0, t1, 1f
	addi	t0, t0, STEP
	.endm

	.macro	zero_one i
	li	a0, \i + 1
	fmv.x.d	t1, f\i
	bnez	t1, 1f
	.endm

	/* All from the seed in s0. The rounding mode gets two bits: 0..3 are valid ones. */
	.macro	fill
	mv	t0, s0
	each	fill_one
	andi	t0, s0, 0x7f
	fscsr	t0
	.endm

	/* Ends at 1: with a0 = 0 if all is as fill left it, else 1 + the first that is not. */
	.macro	compare
	mv	t0, s0
	each	compare_one
	li	a0, 33
	andi	t0, s0, 0x7f
	frcsr	t1
	bne	t0, t1, 1f
	li	a0, 0
1:
	.endm

	/* Keeps what a function has to preserve for its caller, and the caller's rounding mode. */
	.macro	enter
	addi	sp, sp, -FRAME
	sd	s0, 0(sp)
	frcsr	t0
	sd	t0, 8(sp)
	fsd	fs0, 16(sp)
	fsd	fs1, 24(sp)
	fsd	fs2, 32(sp)
	fsd	fs3, 40(sp)
	fsd	fs4, 48(sp)
	fsd	fs5, 56(sp)
	fsd	fs6, 64(sp)
	fsd	fs7, 72(sp)
	fsd	fs8, 80(sp)
	fsd	fs9, 88(sp)
	fsd	fs10, 96(sp)
	fsd	fs11, 104(sp)
	mv	s0, a0
	.endm

	.macro	leave
	ld	s0, 0(sp)
	ld	t0, 8(sp)
	fscsr	t0
	fld	fs0, 16(sp)
	fld	fs1, 24(sp)
	fld	fs2, 32(sp)
	fld	fs3, 40(sp)
	fld	fs4, 48(sp)
	fld	fs5, 56(sp)
	fld	fs6, 64(sp)
	fld	fs7, 72(sp)
	fld	fs8, 80(sp)
	fld	fs9, 88(sp)
	fld	fs10, 96(sp)
	fld	fs11, 104(sp)
	addi	sp, sp, FRAME
	ret
	.endm

	.section .text.fp_across, "ax"
	.globl	fp_across
fp_across:
	enter
	fill
	mv	a7, a1
	mv	a0, a2
	ecall
	compare
	leave

	.section .text.fp_spin, "ax"
	.globl	fp_spin
fp_spin:
	enter
	fill
2:	addi	a1, a1, -1
	bgtz	a1, 2b
	compare
	leave

	.section .text.fp_not_zero, "ax"
	.globl	fp_not_zero
fp_not_zero:
	each	zero_one
	li	a0, 33
	frcsr	t1
	bnez	t1, 1f
	li	a0, 0
1:	ret

	.section .text.fp_fault, "ax"
	.globl	fp_fault
fp_fault:
	mv	s0, a0
	fill
	unimp
