/* SPDX-License-Identifier: MIT */
/* The list of commands, and the way from words to one of them. */
#include "kernel/shell/shell.h"
#include "kernel/printk.h"
#include "kernel/ramdisk.h"
#include "lib/string.h"

const struct command shell_commands[] = {
	{"help", cmd_help, "[COMMAND]", "what commands there are, or how one is used"},
	{"run", cmd_run, "PROGRAM [ARGUMENT...] [&]",
	 "run a program; Ctrl-C ends it; &: do not wait"},
	{"kill", cmd_kill, "PID", "end a process"},
	{"ls", cmd_ls, "", "the files of the ramdisk"},
	{"ps", cmd_ps, "", "threads: state, hart, space, switches, CPU time"},
	{"mm", cmd_mm, "", "address spaces: users, references, ASID, where loaded, pages"},
	{"sw", cmd_sw, "[-j] [-d COMMAND...]",
	 "switch counters; -d: what COMMAND adds; -j: as JSON"},
	{"policy", cmd_policy, "[lazy,asid,... | flush]", "show or change what a switch does"},
	{"hart", cmd_hart, "[off N | on N]", "harts and what they run; stop one, start it again"},
	{"bench", cmd_bench, "[NAME | all] [-n N] [-j]",
	 "measure; all: compare policies; -j: JSON"},
#ifdef LORIS_DEBUG
	{"test", cmd_test, "[NAME]", "the kernel's own tests; nothing else should run"},
	{"stretch", cmd_stretch, "[on [POINT...] | off]",
	 "make harts meet in the windows of races"},
#endif
	{"mem", cmd_mem, "[-j]", "memory, after everything dead is freed; -j: as JSON"},
	{"log", cmd_log, "", "the last kernel messages"},
	{"poweroff", cmd_poweroff, "[STATUS]",
	 "end the machine; 0 .. 255, else 1 if a RUN command failed"},
	{"reboot", cmd_reboot, "", "start the machine again"},
	{NULL, NULL, NULL, NULL},
};

static const struct command *find(const char *name)
{
	const struct command *c = shell_commands;

	while (c->name && strcmp(c->name, name) != 0)
		c++;
	if (c->name)
		return c;
	console_printf("%s: no such command; try '%s%s'\n", name,
		       ramdisk_find(name) ? "run " : "help", ramdisk_find(name) ? name : "");
	return NULL;
}

static void print_usage(const struct command *c)
{
	console_printf("usage: %s%s%s\n", c->name, *c->usage ? " " : "", c->usage);
}

int shell_run(int argc, char **argv)
{
	const struct command *c = find(argv[0]);
	int result = c ? c->run(argc, argv) : SHELL_FAILED;

	if (result == SHELL_USAGE)
		print_usage(c);
	return result;
}

int cmd_help(int argc, char **argv)
{
	const struct command *c;

	if (argc > 2)
		return SHELL_USAGE;
	if (argc == 1) {
		for (c = shell_commands; c->name; c++)
			console_printf("%-9s %-26s %s\n", c->name, c->usage, c->text);
		return SHELL_OK;
	}
	c = find(argv[1]);
	if (!c)
		return SHELL_FAILED;
	print_usage(c);
	console_printf("%s\n", c->text);
	return SHELL_OK;
}
