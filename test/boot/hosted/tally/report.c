// SPDX-License-Identifier: MIT
#include <stdio.h>
#include "counters.h"
#include "tally.h"

unsigned tally_report(void)
{
	printf("%u checks, %u failed\n", tally_done, tally_failed);
	return tally_failed;
}
