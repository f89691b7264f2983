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

/* 0: some are none. */
static uint64_t points_of(int count, char **names)
{
	uint64_t points_named = 0;

	for (; count--; names++) {
		size_t i = 0;

		while (i < STRETCH_COUNT && strcmp(points[i].name, *names) != 0)
			i++;
		if (i == STRETCH_COUNT)
			return 0;
		points_named |= 1UL << i;
	}
	return points_named;
}

static void show(void)
{
	console_printf("%-16s %10s %10s %10s  hazards\n", "point", "passed", "met", "missed");
	for (size_t i = 0; i < STRETCH_COUNT; i++)
		console_printf("%-16s %10lu %10lu %10lu  %s\n", points[i].name,
			       load_once(&stretch_stats[i].passed),
			       load_once(&stretch_stats[i].met),
			       load_once(&stretch_stats[i].missed), points[i].hazards);
}

int cmd_stretch(int argc, char **argv)
{
	bool on = argc > 1 && strcmp(argv[1], "on") == 0;
	uint64_t only = argc > 2 ? points_of(argc - 2, argv + 2) : 0;

	if (argc == 1) {
		show();
		return SHELL_OK;
	}
	if ((argc > 2 && !(on && only)) || (!on && strcmp(argv[1], "off") != 0))
		return SHELL_USAGE;
	store_once(&stretch_only, only);
	store_once(&stretch_on, on);
	return SHELL_OK;
}
