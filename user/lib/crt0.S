/* SPDX-License-Identifier: MIT */
/*
 * Where a process and its threads begin. The kernel gives a0, a1, sp and, for a thread, tp; the
 * linker's relaxed accesses to small data rely on gp from the first C instruction on.
 */
	.macro	load_gp
	.option	push
	.option	norelax
	la	gp, __global_pointer$
	.option	pop
	.endm

	.section .text.start, "ax"
	.globl	_start
_start:
	load_gp
	lla	tp, __tls_main
	tail	process_main

	.section .text.thread_entry, "ax"
	.globl	thread_entry
thread_entry:
	load_gp
	tail	thread_main
