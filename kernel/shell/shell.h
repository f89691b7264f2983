/* SPDX-License-Identifier: MIT */
/*
 * The kernel shell: a kthread that reads lines and runs commands. What the files of this folder
 * share stands here; the rest of the kernel knows shell_main() only. Everything runs in that one
 * kthread, so nothing here is locked; its stack is small, so what is large is static.
 */
#ifndef KERNEL_SHELL_SHELL_H
#define KERNEL_SHELL_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "kernel/policy.h"
#include "lib/abi.h"

#define SHELL_PROMPT	"loris> "
#define SHELL_LINE_SIZE 512 /* with the NUL */
#define SHELL_WORDS_MAX 64

_Noreturn void shell_main(void *unused);

/* What a command returns. After SHELL_USAGE the shell prints the line that says what is right. */
enum {
	SHELL_OK,
	SHELL_FAILED,
	SHELL_USAGE,
};

struct command {
	const char *name;
	int (*run)(int argc, char **argv); /* argv[0] is the name; argv[argc] is NULL */
	const char *usage;		   /* what follows the name */
	const char *text;
};

/* commands.c */
extern const struct command shell_commands[]; /* ends with a NULL name */
int shell_run(int argc, char **argv);
/* A boot command has failed: what `poweroff` without a status reports. */
extern bool shell_boot_failed;

/* line.c: reads an edited line, without its end, after printing the prompt. */
void line_read(char line[SHELL_LINE_SIZE]);

/* complete.c: makes the word before *cursor longer if it can, by what `insert` is given; else, when
 * asked to, prints what is possible. Returns true when it has printed. */
bool complete(const char *line, size_t cursor, bool list, void (*insert)(char c));

/* jobs.c */

/* Runs a program and waits; Ctrl-C ends it. `block`: as for process_spawn(). Says what went wrong. */
int job_run(const char *block, size_t len);
/* Prints a line for each background job that has ended. */
void jobs_report(void);

/* mem.c: waits until nothing is being freed, and empties the allocators' caches on all harts. */
void memory_settle(void);

/* Says in one line that a list of policies, or the machine, is not fit. */
enum err policy_choose(const char *text);

/* One for each command; commands.c lists them. */
int cmd_help(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_kill(int argc, char **argv);
int cmd_ls(int argc, char **argv);
int cmd_ps(int argc, char **argv);
int cmd_mm(int argc, char **argv);
int cmd_sw(int argc, char **argv);
int cmd_policy(int argc, char **argv);
int cmd_hart(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_mem(int argc, char **argv);
int cmd_log(int argc, char **argv);
int cmd_poweroff(int argc, char **argv);
int cmd_reboot(int argc, char **argv);

/* In debug builds only (kernel/debug/). */
int cmd_test(int argc, char **argv);
int cmd_stretch(int argc, char **argv);

#endif
