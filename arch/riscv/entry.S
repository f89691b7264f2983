/* SPDX-License-Identifier: MIT */
/*
 * In and out of the kernel.
 *
 *   sscratch  in user mode: the running thread, whose frame stands at its start; in the kernel: 0
 *   tp        in the kernel: this hart; user mode has its own
 *   sp        in the kernel: the hart's stack (traps from user mode, interrupts, schedule()), or the
 *             kthread's own
 *
 * Every way out is a frame's own `resume` address: the frame knows how much of it was saved. While a
 * user thread runs, its frame says resume_syscall, the usual case, so a system call need not store it.
 *
 * Under kpti stvec names kpti_entry, which loads the kernel's view before it goes on as ever, sscratch
 * in user mode holds the hart's save area instead of the thread (kpti.h), and each way out leads over
 * kpti_exit. hart->kpti tells.
 *
 * One direction of a system call saves and restores what the ABI preserves (16 registers) and clears
 * the rest, so that nothing of the kernel or of another thread is left in them.
 */
#include "arch/riscv/registers.inc"

	.text

/* ---- in ----------------------------------------------------------------------------------------- */

	.globl	trap_entry
	.balign	4
trap_entry:
	csrrw	sp, sscratch, sp
	beqz	sp, from_kernel
	.globl	from_user
from_user:
	sd	s0, 8*8(sp)
	PRESERVED sd, sp
	mv	s0, sp			/* s0: the thread, until it is resumed */
	csrrw	s1, sscratch, zero
	sd	s1, 2*8(s0)
	csrr	s1, scause
	csrr	s2, sepc
	ld	tp, THREAD_HART(s0)
	addi	s1, s1, -CAUSE_USER_ECALL
	bnez	s1, user_trap

	/* A system call. The handler gets a0..a5 as they are and gives the result in a0; one that
	   switches threads does not come back here but ends in arch_resume(). */
	addi	s2, s2, 4
	sd	s2, FRAME_PC(s0)
	beqz	a7, ipc_fast_call	/* SYS_call is 0 */
	li	t0, SYS_reply_recv
	beq	a7, t0, ipc_fast_reply_recv
	ld	sp, HART_STACK_TOP(tp)
	li	t0, SYS_COUNT
	bgeu	a7, t0, no_such_call
1:	auipc	t5, %pcrel_hi(syscall_table)
	slli	t6, a7, 3
	add	t5, t5, t6
	ld	t5, %pcrel_lo(1b)(t5)
	jalr	t5

	/* C has preserved s3..s11 and gp; only what was used here is to be restored. */
syscall_return:
	CHECK_STATUS s0
	KPTI_LOOK t0
	csrw	sepc, s2
	KPTI_IF	t0, syscall_return_kpti
	csrw	sscratch, s0
	ld	ra, 1*8(s0)
	ld	sp, 2*8(s0)
	ld	tp, 4*8(s0)
	ld	s1, 9*8(s0)
	ld	s2, 18*8(s0)
	ld	s0, 8*8(s0)
	CLEAR_CLOBBERED
	sret

no_such_call:
	li	a0, -2			/* ERR_NO_CALL */
	j	syscall_return

	/* A fault or an interrupt in user mode: any register may matter. */
user_trap:
	ld	sp, HART_STACK_TOP(tp)
	sd	t0, 5*8(s0)
	CLOBBERED sd, s0
	sd	s2, FRAME_PC(s0)
	csrr	t1, sstatus
	sd	t1, FRAME_STATUS(s0)
	la	t1, resume_user
	sd	t1, FRAME_RESUME(s0)
	addi	a0, s1, CAUSE_USER_ECALL
	csrr	a1, stval
	call	trap_user
	j	resume_current

	.globl	from_kernel
from_kernel:
	csrrw	sp, sscratch, sp	/* as they were: sp the kernel's, sscratch 0 */
	sd	t0, HART_SCRATCH(tp)
	csrr	t0, scause
	bgez	t0, kernel_exception

	/* An interrupt: irqs were on, so this is a kthread on its own stack. */
	ld	t0, HART_CURRENT(tp)
	sd	s0, 8*8(t0)
	mv	s0, t0
	PRESERVED sd, s0
	CLOBBERED sd, s0
	sd	sp, 2*8(s0)
	ld	t1, HART_SCRATCH(tp)
	sd	t1, 5*8(s0)
	csrr	t1, sepc
	sd	t1, FRAME_PC(s0)
	csrr	t1, sstatus
	sd	t1, FRAME_STATUS(s0)
	la	t1, resume_kernel
	sd	t1, FRAME_RESUME(s0)
	ld	sp, HART_STACK_TOP(tp)
	csrr	a0, scause
	call	trap_kernel_interrupt
	j	resume_current

	/* Expected by whoever set hart->fixup, or the end. sp may be the reason: use another stack. */
kernel_exception:
	addi	t0, tp, HART_FAULT
	sd	s0, 8*8(t0)
	PRESERVED sd, t0
	CLOBBERED sd, t0
	sd	sp, 2*8(t0)
	ld	t1, HART_SCRATCH(tp)
	sd	t1, 5*8(t0)
	csrr	t1, sepc
	sd	t1, FRAME_PC(t0)
	csrr	t1, sstatus
	sd	t1, FRAME_STATUS(t0)
	mv	a2, t0
	csrr	a0, scause
	csrr	a1, stval
	ld	sp, HART_PANIC_STACK_TOP(tp)
	call	trap_kernel_exception
	addi	s0, tp, HART_FAULT
	j	restore_kernel

/* ---- out: irqs off, tp this hart, the stack of no further use ------------------------------------- */

	.globl	arch_schedule
arch_schedule:
	call	schedule
	.globl	arch_resume
arch_resume:
resume_current:
	ld	s0, HART_CURRENT(tp)
	ld	t0, FRAME_RESUME(s0)
	jr	t0

	/* The system call that is nothing but a switch. Its result: 0. */
	.globl	sys_yield
sys_yield:
	ld	t0, HART_READY(tp)
	lbu	t1, THREAD_PRIORITY(s0)
	li	t2, 2
	li	a0, 0
	sll	t2, t2, t1
	addi	t2, t2, -1
	and	t0, t0, t2		/* who is at least as urgent */
	beqz	t0, sys_yield_alone
	sd	zero, 10*8(s0)
	call	schedule_yield
	j	resume_current

sys_yield_alone:
	ret

	/* A user thread whose system call is done: a0 is its result. */
	.globl	resume_syscall
resume_syscall:
	KPTI_LOOK t0
	KPTI_IF	t0, resume_syscall_kpti
	RESTORE_CSRS
	CHECK_STATUS s0
	csrw	sscratch, s0
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	ld	a0, 10*8(s0)
	ld	s0, 8*8(s0)
	CLEAR_CLOBBERED
	sret

	/* A user thread with all its registers. */
	.globl	resume_user
resume_user:
	la	t0, resume_syscall
	sd	t0, FRAME_RESUME(s0)
	KPTI_LOOK t0
	KPTI_IF	t0, resume_user_kpti
	RESTORE_CSRS
	END_RESERVATION
	CHECK_STATUS s0
	csrw	sscratch, s0
	PRESERVED ld, s0
	CLOBBERED ld, s0
	ld	sp, 2*8(s0)
	ld	t0, 5*8(s0)
	ld	s0, 8*8(s0)
	sret

#ifdef LORIS_DEBUG
	/* From CHECK_STATUS. */
	.globl	debug_status
debug_status:
	mv	a0, t4
	ld	sp, HART_STACK_TOP(tp)
	call	debug_wrong_status
#endif

	/* A user thread whose fault nobody repaired. */
	.globl	resume_to_fault
resume_to_fault:
	ld	sp, HART_STACK_TOP(tp)
	j	fault_unhandled

	/* A user thread that was killed: back into C, on the hart's empty stack. First the interrupts that wait:
	   thousands may end one after another. Whoever is interrupted exits at once (sched_irq_exit). */
	.globl	resume_to_exit
resume_to_exit:
	csrsi	sstatus, SSTATUS_SIE
	csrci	sstatus, SSTATUS_SIE
	ld	sp, HART_STACK_TOP(tp)
	j	thread_exit_killed

	/* A kthread that was interrupted. tp stays: it is this hart's. */
resume_kernel:
	la	t0, resume_kthread
	sd	t0, FRAME_RESUME(s0)
restore_kernel:
	RESTORE_CSRS
	END_RESERVATION
	.irp	n, 1, 3, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
	REG	ld, \n, s0
	.endr
	CLOBBERED ld, s0
	ld	sp, 2*8(s0)
	ld	t0, 5*8(s0)
	ld	s0, 8*8(s0)
	sret

	/* From a kthread that gives up the hart: C expects only this much of it back. While it runs, its
	   frame says resume_kthread, the usual case. */
	.globl	arch_kthread_switch
arch_kthread_switch:
	ld	t0, HART_CURRENT(tp)
	sd	ra, 1*8(t0)
	sd	sp, 2*8(t0)
	sd	s0, 8*8(t0)
	.irp	n, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
	REG	sd, \n, t0
	.endr
	ld	sp, HART_STACK_TOP(tp)
	.globl	arch_schedule_to
arch_schedule_to:			/* a0: whom to run, if it can be */
	call	schedule_to
	j	resume_current

	.globl	resume_kthread
resume_kthread:
	ld	ra, 1*8(s0)
	ld	sp, 2*8(s0)
	.irp	n, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
	REG	ld, \n, s0
	.endr
	ld	s0, 8*8(s0)
	ret

	/* Where a new kthread "returns" to: s0 its function, s1 the argument. */
	.globl	kthread_entry
kthread_entry:
	csrsi	sstatus, SSTATUS_SIE
	mv	a0, s1
	jalr	s0
	call	kthread_exit
