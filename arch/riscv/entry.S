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
#include "lib/abi.h"
#include "arch/riscv/riscv.h"
#include "offsets.h"

	.macro REG op, num, base
	\op	x\num, (8 * \num)(\base)
	.endm

	/* ra, gp, tp, s0..s11: all that the ABI preserves, but sp. */
	.macro PRESERVED op, base
	.irp	n, 1, 3, 4, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
	REG	\op, \n, \base
	.endr
	.endm

	/* t1..t6 and a0..a7: what is left, but t0. */
	.macro CLOBBERED op, base
	.irp	n, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31
	REG	\op, \n, \base
	.endr
	.endm

	/* sstatus and sepc of the frame at s0; t0 and t1 are lost. */
	.macro RESTORE_CSRS
	ld	t0, FRAME_STATUS(s0)
	ld	t1, FRAME_PC(s0)
	csrw	sstatus, t0
	csrw	sepc, t1
	.endm

	.macro CLEAR_CLOBBERED
	.irp	n, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31
	li	x\n, 0
	.endr
	.endm

/* ---- kpti: what runs while user mode's own root is loaded, on a page that both roots map ----------- */

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

/* ---- in ----------------------------------------------------------------------------------------- */

	.globl	trap_entry
	.balign	4
trap_entry:
	csrrw	sp, sscratch, sp
	beqz	sp, from_kernel
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
	ld	t0, HART_KPTI(tp)
	csrw	sepc, s2
	bnez	t0, syscall_return_kpti
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

	/* Towards kpti_exit. t0: the area; t5 is lost. What is counted for it the next way in counts. */
	.macro KPTI_LEAVE
	csrw	sscratch, t0
	sd	s0, AREA_THREAD(t0)
	ld	t5, 8*8(s0)
	sd	t5, AREA_S0(t0)
	.endm

syscall_return_kpti:
	KPTI_LEAVE
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	CLEAR_CLOBBERED
	j	kpti_exit

resume_syscall_kpti:
	KPTI_LEAVE
	RESTORE_CSRS
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	ld	a0, 10*8(s0)
	CLEAR_CLOBBERED
	j	kpti_exit

resume_user_kpti:
	KPTI_LEAVE
	RESTORE_CSRS
	PRESERVED ld, s0
	CLOBBERED ld, s0
	ld	sp, 2*8(s0)
	ld	t0, 5*8(s0)
	j	kpti_exit

	/* A user thread whose system call is done: a0 is its result. */
	.globl	resume_syscall
resume_syscall:
	ld	t0, HART_KPTI(tp)
	bnez	t0, resume_syscall_kpti
	RESTORE_CSRS
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
	ld	t0, HART_KPTI(tp)
	bnez	t0, resume_user_kpti
	RESTORE_CSRS
	csrw	sscratch, s0
	PRESERVED ld, s0
	CLOBBERED ld, s0
	ld	sp, 2*8(s0)
	ld	t0, 5*8(s0)
	ld	s0, 8*8(s0)
	sret

	/* A user thread whose fault nobody repaired. */
	.globl	resume_to_fault
resume_to_fault:
	ld	sp, HART_STACK_TOP(tp)
	j	fault_unhandled

	/* A user thread that was killed: back into C, on the hart's empty stack. */
	.globl	resume_to_exit
resume_to_exit:
	ld	sp, HART_STACK_TOP(tp)
	j	thread_exit_killed

	/* A kthread that was interrupted. tp stays: it is this hart's. */
resume_kernel:
	la	t0, resume_kthread
	sd	t0, FRAME_RESUME(s0)
restore_kernel:
	RESTORE_CSRS
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

/* ---- messages -------------------------------------------------------------------------------------- */

	/* Words: a1..a5, t1..t3; and with info, the badge and the time limit: a6, a7, t4. */
	.macro WORDS op, base
	.irp	n, 11, 12, 13, 14, 15, 6, 7, 28
	REG	\op, \n, \base
	.endr
	.endm
	.macro MESSAGE op, base
	WORDS	\op, \base
	.irp	n, 16, 17, 29
	REG	\op, \n, \base
	.endr
	.endm

	/* Calls whose message C wants to find in the frame. C may be called, as nothing is in registers. */
	.macro MESSAGE_CALL entry, handler
	.globl	\entry
\entry:
	MESSAGE	sd, s0
	j	\handler
	.endm

	MESSAGE_CALL sys_recv_message, sys_recv
	MESSAGE_CALL sys_send_message, sys_send
	MESSAGE_CALL sys_reply_message, sys_reply

	/* ipc_fast.c has left it alone; but s0..s11 and gp are no longer the thread's. */
	.macro MESSAGE_SLOW entry, handler
	.globl	\entry
\entry:
	ld	sp, HART_STACK_TOP(tp)
	MESSAGE	sd, s0
	call	\handler
	j	return_restoring
	.endm

	MESSAGE_SLOW message_slow_call_end, sys_call
	MESSAGE_SLOW message_slow_reply_recv_end, sys_reply_recv

return_restoring:
	ld	t0, HART_KPTI(tp)
	ld	t1, FRAME_PC(s0)
	csrw	sepc, t1
	bnez	t0, syscall_return_kpti
	csrw	sscratch, s0
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	ld	s0, 8*8(s0)
	CLEAR_CLOBBERED
	sret

	.macro	CLEAR_BUT_MESSAGE
	li	a0, 0
	.irp	n, 5, 29, 30, 31
	li	x\n, 0
	.endr
	.endm

	/* a0: the thread. A kthread ran before, whose sstatus is nobody's: of the user thread before it, whose
	   FPU may be on, or of an interrupted kthread's, whose SPP is still set. */
	.globl	message_from_kthread_end
message_from_kthread_end:
	ld	t5, FRAME_STATUS(a0)
	csrw	sstatus, t5
	/* a0: the thread. sstatus needs no change: neither it nor who ran before uses the FPU. */
	.globl	message_to_user_end
message_to_user_end:
	ld	t0, HART_KPTI(tp)
	ld	t5, FRAME_PC(a0)
	csrw	sepc, t5
	bnez	t0, message_to_user_kpti
	csrw	sscratch, a0
	PRESERVED ld, a0
	ld	sp, 2*8(a0)
	ld	s0, 8*8(a0)
	CLEAR_BUT_MESSAGE
	sret

message_to_user_kpti:
	mv	s0, a0
	KPTI_LEAVE
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	CLEAR_BUT_MESSAGE
	j	kpti_exit

	/* a0: the kthread, blocked in message_kernel_reply_recv(). */
	.globl	message_to_kthread_end
message_to_kthread_end:
	mv	s0, a0
	sd	zero, 10*8(s0)
	MESSAGE	sd, s0
	j	resume_kthread

	/* In the middle of ipc_fast.c, back by t0: ordinary C, with t5, the sender, and t6. Its result goes
	   to t5. All but these and ra, which nobody there needs, stays as it is. */
	.macro MESSAGE_CARRY entry, handler
	.globl	\entry
\entry:
	ld	sp, HART_STACK_TOP(tp)
	addi	sp, sp, -16
	sd	t0, 0(sp)
	sd	t5, 8(sp)
	sd	a0, 10*8(t5)
	MESSAGE	sd, t5
	mv	a0, t5
	mv	a1, t6
	call	\handler
	mv	t5, a0
	ld	t0, 0(sp)
	ld	t6, 8(sp)
	MESSAGE	ld, t6
	ld	a0, 10*8(t6)
	jr	t0
	.endm

	MESSAGE_CARRY message_carry_call, ipc_carry_call
	MESSAGE_CARRY message_carry_reply, ipc_carry_reply

	.globl	message_settle_end
message_settle_end:			/* a0: who ran before; t5: where, its lock is held */
	ld	sp, HART_STACK_TOP(tp)
	ld	s0, HART_CURRENT(tp)
	MESSAGE	sd, s0
	sd	zero, 10*8(s0)
	ld	t1, FRAME_RESUME(s0)
	la	t2, resume_kthread
	beq	t1, t2, 1f
	sd	zero, 5*8(s0)
	sd	zero, 29*8(s0)
	sd	zero, 30*8(s0)
	sd	zero, 31*8(s0)
	la	t1, resume_user
	sd	t1, FRAME_RESUME(s0)
1:	mv	a1, t5
	call	ipc_settle
	j	resume_current

	.globl	message_kernel_reply_recv
message_kernel_reply_recv:		/* a0: the endpoint */
	ld	t0, HART_CURRENT(tp)
	sd	ra, 1*8(t0)
	sd	sp, 2*8(t0)
	sd	s0, 8*8(t0)
	.irp	n, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
	REG	sd, \n, t0
	.endr
	ld	sp, HART_STACK_TOP(tp)
	WORDS	ld, t0
	li	a6, 0
	j	ipc_fast_kernel

	.globl	message_slow_kernel_end
message_slow_kernel_end:			/* a0: the endpoint; the words are still in the frame */
	call	ipc_kernel_slow
	j	resume_current

/* ---- reading what may not be there ------------------------------------------------------------------ */

	/* bool arch_probe_read(const void *p, uint64_t *out) */
	.globl	arch_probe_read
arch_probe_read:
	csrrci	a2, sstatus, SSTATUS_SIE	/* the fixup is this hart's, not the kthread's */
	andi	a2, a2, SSTATUS_SIE
	la	t0, probe_failed
	sd	t0, HART_FIXUP(tp)
	ld	t1, 0(a0)
	sd	zero, HART_FIXUP(tp)
	sd	t1, 0(a1)
	csrs	sstatus, a2
	li	a0, 1
	ret

	/* bool probe_stimecmp(void): sets the timer to never, or tells that it cannot be set so. */
	.globl	probe_stimecmp
probe_stimecmp:
	li	a2, 0
	la	t0, probe_failed
	sd	t0, HART_FIXUP(tp)
	li	t1, -1
	csrw	0x14d, t1		/* stimecmp; older assemblers do not know the name */
	sd	zero, HART_FIXUP(tp)
	li	a0, 1
	ret

	/* bool probe_svinval(void): executes sfence.w.inval, which harms nothing. */
	.globl	probe_svinval
probe_svinval:
	li	a2, 0
	la	t0, probe_failed
	sd	t0, HART_FIXUP(tp)
	.insn	r 0x73, 0, 0x0c, x0, x0, x0
	sd	zero, HART_FIXUP(tp)
	li	a0, 1
	ret

probe_failed:
	csrs	sstatus, a2
	li	a0, 0
	ret

/* ---- FPU -------------------------------------------------------------------------------------------- */

	.option	push
	.option	arch, +f, +d
	.macro	FPREGS op
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	\op	f\n, (8 * \n)(a0)
	.endr
	.endm

	.globl	fpu_store
fpu_store:
	FPREGS	fsd
	csrr	t5, fcsr
	sd	t5, FPU_FCSR(a0)
	jr	t0			/* see fpu_save() */

	.globl	fpu_load
fpu_load:
	FPREGS	fld
	ld	t0, FPU_FCSR(a0)
	csrw	fcsr, t0
	ret
	.option	pop
