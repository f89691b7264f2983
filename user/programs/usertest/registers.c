// SPDX-License-Identifier: MIT
/*
 * What a system call does to the registers, and that an interrupt does nothing to any: a1..a7 and
 * t0..t6 come back zero from a call, so that nothing of the kernel shows in them; the rest is kept.
 */
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

#define LOOPS 20000000 /* several time slices */

/*
 * regs.S. Both give 0, or the bits that changed in registers that must not. *not_zero: the bits of
 * those that a call must give back as zero and did not.
 */
long regs_across_call(long *not_zero);
long regs_in_loop(long loops);

void test_registers(void)
{
	long not_zero = -1;

	CHECK_IS(regs_across_call(&not_zero), 0);
	CHECK_IS(not_zero, 0);
	CHECK_IS(regs_in_loop(LOOPS), 0);
	CHECK_IS(sys_null(), 0);
	CHECK_IS(ecall0(SYS_COUNT), ERR_NO_CALL);
	CHECK_IS(ecall0(-1), ERR_NO_CALL);
	CHECK_IS(ecall0(0x100000000), ERR_NO_CALL);
}
