/* SPDX-License-Identifier: MIT */
/*
 * The first instructions of each hart. Until satp is written the image runs at its physical address;
 * all references are relative to pc, so that is fine for code and data, but not for stored pointers.
 *
 * The way up: stvec names the continuation's virtual address, satp is written, the next fetch faults
 * because its physical address is not mapped, and the trap lands there. No identity map is needed.
 * These are the named exceptions to "one function writes satp": nothing runs yet that could borrow.
 */
#include "arch/riscv/layout.h"
#include "arch/riscv/riscv.h"
#include "offsets.h"

	.section .head, "ax"
	.option	push
	.option	norvc
	.globl	start
start:
	/* The RISC-V Linux boot header, version 0.2 (Linux Documentation/arch/riscv/boot-image-header) */
	j	any_hart
	nop
	.dword	0x200000		/* load offset from the start of memory */
	.dword	image_size
	.dword	0			/* flags: little-endian */
	.word	2			/* version 0.2 */
	.word	0
	.dword	0
	.ascii	"RISCV\0\0\0"
	.ascii	"RSC\5"
	.word	0
	.option	pop

	/* For the linker, which has the same number of its own. */
	.globl	layout_image_base
	.equ	layout_image_base, IMAGE_BASE

	/* Where `sym` is linked, whatever address we run at. */
	.macro	VIRTUAL reg, sym
	lui	\reg, %hi(\sym)
	addi	\reg, \reg, %lo(\sym)
	.endm

	/* What the linker would make shorter goes by addresses, and not by pc: no more where only pc is right. */
	.option	norelax

	.text
	.balign	4
any_hart:				/* a0: hart id, a1: device tree */
	lla	t0, boot_taken
	li	t1, 1
	amoswap.w.aqrl t1, t1, (t0)
	bnez	t1, came_uncalled
	j	boot_first_hart		/* boot_hart */

	.section .boot.head, "ax"
clear:					/* t0 to t1: whole pages */
	sd	zero, 0(t0)
	addi	t0, t0, 8
	bltu	t0, t1, clear
	ret

	.balign	4
	.globl	boot_hart
boot_hart:
	csrw	sie, zero
	csrw	sscratch, zero
	mv	s0, a0
	mv	s1, a1
	lla	t0, boot_bss
	lla	t1, names_start
	jal	clear
	lla	t0, bss_start
	lla	t1, bss_end
	jal	clear
	lla	sp, boot_stack_top
	call	boot_early		/* gives satp of the first map */
	VIRTUAL	t0, boot_high
	csrw	stvec, t0
	VIRTUAL	t2, boot_stack_top
	VIRTUAL	t3, harts
	sfence.vma
	csrw	satp, a0
	call	boot_no_map		/* who comes here has none */
	.balign	4
boot_high:
	mv	sp, t2
	mv	tp, t3
	la	t0, trap_entry
	csrw	stvec, t0
	mv	a0, s0
	mv	a1, s1
	call	boot_main

	.text
	/*
	 * A second hart at the entry of the image. OpenSBI 1.1 says "start pending" before it stores the
	 * address (sbi_hsm_hart_start), so a hart that looks in between goes to where the first one went.
	 * It waits until it has been called for, and then goes on as if it had been told the address.
	 */
came_uncalled:
	lla	t0, secondary_hartid
1:	ld	t1, 0(t0)
	bne	t1, a0, 1b
	fence	r, rw
	lla	t0, secondary_hart
	ld	a1, 0(t0)

	/* A hart started by HSM: a0 its id, a1 the struct hart, satp off. */
	.globl	start_secondary
	.balign	4
start_secondary:
	csrw	sie, zero
	csrw	sscratch, zero
	lla	t0, secondary_satp
	ld	t2, 0(t0)
	VIRTUAL	t0, secondary_high
	csrw	stvec, t0
	sfence.vma
	csrw	satp, t2
	nop
	.balign	4
secondary_high:
	sfence.vma			/* whatever the firmware's TLB holds */
	mv	tp, a1
	ld	sp, HART_STACK_TOP(tp)
	la	t0, trap_entry
	csrw	stvec, t0
	call	hart_main

	/* Not in bss, which the first hart clears. */
	.data
	.balign	4
boot_taken:
	.word	0

	.section .boot.bss, "aw", @nobits
	.balign	16
	.space	BOOT_STACK
boot_stack_top:
	.globl	boot_stack_top
