/* SPDX-License-Identifier: MIT */
/*
 * What stands in for the shell in a kernel without commands (make SHELL_CMDS=0): it starts init and does
 * what the boot argument run= says, which is `run PROGRAM ARGUMENT...`, one after the other, and `poweroff`.
 */
#include "kernel/shell/shell.h"
#include "arch/riscv/arch.h"
#include "kernel/console.h"
#include "kernel/init.h"
#include "kernel/kthread.h"
#include "kernel/machine.h"
#include "kernel/printk.h"
#include "lib/string.h"

#define FOREVER UINT64_MAX

static bool failed;

/* Makes what stands between blanks NUL-ended words, without gaps; returns the length of all. */
static size_t join_words(char *to, const char *text, size_t len)
{
	char *end = to;

	for (const char *c = text; c < text + len; c++) {
		if (*c != ' ')
			*end++ = *c;
		else if (end > to && end[-1])
			*end++ = '\0';
	}
	if (end > to && end[-1])
		*end++ = '\0';
	return (size_t)(end - to);
}

static bool run(const char *block, size_t len)
{
	struct loris_exit how;
	long pid = len ? init_spawn(block, len) : ERR_INVALID;

	if (pid > 0)
		pid = init_wait((int)pid, &how, FOREVER);
	if (pid > 0 && how.how == LORIS_EXITED && how.code == 0)
		return true;
	printk("run: failed: %.*s (error %ld)\n", (int)len, block, pid > 0 ? how.code : pid);
	return false;
}

static void run_command(const char *text, size_t len)
{
	static char words[SHELL_LINE_SIZE];
	size_t size = len < SHELL_LINE_SIZE ? join_words(words, text, len) : 0, first;

	if (!size)
		return;
	first = strlen(words) + 1;
	if (strcmp(words, "poweroff") == 0)
		machine_power_off(failed);
	if (strcmp(words, "run") != 0)
		printk("%s: not in this kernel, which knows run and poweroff\n", words);
	else if (run(words + first, size - first))
		return;
	failed = true;
}

static COLD _Noreturn void run_commands(void)
{
	boot_memory_free(); /* so this function must not become part of the next one */
	for (const char *text = boot_run; text && *text;) {
		const char *end = strchr(text, ';');
		size_t len = end ? (size_t)(end - text) : strlen(text);

		run_command(text, len);
		text += len + (end != NULL);
	}
	for (;;)
		kthread_sleep(FOREVER);
}

/* What starts init is the boot's too: it is started once. */
BOOT _Noreturn void shell_main(void *unused)
{
	(void)unused;
	init_start();
	run_commands();
}
