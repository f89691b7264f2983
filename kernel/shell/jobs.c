/* SPDX-License-Identifier: MIT */
/* Programs: in the foreground, with the console, or as background jobs. */
#include "kernel/shell/shell.h"
#include "kernel/console.h"
#include "kernel/grace.h"
#include "kernel/init.h"
#include "kernel/kthread.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/ramdisk.h"
#include "lib/string.h"

#define JOBS_MAX  32 /* that are reported by name */
#define NAME_SIZE 24
#define LOOK_NS	  200000000

#define END_LOOK_NS 100000
#define END_LOOKS   100000 /* one that is killed ends at once, but a busy host may not let it */

static unsigned background; /* started, and their end not reported yet */

/* pid 0: free */
static struct job {
	int pid;
	char name[NAME_SIZE];
} jobs[JOBS_MAX];

static void copy_name(char to[NAME_SIZE], const char *name)
{
	size_t len = strnlen(name, NAME_SIZE - 1);

	memcpy(to, name, len);
	to[len] = '\0';
}

static long spawn(const char *block, size_t len)
{
	bool runs = init_start();
	long pid = runs ? init_spawn(block, len) : ERR_CLOSED;

	if (runs && pid == ERR_CLOSED &&
	    init_start()) /* it ended just now, or its end is seen only now */
		pid = init_spawn(block, len);
	if (pid == ERR_NO_MEMORY) {
		memory_settle(); /* what is dead already may be enough */
		pid = init_spawn(block, len);
	}
	if (pid == ERR_NOT_FOUND)
		console_printf("%s: no such program; try 'ls'\n", block);
	else if (pid == ERR_NO_MEMORY)
		console_printf("%s: not enough memory\n", block);
	else if (pid < 0 && pid != ERR_NOT_ELF && pid != ERR_CLOSED) /* those have been explained */
		console_printf("%s: cannot be started (error %ld)\n", block, pid);
	return pid;
}

/* Waits for it; the first Ctrl-C ends it. Looks at the flag now and then, since it may be set between a look
 * and the wait. */
static long wait_foreground(int pid, struct loris_exit *how)
{
	bool killed = false;
	long ended;

	do {
		if (load_once(&console_interrupted) && !killed) {
			killed = true;
			process_end_pid(pid);
		}
		store_once(&console_ends_wait, true);
		ended = init_wait(pid, how, LOOK_NS);
		store_once(&console_ends_wait, false);
		if (ended == ERR_NO_MEMORY) /* it runs, and init has none to let us wait with */
			kthread_sleep(LOOK_NS);
	} while (ended == ERR_TIMEOUT || ended == ERR_NO_MEMORY);
	return ended;
}

/* The kernel itself reports a fault and the end of memory. */
static int report_outcome(const char *name, const struct loris_exit *how)
{
	if (how->how == LORIS_EXITED && how->code == 0)
		return SHELL_OK;
	if (how->how == LORIS_EXITED)
		console_printf("%s: exit status %d\n", name, how->code);
	else if (how->how == LORIS_KILLED)
		console_printf("%s: killed\n", name);
	return SHELL_FAILED;
}

int job_run(const char *block, size_t len)
{
	struct loris_exit how;
	long pid, ended;

	console_foreground(true);
	pid = spawn(block, len);
	if (pid > 0)
		console_give(process_get_quota((int)pid));
	ended = pid > 0 ? wait_foreground((int)pid, &how) : pid;
	console_foreground(false);
	console_give(NULL);
	if (pid > 0 && ended == ERR_CLOSED)
		console_printf("%s: init has ended\n", block);
	return ended > 0 ? report_outcome(block, &how) : SHELL_FAILED;
}

/* ---- background ------------------------------------------------------------------------------ */

static int start_background(const char *block, size_t len)
{
	long pid = spawn(block, len);

	if (pid <= 0)
		return SHELL_FAILED;
	background++;
	console_printf("[%ld]\n", pid);
	for (struct job *j = jobs; j < jobs + JOBS_MAX; j++) {
		if (j->pid)
			continue;
		j->pid = (int)pid;
		copy_name(j->name, block);
		break;
	}
	return SHELL_OK;
}

static void report_job(int pid, const struct loris_exit *how)
{
	struct job *j = jobs;
	const char *name;
	bool known;

	while (j < jobs + JOBS_MAX && j->pid != pid)
		j++;
	known = j < jobs + JOBS_MAX;
	name = known ? j->name : "job";
	/* In one piece each: others print, too. */
	if (how->how == LORIS_EXITED && how->code)
		console_printf("[%d] %s: exit status %d\n", pid, name, how->code);
	else
		console_printf("[%d] %s: %s\n", pid, name,
			       how->how == LORIS_EXITED	  ? "done"
			       : how->how == LORIS_KILLED ? "killed"
							  : "ended by a fault");
	if (known)
		j->pid = 0;
}

void jobs_report(void)
{
	struct loris_exit how;
	long pid = ERR_TIMEOUT;

	for (; background && (pid = init_wait(0, &how, 0)) > 0; background--)
		report_job((int)pid, &how);
	if (pid != ERR_TIMEOUT && pid < 0)
		background = 0; /* init has ended since, and they are nobody's */
}

/* ---- run, kill, ls --------------------------------------------------------------------------------- */

/* As `&` or at the end of the last word; true when there was one, which is then gone. */
static bool take_ampersand(int *argc, char **argv)
{
	char *last = argv[*argc - 1];
	size_t len = strlen(last);

	if (!len || last[len - 1] != '&')
		return false;
	last[len - 1] = '\0';
	if (len == 1)
		argv[--*argc] = NULL;
	return true;
}

int cmd_run(int argc, char **argv)
{
	static char block[SHELL_LINE_SIZE];
	size_t len = 0;
	bool wait;

	if (argc < 2)
		return SHELL_USAGE;
	wait = !take_ampersand(&argc, argv);
	if (argc < 2)
		return SHELL_USAGE;
	for (int i = 1; i < argc; i++) {
		size_t size = strlen(argv[i]) + 1;

		memcpy(block + len, argv[i], size); /* they came out of one line */
		len += size;
	}
	return wait ? job_run(block, len) : start_background(block, len);
}

/* Until it has, and who hears of its end has been told: init before it is asked for the next thing. */
static void wait_until_ended(int pid)
{
	for (int i = 0; i < END_LOOKS && process_end_pid(pid) != ERR_NOT_FOUND; i++)
		kthread_sleep(END_LOOK_NS);
	grace_wait();
}

int cmd_kill(int argc, char **argv)
{
	uint64_t pid;

	if (argc != 2 || !str_parse_u64(argv[1], &pid))
		return SHELL_USAGE;
	/* Not by init: it works whoever has a handle on the process, and whatever init does. */
	if (pid > INT32_MAX || process_end_pid((int)pid) == ERR_NOT_FOUND) {
		console_printf("kill: no process %lu\n", pid);
		return SHELL_FAILED;
	}
	wait_until_ended((int)pid);
	return SHELL_OK;
}

int cmd_ls(int argc, char **argv)
{
	const struct ramdisk_file *file;

	(void)argv;
	if (argc != 1)
		return SHELL_USAGE;
	for (unsigned i = 0; (file = ramdisk_file(i)); i++)
		console_printf("%9lu  %s\n", file->size, file->name);
	return SHELL_OK;
}
