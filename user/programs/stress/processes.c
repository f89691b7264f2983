// SPDX-License-Identifier: MIT
/* Operations on other processes: how each ends is known, and must be reported so. */
#include <stddef.h>
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
#include "user/programs/stress/stress.h"

#define BROOD_MAX 6
#define NS_PER_US 1000
#define ANY_CODE  (-1)

/* The RISC-V causes that each kind of crash ends by; where a machine may choose, ANY_CODE. */
static const struct {
	const char *kind;
	int cause;
} crashes[] = {
	{"null", 15},	{"kernel", 13},		  {"text", 15}, {"jump", 12}, {"stack", 15},
	{"illegal", 2}, {"misaligned", ANY_CODE}, {"fpu", 2},
};

static void expect_end(struct worker *w, long pid, enum loris_how how, int code)
{
	struct loris_exit end;

	expect(w, "spawned", pid > 0 ? 1 : pid, 1);
	expect(w, "pid that was waited for", sys_wait(pid, &end), pid);
	expect(w, "pid in the report", end.pid, pid);
	expect(w, "how it ended", end.how, how);
	if (code != ANY_CODE)
		expect(w, "with which code", end.code, code);
}

void op_spawn(struct worker *w)
{
	int status = (int)draw(w, 256);
	int ms = (int)draw(w, 3);

	expect_end(w, spawn_line("idle %d %d", ms, status), LORIS_EXITED, status);
}

void op_brood(struct worker *w)
{
	long pids[BROOD_MAX];
	int n = 1 + (int)draw(w, BROOD_MAX);

	for (int i = 0; i < n; i++)
		pids[i] = spawn_line("idle %d %d", (int)draw(w, 3), i);
	for (int i = n - 1; i >= 0; i--)
		expect_end(w, pids[i], LORIS_EXITED, i);
}

/* At any point of the child's life: being loaded, running, asleep. */
void op_kill(struct worker *w)
{
	long pid = draw(w, 2) ? spawn_line("spin 0") : spawn_line("idle 100000");

	if (draw(w, 2))
		sys_sleep(draw(w, 3000) * NS_PER_US);
	expect(w, "killed", sys_kill(pid), 0);
	expect_end(w, pid, LORIS_KILLED, 0);
}

void op_crash(struct worker *w)
{
	size_t i = draw(w, sizeof(crashes) / sizeof(crashes[0]));

	expect_end(w, spawn_line("crash %s", crashes[i].kind), LORIS_FAULTED, crashes[i].cause);
}
