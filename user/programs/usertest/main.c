// SPDX-License-Identifier: MIT
/*
 * usertest: checks each system call against lib/abi.h. A line for each check that fails, one with
 * the numbers at the end; status 1 if any failed. `usertest -ROLE` is what it starts itself as, for
 * checks that end a process.
 */
#include <stdio.h>
#include "user/programs/usertest/check.h"

static void (*const tests[])(void) = {
	test_registers, test_clock,   test_memory,  test_protect, test_pointers,
	test_files,	test_console, test_process, test_threads, test_stats,
};

int main(int argc, char **argv)
{
	if (argc > 1 && argv[1][0] == '-')
		return role_run(argv[1] + 1, argc > 2 ? argv[2] : "");
	for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tests[i]();
	printf("usertest: %u checks, %u failed\n", checks_done, checks_failed);
	return checks_failed ? 1 : 0;
}
