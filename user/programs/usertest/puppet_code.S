/* SPDX-License-Identifier: MIT */
/*
 * What a puppet runs: it calls its endpoint with the result of what it did last, and does what the reply
 * says (puppet.h). Copied into the puppet's space, so it may refer to nothing outside of itself.
 *
 *   s0 the endpoint   s1 the last result
 */
#include "lib/abi.h"
#include "user/programs/usertest/puppet.h"

	.section .rodata.puppet, "a"
	.option	norvc
	.balign	8
	.globl	puppet_code, puppet_code_end
puppet_code:
	mv	s0, a0
	li	s1, 0
next:
	mv	a0, s0
	mv	a1, s1
	li	a6, 0
	li	a7, SYS_call
	ecall
	bnez	a0, end
	li	t0, PUPPET_LOAD
	beq	a1, t0, load
	li	t0, PUPPET_STORE
	beq	a1, t0, store
	li	t0, PUPPET_JUMP
	beq	a1, t0, jump
	li	t0, PUPPET_ILLEGAL
	beq	a1, t0, illegal
	mv	a7, a2
	mv	a0, a3
	mv	a1, a4
	mv	a2, a5
	mv	a3, t1
	mv	a4, t2
	li	a5, 0
	mv	a6, t3		/* of a call: what is said about it */
	ecall
	mv	s1, a0
	j	next
load:
	ld	s1, 0(a2)
	j	next
store:
	sd	a3, 0(a2)
	li	s1, 0
	j	next
jump:
	jr	a2
illegal:
	li	s1, 1
	.word	0		/* 4 bytes that are no instruction */
	addi	s1, s1, 1
	j	next
end:
	mv	a0, zero
	li	a7, SYS_exit
	ecall
puppet_code_end:
