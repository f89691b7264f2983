/* SPDX-License-Identifier: MIT */
/* Reading what may not be there, and the FPU's registers. */
#include "arch/riscv/registers.inc"

	.text

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

	/* void close_user_environment(void): of what senvcfg and sstateen0 allow user mode, nothing. No reset and no firmware
	   is bound to set them, and one bit lets it invalidate caches, which shows what stood in memory before (CBIE). Before
	   version 1.12 they are not there. */
	.globl	close_user_environment
close_user_environment:
	li	a2, 0
	la	t0, probe_failed
	sd	t0, HART_FIXUP(tp)
	csrw	0x10a, zero		/* senvcfg; older assemblers do not know the names */
	csrw	0x10c, zero		/* sstateen0 */
	sd	zero, HART_FIXUP(tp)
	ret

probe_failed:
	csrs	sstatus, a2
	li	a0, 0
	ret

	.section .boot.text, "ax"
	/* probe.h */
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

	.globl	probe_svinval
probe_svinval:
	li	a2, 0
	la	t0, probe_failed
	sd	t0, HART_FIXUP(tp)
	.insn	r 0x73, 0, 0x0c, x0, x0, x0
	sd	zero, HART_FIXUP(tp)
	li	a0, 1
	ret

	.globl	probe_fpu
probe_fpu:
	li	a2, 0
	la	t0, probe_failed
	sd	t0, HART_FIXUP(tp)
	li	t1, SSTATUS_FS
	csrs	sstatus, t1
	.insn	r 0x53, 0, 0x79, x0, x0, x0	/* fmv.d.x */
	sd	zero, HART_FIXUP(tp)
	li	a0, 1
	ret

	.globl	probe_register
probe_register:
	li	a2, 0
	la	t0, probe_failed
	sd	t0, HART_FIXUP(tp)
	addi	a1, a1, -1
	beqz	a1, 1f
	lw	t1, 0(a0)
	sw	t1, 0(a0)
	j	2f
1:	lbu	t1, 0(a0)
	sb	t1, 0(a0)
2:	sd	zero, HART_FIXUP(tp)
	li	a0, 1
	ret

	.text

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
