/* SPDX-License-Identifier: MIT */
/* Where a thread begins: with a0, sp and tp as thread_create was given them. */
#include "user/lib/load_gp.h"

	.section .text.thread_entry, "ax"
	.globl	thread_entry
thread_entry:
	LOAD_GP
	tail	thread_main
