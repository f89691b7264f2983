// SPDX-License-Identifier: MIT
/*
 * usertest [SECTION]...: checks what the system promises to programs, all of it or these sections: a line for
 * each check that fails, one with the numbers at the end; status 1 if any failed. `usertest -ROLE` is what
 * it starts itself as, for checks that end a process.
 */
#include <stdio.h>
#include <string.h>
#include "user/programs/usertest/check.h"

static const struct {
	const char *name;
	void (*run)(void);
} sections[] = {
	{"registers", test_registers}, {"clock", test_clock},
	{"memory", test_memory},       {"protect", test_protect},
	{"pointers", test_pointers},   {"files", test_files},
	{"console", test_console},     {"process", test_process},
	{"threads", test_threads},     {"stats", test_stats},
	{"fast", test_fast}, /* before the table of handles is as large as it gets */
	{"handles", test_handles},     {"messages", test_messages},
	{"cancel", test_cancel},       {"priorities", test_priorities},
	{"notify", test_notify},       {"fairness", test_fairness},
	{"objects", test_objects},     {"children", test_children},
	{"faults", test_faults},       {"deadlines", test_deadlines},
	{"urgency", test_urgency},     {"charges", test_charges},
	{"leaks", test_leaks},	       {"borrowed", test_borrowed},
	{"underway", test_underway},   {"costs", test_costs},
	{"readers", test_readers},     {"refusals", test_refusals},
	{"rude", test_rude},	       {"dying", test_dying},
	{"answers", test_answers},     {"elsewhere", test_elsewhere},
	{"lookups", test_lookups},     {"crossings", test_crossings},
	{"told", test_told},	       {"ranges", test_ranges},
	{"patience", test_patience},   {"late", test_late},
	{"expiry", test_expiry},       {"lent", test_lent_elsewhere},
	{"anew", test_anew},
};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

static int run_section(const char *name)
{
	for (unsigned i = 0; i < SECTIONS; i++) {
		if (strcmp(name, sections[i].name) == 0) {
			sections[i].run();
			return 0;
		}
	}
	printf("usertest: no section is called %s\n", name);
	return 2;
}

int main(int argc, char **argv)
{
	if (argc > 1 && argv[1][0] == '-')
		return role_run(argv[1] + 1, argc > 2 ? argv[2] : "");
	for (unsigned i = 0; argc == 1 && i < SECTIONS; i++)
		sections[i].run();
	for (int i = 1; i < argc; i++) {
		if (run_section(argv[i]))
			return 2;
	}
	printf("usertest: %u checks, %u failed\n", checks_done, checks_failed);
	return checks_failed ? 1 : 0;
}
