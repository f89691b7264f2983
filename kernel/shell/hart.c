/* SPDX-License-Identifier: MIT */
#include "kernel/shell/shell.h"
#include "kernel/hotplug.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/smp.h"
#include "lib/format.h"
#include "lib/string.h"

#define RUNS_SIZE (LORIS_NAME_MAX + sizeof "[2147483647]")

/* What each hart runs, copied by itself while all wait: elsewhere a thread may end while it is read. */
static char runs[MAX_HARTS][RUNS_SIZE];

static void note_own(void *unused)
{
	const struct thread *t = this_hart()->current;
	char *out = runs[this_hart()->index];

	(void)unused;
	if (t->process)
		fmt_snprint(out, RUNS_SIZE, "%s[%d]", t->process->name, t->process->pid);
	else
		fmt_snprint(out, RUNS_SIZE, "%s", t->name);
}

static void nothing(void *unused)
{
	(void)unused;
}

static int list(void)
{
	const struct smp_meeting meeting = {.arrive = note_own, .alone = nothing};

	smp_meet(&meeting);
	for_each_hart(h)
		console_printf(hart_is_on(h) ? "hart %u: id %lu, on, runs %s\n"
					     : "hart %u: id %lu, off\n",
			       h->index, h->hartid, runs[h->index]);
	return SHELL_OK;
}

int cmd_hart(int argc, char **argv)
{
	bool off, done;
	uint64_t n;

	if (argc == 1)
		return list();
	off = strcmp(argv[1], "off") == 0;
	if (argc != 3 || (!off && strcmp(argv[1], "on") != 0) || !str_parse_u64(argv[2], &n))
		return SHELL_USAGE;
	if (n >= harts_online) {
		console_printf("hart %lu: there are only %u\n", n, harts_online);
		return SHELL_FAILED;
	}
	done = off ? hart_off(&harts[n]) : hart_back(&harts[n]);
	return done ? SHELL_OK : SHELL_FAILED;
}
