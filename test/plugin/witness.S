/* SPDX-License-Identifier: MIT */
/*
 * What test_count.py lets the counting plugin watch: a machine-mode program (-bios none) in which the
 * number of instructions between any two markers can be counted by hand. Compressed instructions are
 * off so that the trap handler may step over any instruction by adding 4.
 */
	.option	norvc

#define CLINT_MTIMECMP 0x2004000
#define CLINT_MTIME    0x200bff8
#define TEST_DEVICE    0x100000
#define TEST_PASS      0x5555
#define TICKS	       2000 /* between timer interrupts: 0.2 ms */

#define PTE_V	   0x01
#define PTE_RW	   0x06
#define PTE_X	   0x08
#define PTE_U	   0x10
#define PTE_AD	   0xc0
#define PTE(pa, flags) (((pa) >> 2) | (flags) | PTE_AD | PTE_V)

	/* .macro mark N: the HINT that the plugin looks for */
	.macro	mark n
	slti	x0, x0, \n
	.endm

	/* 1 + 2 * times instructions */
	.macro	spend times
	li	t0, \times
1:	addi	t0, t0, -1
	bnez	t0, 1b
	.endm

	.globl	_start
_start:
	la	t0, trap
	csrw	mtvec, t0
	csrr	t0, mhartid
	bnez	t0, second_hart

	/* nothing between: 0 instructions */
	mark	1
	mark	2

	/* two rounds of 2001 */
	mark	3
	spend	1000
	mark	4
	mark	3
	spend	1000
	mark	4

	/* each way to write satp, and four that only read it or write something else */
	li	t1, 1
	mark	5
	csrw	satp, zero
	csrrw	t0, satp, zero
	csrs	satp, t1
	csrc	satp, t1
	csrwi	satp, 0
	csrsi	satp, 1
	csrci	satp, 1
	csrr	t0, satp
	csrsi	satp, 0
	csrci	satp, 0
	csrw	sscratch, zero
	sfence.vma
	sfence.vma t0
	sfence.vma zero, t0
	sfence.vma t0, t0
	fence
	fence.i
	fence.i
	.4byte	0x16000073 /* sinval.vma zero, zero */
	mark	6

	/* one window in another; and HINTs that are no markers */
	mark	7
	nop
	mark	9
	slti	x0, x0, 2046
	slti	x0, x0, -1
	mark	10
	nop
	mark	8

	/* an end without a begin, a begin without an end */
	mark	12
	mark	13
	nop
	mark	13
	nop
	nop
	mark	14

	/* an instruction that faults: itself and the 6 of the trap handler */
	mark	15
	ebreak
	mark	16

	/*
	 * Timer interrupts come in anywhere, until the handler has counted 10 of them: 2 instructions,
	 * 2004 for each round of the loop (window 27 counts them) and 17 for each interrupt (window 17,
	 * in the handler).
	 */
	call	timer_set
	li	t0, 0x80
	csrw	mie, t0
	li	s0, 0
	li	s1, 10
	mark	19
	csrsi	mstatus, 8
2:	mark	27
	mark	28
	spend	1000
	bltu	s0, s1, 2b
	csrci	mstatus, 8
	mark	20
	csrw	mie, zero /* lower modes would be interrupted all the same */

	/* into supervisor mode in the kernel half, at 0xffffffc000000000 + offset */
	li	t0, -1
	csrw	pmpaddr0, t0
	li	t0, 0x1f
	csrw	pmpcfg0, t0
	la	t0, root
	srli	t0, t0, 12
	li	t1, 8 << 60
	or	s1, t0, t1
	csrw	satp, s1
	sfence.vma
	li	t0, 3 << 11
	csrc	mstatus, t0
	li	t0, 1 << 11
	csrs	mstatus, t0
	la	t0, supervisor
	li	t1, 0xffffffc000000000 - 0x80000000
	add	t0, t0, t1
	csrw	mepc, t0
	mret

supervisor:
	mark	21
	csrw	satp, s1
	csrw	satp, s1
	sfence.vma
	mark	22
	la	t0, user
	li	t1, 0xffffffc000000000 - 0x40000000
	sub	t0, t0, t1
	csrw	sepc, t0
	li	t0, 1 << 8
	csrc	sstatus, t0
	sret

user:
	/* 201 + 2 here, and twice 6 in machine mode */
	mark	23
	spend	100
	ecall
	sfence.vma /* not allowed here: counted as tried */
	mark	24
#if HARTS > 1
	la	t0, done
1:	lw	t1, (t0)
	beqz	t1, 1b
#endif
	li	t0, TEST_DEVICE
	li	t1, TEST_PASS
	sw	t1, (t0)
1:	j	1b

/* While hart 0 does all of the above: 5 windows of its own, each with one write of satp. */
second_hart:
	li	s0, 5
2:	mark	25
	spend	1000
	csrw	satp, zero
	mark	26
	addi	s0, s0, -1
	bnez	s0, 2b
	la	t0, done
	li	t1, 1
	sw	t1, (t0)
3:	wfi
	j	3b

	/* Steps over what trapped, in 6 instructions; t5 and t6 are its own. */
	.balign	4
trap:
	csrr	t5, mcause
	bltz	t5, interrupt
	csrr	t5, mepc
	addi	t5, t5, 4
	csrw	mepc, t5
	mret

	/* 2 above and 15 here, of which 9 in window 17 */
interrupt:
	addi	s0, s0, 1
	mv	s2, ra
	mark	17
	call	timer_set
	mark	18
	mv	ra, s2
	mret

timer_set:
	li	t5, CLINT_MTIME
	ld	t5, (t5)
	li	t6, TICKS
	add	t5, t5, t6
	li	t6, CLINT_MTIMECMP
	sd	t5, (t6)
	ret

	.balign	4096
root:
	.dword	PTE(0, PTE_RW | PTE_U)
	.dword	PTE(0x80000000, PTE_RW | PTE_X | PTE_U)
	.skip	254 * 8
	.dword	PTE(0x80000000, PTE_RW | PTE_X)
	.skip	255 * 8
done:	.word	0
