/* SPDX-License-Identifier: MIT */
/*
 * The least firmware that Loris boots on: the console by SBI's legacy calls, shutdown, and no extension
 * at all. It hands over whatever lies at TREE as the device tree, where OpenSBI would have looked at it
 * first and stopped there. One hart; the others wait for ever.
 */
#define UART	    0x10000000
#define TEST_DEVICE 0x100000
#define TEST_PASS   0x5555
#define KERNEL	    0x80200000
#define TREE	    0x88000000

#define SBI_PUTCHAR  1
#define SBI_SHUTDOWN 8

	.globl	_start
_start:
	csrr	a0, mhartid
1:	wfi
	bnez	a0, 1b
	la	t0, call
	csrw	mtvec, t0
	li	t0, -1
	csrw	pmpaddr0, t0
	li	t0, 0x1f	/* all of memory, to everybody */
	csrw	pmpcfg0, t0
	li	t0, 0xb1ff	/* every exception but a call from supervisor mode */
	csrw	medeleg, t0
	li	t0, 0x222	/* and every interrupt */
	csrw	mideleg, t0
	li	t0, 7
	csrw	mcounteren, t0
	li	t0, 1 << 63	/* stimecmp is there */
	csrw	0x30a, t0	/* menvcfg */
	li	t0, 1 << 11	/* to supervisor mode */
	csrw	mstatus, t0
	li	t0, KERNEL
	csrw	mepc, t0
	li	a1, TREE
	mret

	/* t5 and t6 are lost; SBI wants all but a0 and a1 kept: they go through scratch and the stackless
	   kernel's own habit of not keeping temporaries across a call. */
	.balign	4
call:
	csrr	t5, mepc
	addi	t5, t5, 4
	csrw	mepc, t5
	li	t5, SBI_PUTCHAR
	beq	a7, t5, putchar
	li	t5, SBI_SHUTDOWN
	beq	a7, t5, shutdown
	li	a0, 0		/* a call that asks for an extension: */
	li	a1, 0		/* there is none */
	li	t5, 0x10
	beq	a7, t5, 1f
	li	a0, -2		/* not supported */
1:	mret

putchar:
	li	t5, UART
	sb	a0, (t5)
	li	a0, 0
	mret

shutdown:
	li	t5, TEST_DEVICE
	li	t6, TEST_PASS
	sw	t6, (t5)
1:	j	1b
