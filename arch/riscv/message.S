/* SPDX-License-Identifier: MIT */
/*
 * Messages: how kernel/ipc_fast.c is come to and left, with the words in their registers; and how they get into a
 * frame and out of it, for all else.
 */
#include "arch/riscv/registers.inc"

	.text

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
	CHECK_STATUS s0
	KPTI_LOOK t0
	ld	t1, FRAME_PC(s0)
	csrw	sepc, t1
	KPTI_IF	t0, syscall_return_kpti
	csrw	sscratch, s0
	PRESERVED ld, s0
	ld	sp, 2*8(s0)
	ld	s0, 8*8(s0)
	CLEAR_CLOBBERED
	sret

	/* a0: the thread. A kthread ran before, whose sstatus is nobody's: of the user thread before it, whose
	   FPU may be on, or of an interrupted kthread's, whose SPP is still set. */
	.globl	message_from_kthread_end
message_from_kthread_end:
	ld	t5, FRAME_STATUS(a0)
	csrw	sstatus, t5
	/* a0: the thread. sstatus needs no change: neither it nor who ran before uses the FPU. */
	.globl	message_to_user_end
message_to_user_end:
	CHECK_STATUS a0
	KPTI_LOOK t0
	ld	t5, FRAME_PC(a0)
	csrw	sepc, t5
	KPTI_IF	t0, message_to_user_kpti
	csrw	sscratch, a0
	PRESERVED ld, a0
	ld	sp, 2*8(a0)
	ld	s0, 8*8(a0)
	CLEAR_BUT_MESSAGE
	sret

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
	j	arch_resume

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
	j	arch_resume
