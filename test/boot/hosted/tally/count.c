// SPDX-License-Identifier: MIT
#include <stdio.h>
#include "counters.h"
#include "tally.h"

unsigned tally_done, tally_failed;
static const char *section = "?";

void tally_begin(const char *name)
{
	section = name;
}

void tally_count(_Bool good, const char *what, const char *file, int line)
{
	tally_done++;
	if (good)
		return;
	tally_failed++;
	printf("%s: %s:%d: %s\n", section, file, line, what);
}
