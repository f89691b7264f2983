// SPDX-License-Identifier: MIT
/*
 * spin [MS]: burns processor time without a system call, so that only a timer interrupt takes the
 * hart from it; MS 0 burns for ever.
 */
#include <stdio.h>
#include <stdlib.h>
#include "user/lib/rdtime.h"
#include "user/lib/sys.h"

int main(int argc, char **argv)
{
	struct loris_self self;
	long ms = argc > 1 ? atol(argv[1]) : 1000;
	uint64_t start = rdtime();

	if (ms < 0 || sys_self(&self) < 0) {
		puts("usage: spin [MS]");
		return 2;
	}
	while (ms == 0 || rdtime() - start < self.timebase * (uint64_t)ms / 1000)
		;
	return 0;
}
