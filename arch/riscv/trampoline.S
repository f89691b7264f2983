/* SPDX-License-Identifier: MIT */
/*
 * kpti: what runs while user mode's own root is loaded, on a page that both roots map; and the ways out that
 * lead there.
 */
#include "arch/riscv/registers.inc"

	/* Counts the way in and the way out that preceded it, so that the way out need not: whoever reads
	   the counters of a hart reads them while it is in the kernel. t1 is lost. */
	.macro COUNT_BOTH counter, hart
	ld	t1, \counter(\hart)
	addi	t1, t1, 2
	sd	t1, \counter(\hart)
	.endm

	.section .trampoline, "ax"
	.globl	kpti_entry
	.balign	4
kpti_entry:
	csrrw	sp, sscratch, sp
	beqz	sp, from_kernel
	sd	t0, AREA_T0(sp)
	ld	t0, AREA_SATP_KERNEL(sp)
	csrw	satp, t0
	sd	t1, AREA_T1(sp)
	ld	t1, AREA_FENCES(sp)
	ld	t0, AREA_HART(sp)
	bnez	t1, kpti_fence
1:	COUNT_BOTH HART_SATP_WRITES_TRAP, t0
	ld	t1, AREA_T1(sp)
	ld	t0, AREA_T0(sp)
	ld	sp, AREA_THREAD(sp)
	j	from_user

	/* ASID 0 meant the other view until now. What was read since satp was written is the same in both. */
kpti_fence:
	sfence.vma
	COUNT_BOTH HART_FENCES, t0
	COUNT_BOTH HART_FENCES_ALL, t0
	COUNT_BOTH HART_FENCES_SWITCH, t0
	j	1b

	/* Everything is as user mode wants it, but satp and s0. */
	.globl	kpti_exit
kpti_exit:
	csrr	s0, sscratch
	ld	s0, AREA_SATP_USER(s0)
	csrw	satp, s0
	csrr	s0, sscratch
	ld	s0, AREA_FENCES(s0)
	beqz	s0, 1f
	sfence.vma
1:	csrr	s0, sscratch
	ld	s0, AREA_S0(s0)
	sret

	.text

	.globl	syscall_return_kpti
syscall_return_kpti:
	KPTI_LEAVE
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	CLEAR_CLOBBERED
	j	kpti_exit

	.globl	resume_syscall_kpti
resume_syscall_kpti:
	KPTI_LEAVE
	RESTORE_CSRS
	CHECK_STATUS s0
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	ld	a0, 10*8(s0)
	CLEAR_CLOBBERED
	j	kpti_exit

	.globl	resume_user_kpti
resume_user_kpti:
	KPTI_LEAVE
	RESTORE_CSRS
	END_RESERVATION
	CHECK_STATUS s0
	PRESERVED ld, s0
	CLOBBERED ld, s0
	ld	sp, 2*8(s0)
	ld	t0, 5*8(s0)
	j	kpti_exit

	.globl	message_to_user_kpti
message_to_user_kpti:
	mv	s0, a0
	KPTI_LEAVE
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	CLEAR_BUT_MESSAGE
	j	kpti_exit
