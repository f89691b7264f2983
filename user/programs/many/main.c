// SPDX-License-Identifier: MIT
/*
 *	many processes [N]	so many that sleep; what messages and spawns cost, from few to all of them
 *	many threads [N]	so many in one process, all waiting in one endpoint
 *	many handles [N]	so many in one process; what messages cost, from few to all of them
 *
 * Ticks are instructions when QEMU counts them (-icount shift=0: one a nanosecond).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "many.h"

static const struct {
	const char *name;
	int (*run)(long count);
	long count;
} commands[] = {
	{"processes", many_processes, 1000},
	{"threads", many_threads, 4000},
	{"handles", many_handles, 10000},
};

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (strcmp(name, "partner") == 0)
		return ipc_partner();
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		long count = argc > 2 ? atol(argv[2]) : commands[i].count;

		if (strcmp(commands[i].name, name) == 0 && count > 0)
			return commands[i].run(count);
	}
	printf("usage: many processes | threads | handles [N]\n");
	return 2;
}
