// SPDX-License-Identifier: MIT
/* Operations on threads, time and harts. */
#include <stddef.h>
#include "user/lib/fpregs.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/stress/stress.h"

#define NS_PER_US 1000
#define YIELDS	  50

static _Thread_local uint64_t own = 1;

static long add_to_own(void *value)
{
	own += (uint64_t)(uintptr_t)value;
	sys_yield();
	return fp_not_zero() ? -1 : (long)own;
}

/* Starts with its own copy of the initial value, and with clean registers. */
void op_thread(struct worker *w)
{
	uint64_t add = draw(w, 1ull << 62);
	long value = 0;
	int tid = thread_start(add_to_own, (void *)add);

	expect(w, "thread", tid > 0 ? 1 : tid, 1);
	expect(w, "join", thread_join(tid, &value), 0);
	expect(w, "its value", value, (long)(add + 1));
	expect(w, "our own value", (long)own, 1);
}

void op_fpu(struct worker *w)
{
	uint64_t bits = draw(w, UINT64_MAX);

	expect(w, "registers across a yield", fp_across(bits, SYS_yield, 0), 0);
	expect(w, "registers across a sleep", fp_across(~bits, SYS_sleep, 50 * NS_PER_US), 0);
	expect(w, "registers in a loop", fp_spin(bits, (long)draw(w, 100000)), 0);
}

void op_kthread(struct worker *w)
{
	long word = (long)draw(w, 1ull << 40);

	expect(w, "the kthread's answer", sys_bench_call(word, 0), word + 1);
}

void op_sleep(struct worker *w)
{
	uint64_t ns = draw(w, 2000) * NS_PER_US;
	uint64_t before = sys_clock();

	expect(w, "sleep", sys_sleep(ns), 0);
	expect(w, "slept long enough", sys_clock() - before >= ns, 1);
}

void op_yield(struct worker *w)
{
	uint64_t n = draw(w, YIELDS), before = sys_clock();

	while (n-- > 0)
		expect(w, "yield", sys_yield(), 0);
	expect(w, "clock goes on", sys_clock() >= before, 1);
}

void op_move(struct worker *w)
{
	struct loris_self self;
	long hart, pinned;

	expect(w, "self", sys_self(&self) > 0, 1);
	hart = (long)draw(w, (uint64_t)self.harts);
	pinned = sys_thread_pin(hart);
	if (pinned == ERR_INVALID) /* the hart is off (the shell's `hart off`) */
		return;
	expect(w, "pin", pinned, hart);
	expect(w, "self", sys_self(&self) > 0, 1);
	expect(w, "hart", self.hart, hart);
	sys_thread_pin(-1);
}
