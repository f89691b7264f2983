/* SPDX-License-Identifier: MIT */
/* Where a thread of the crowd begins. */
#include "user/lib/load_gp.h"

	.section .text.crowd_entry, "ax"
	.globl	crowd_entry
crowd_entry:
	LOAD_GP
	tail	crowd_main
