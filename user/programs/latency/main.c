// SPDX-License-Identifier: MIT
/*
 *	latency SCENE	what could keep the kernel from taking interrupts for long, done once between two markers
 *
 * tools/irqs counts how many instructions the longest stretch took. On one hart.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/sys.h"
#include "user/programs/latency/latency.h"

static const struct {
	const char *name;
	bool (*run)(void);
	void (*child)(void);
} scenes[] = {
	{"line", scene_line, NULL},	  {"refused", scene_refused, NULL},
	{"closed", scene_closed, NULL},	  {"letters", scene_letters, NULL},
	{"bits", scene_bits, NULL},	  {"timers", scene_timers, NULL},
	{"joins", scene_joins, NULL},	  {"find", scene_find, NULL},
	{"exit", scene_exit, child_exit}, {"dead", scene_dead, child_dead},
	{"holds", scene_holds, NULL},	  {"lends", scene_lends, NULL},
	{"table", scene_table, NULL},	  {"handles", scene_handles, child_handles},
	{"revoke", scene_revoke, NULL},	  {"unmap", scene_unmap, NULL},
	{"memory", scene_memory, NULL},	  {"contiguous", scene_contiguous, NULL},
	{"regions", scene_regions, NULL},
};

int main(int argc, char **argv)
{
	bool child = argc > 2 && strcmp(argv[2], "child") == 0;

	sys_thread_pin(0);
	for (unsigned i = 0; argc > 1 && i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		bool good;

		if (strcmp(scenes[i].name, argv[1]) != 0)
			continue;
		if (child && scenes[i].child) {
			scenes[i].child();
			return 1;
		}
		good = scenes[i].run();
		printf("latency: %s: %s\n", argv[1], good ? "ok" : "FAILED");
		return !good;
	}
	printf("usage: latency SCENE\n");
	return 2;
}
