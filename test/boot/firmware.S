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
#define SBI_BASE     0x10
#define BASE_VENDOR  4

	.globl	_start
_start:
	csrr	a0, mhartid
	beqz	a0, 2f
1:	wfi
	j	1b
2:
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
	li	t0, 1 << 63 | 3 << 4	/* stimecmp is there, and cbo.inval */
	csrw	0x30a, t0	/* menvcfg */
	li	t0, 3 << 4	/* for user mode too, as it may be after a reset */
	csrw	0x10a, t0	/* senvcfg */
	li	t0, 1 << 11	/* to supervisor mode */
	csrw	mstatus, t0
	li	t0, KERNEL
	csrw	mepc, t0
	li	a1, TREE
	mret

	/* All registers but a0 and a1 are kept, as SBI has it. */
	.balign	4
call:
	csrw	mscratch, t5
	csrr	t5, mepc
	addi	t5, t5, 4
	csrw	mepc, t5
	li	t5, SBI_PUTCHAR
	beq	a7, t5, putchar
	li	t5, SBI_SHUTDOWN
	beq	a7, t5, shutdown
	li	a1, 0
	li	t5, SBI_BASE	/* which extensions are there: none; everything else is not supported */
	li	a0, 0
	beq	a7, t5, base
	li	a0, -2
	j	done
base:
	li	t5, BASE_VENDOR	/* SiFive, an early one: all numbers but this are 0 */
	bne	a6, t5, done
	li	a1, 0x489
done:
	csrr	t5, mscratch
	mret

putchar:
	li	t5, UART
	sb	a0, (t5)
	li	a0, 0
	j	done

shutdown:
	li	t5, TEST_DEVICE
	li	t6, TEST_PASS
	sw	t6, (t5)
1:	j	1b
