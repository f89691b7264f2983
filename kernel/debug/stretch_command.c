/* SPDX-License-Identifier: MIT */
#include "kernel/debug/debug.h"
#include "kernel/hart.h"
#include "kernel/printk.h"
#include "kernel/shell/shell.h"
#include "lib/string.h"

static const struct {
	const char *name, *hazards;
} points[] = {
#define POINT(point, partner, hazards) {#point, hazards},
	STRETCH_POINTS(POINT)
#undef POINT
};

int cmd_stretch(int argc, char **argv)
{
	bool on = argc == 2 && strcmp(argv[1], "on") == 0;

	if (argc > 2 || (argc == 2 && !on && strcmp(argv[1], "off") != 0))
		return SHELL_USAGE;
	if (argc == 2) {
		store_once(&stretch_on, on);
		return SHELL_OK;
	}
	console_printf("%-16s %10s %10s %10s  hazards\n", "point", "passed", "met", "missed");
	for (size_t i = 0; i < STRETCH_COUNT; i++)
		console_printf("%-16s %10lu %10lu %10lu  %s\n", points[i].name,
			       load_once(&stretch_stats[i].passed),
			       load_once(&stretch_stats[i].met),
			       load_once(&stretch_stats[i].missed), points[i].hazards);
	return SHELL_OK;
}
