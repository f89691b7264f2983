// SPDX-License-Identifier: MIT
/*
 * hosted [ARGUMENT]...: a C11 program of several files and a library, that uses all of the standard library
 * somewhere. It prints the same on every system.
 */
#include <stdio.h>
#include <stdlib.h>
#include "check.h"

static const struct {
	const char *name;
	void (*run)(void);
} sections[] = {
	{"control", check_control}, {"files", check_files}, {"memory", check_memory},
	{"numbers", check_numbers}, {"text", check_text},   {"threads", check_threads},
	{"exact", check_exact},	    {"scan", check_scan},   {"names", check_names},
	{"own", check_own},
};

static void last(void)
{
	puts("the end");
}

int main(int argc, char **argv)
{
	atexit(last);
	for (int i = 1; i < argc; i++)
		printf("argument %d: %s\n", i, argv[i]);
	CHECK(argv[argc] == NULL);
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		tally_begin(sections[i].name);
		sections[i].run();
	}
	return tally_report() ? EXIT_FAILURE : 42;
}
