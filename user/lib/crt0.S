/* SPDX-License-Identifier: MIT */
/*
 * Where a process begins. Who started it gives a0, a1 and sp; the linker's relaxed accesses to small data
 * rely on gp from the first C instruction on.
 */
#include "user/lib/load_gp.h"

	.section .text.start, "ax"
	.globl	_start
_start:
	LOAD_GP
	lla	tp, __tls_main
	tail	loris_process_main
