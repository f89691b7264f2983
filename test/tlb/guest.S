/* SPDX-License-Identifier: MIT */
/*
 * What test_model.py boots without firmware: makes two spaces, enters supervisor mode in the kernel half, and runs the
 * macros `first` on hart 0 and `second` on hart 1, which the test puts into case.inc: what cases.py says.
 *
 *   0x00_0000_0000  PAGE1, below L1_A and L0_A (space A) or L1_B and L0_B (space B: PAGE2)
 *   0x00_0020_0000  2 MiB from 0x80000000, a leaf of L1_A
 *   KERNEL          1 GiB from 0x80000000: all of memory
 *   KERNEL + 1 GiB  1 GiB from 0: the test device
 *   VIEW            PAGE1, below L1_K and L0_K: a page of the kernel half
 */
#define TEST_DEVICE 0x100000
#define TEST_PASS   0x5555
#define TEST_FAIL   0x13333

#define KERNEL 0xffffffc000000000
#define VIEW   0xffffffc080000000
#define BIG    0x200000
#define HIGH(pa) (KERNEL + (pa) - 0x80000000)

#define ROOT_A 0x80010000
#define ROOT_B 0x80011000
#define L1_A   0x80012000
#define L0_A   0x80013000
#define L1_B   0x80014000
#define L0_B   0x80015000
#define L0_C   0x80016000
#define L1_K   0x80017000
#define L0_K   0x80018000
#define PAGE1  0x80019000
#define PAGE2  0x8001a000
#define FLAG   0x8001b000

#define V  0x01
#define R  0x02
#define W  0x04
#define X  0x08
#define U  0x10
#define G  0x20
#define AD 0xc0
#define TABLE(pa)      (((pa) >> 2) | V)
#define LEAF(pa, bits) (((pa) >> 2) | V | AD | (bits))
#define SATP(root, asid) ((8 << 60) | ((asid) << 44) | ((root) >> 12))

#define FLUSHED	    2046
#define TABLE_FREE  2044
#define TABLE_USED  2042
#define FRAME_FREE  2040
#define FRAME_USED  2038
#define KERNEL_ROOT 2036
#define SPACE	    2034

	.option	norvc

	/* before translation, and then */
	.macro	put at, value
	li	t0, \at
	li	t1, \value
	sd	t1, (t0)
	.endm
	.macro	set at, value
	put	HIGH(\at), (\value)
	.endm
	.macro	space root, asid
	li	t0, SATP(\root, \asid)
	csrw	satp, t0
	.endm
	.macro	touch va
	li	t0, \va
	lb	t1, (t0)
	.endm
	.macro	change va
	li	t0, \va
	sb	zero, (t0)
	.endm
	.macro	hint n, first=0, second=0, third=0
	li	a0, \first
	li	a1, \second
	li	a2, \third
	slti	x0, x0, \n
	.endm
	.macro	fence_va_asid va, asid
	li	t0, \va
	li	t1, \asid
	sfence.vma t0, t1
	.endm
	.macro	fence_va va
	li	t0, \va
	sfence.vma t0, zero
	.endm
	.macro	fence_asid asid
	li	t1, \asid
	sfence.vma zero, t1
	.endm
	.macro	fence_all
	sfence.vma
	.endm
	.macro	sinval_va va
	li	t0, \va
	.4byte	0x16000073 | 5 << 15 /* sinval.vma t0, zero */
	.endm
	.macro	w_inval
	.4byte	0x18000073
	.endm
	.macro	inval_ir
	.4byte	0x18100073
	.endm
	/* between harts: it is at step n; go on when it is */
	.macro	step n
	fence	rw, rw
	put	HIGH(FLAG), \n
	.endm
	.macro	await n
	li	t0, HIGH(FLAG)
	li	t1, \n
77:	ld	t2, (t0)
	blt	t2, t1, 77b
	fence	rw, rw
	.endm
	/* more blocks of code than a load of satp and the fence behind it take */
	.macro	run_on
	li	t0, 200
78:	addi	t0, t0, -1
	bnez	t0, 78b
	.endm

#include "case.inc"

	.globl	_start
_start:
	la	t0, trap
	csrw	mtvec, t0
	csrr	t0, mhartid
	bnez	t0, other

	put	ROOT_A, TABLE(L1_A)
	put	ROOT_B, TABLE(L1_B)
	put	L1_A, TABLE(L0_A)
	put	L1_B, TABLE(L0_B)
	put	L0_A, LEAF(PAGE1, R | W | U)
	put	L0_B, LEAF(PAGE2, R | W | U)
	put	L0_C, LEAF(PAGE2, R | W | U)
	put	L1_A + 8, LEAF(0x80000000, R | W | U)
	put	ROOT_A + 256 * 8, LEAF(0x80000000, R | W | X)
	put	ROOT_B + 256 * 8, LEAF(0x80000000, R | W | X)
	put	ROOT_A + 257 * 8, LEAF(0, R | W)
	put	ROOT_B + 257 * 8, LEAF(0, R | W)
	put	ROOT_A + 258 * 8, TABLE(L1_K)
	put	ROOT_B + 258 * 8, TABLE(L1_K)
	put	L1_K, TABLE(L0_K)
	put	L0_K, LEAF(PAGE1, R | G)
	la	t1, run_first
	j	supervise

other:	li	t0, FLAG
1:	ld	t1, (t0)
	beqz	t1, 1b
	fence	rw, rw
	la	t1, run_second

	/* to t1, in the kernel half, on space A under ASID 1; pages of the user half may be used */
supervise:
	li	t0, -1
	csrw	pmpaddr0, t0
	li	t0, 0x1f
	csrw	pmpcfg0, t0
	li	t0, SATP(ROOT_A, 1)
	csrw	satp, t0
	li	t0, 3 << 11
	csrc	mstatus, t0
	li	t0, 1 << 11 | 1 << 18
	csrs	mstatus, t0
	li	t0, KERNEL - 0x80000000
	add	t1, t1, t0
	csrw	mepc, t1
	mret

run_first:
	sfence.vma
	first
	li	t0, KERNEL + (1 << 30) + TEST_DEVICE
	li	t1, TEST_PASS
	sw	t1, (t0)
1:	j	1b

run_second:
	sfence.vma
	second
1:	j	1b

	/* nothing may trap */
	.balign	4
trap:
	li	t0, TEST_DEVICE
	li	t1, TEST_FAIL
	sw	t1, (t0)
1:	j	1b
