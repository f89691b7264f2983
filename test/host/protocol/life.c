/* SPDX-License-Identifier: MIT */
/*
 * What a hart does all day: run threads of several spaces and kthreads, in an order that nobody planned.
 */
#include <string.h>
#include "kernel/hotplug.h"
#include "kernel/kthread.h"
#include "kernel/smp.h"
#include "kernel/vm.h"
#include "test/host/protocol/model.h"
#include "test/host/protocol/threads.h"

static struct space *used_space[MODEL_HARTS_MAX]; /* by the hart's worker */
static unsigned resting, reaping;
static bool changing, started; /* who changes the machine is one kthread, as the shell is */

void life_reset(void)
{
	memset(used_space, 0, sizeof(used_space));
	resting = reaping = 0;
	changing = started = false;
	threads_reset();
}

static bool may_begin(void)
{
	return !model.no_more && threads_alive < model.harts * 4;
}

/* In one run few spaces with several threads each, which harts share; in another ever new ones. */
static bool space_wanted(void)
{
	unsigned few = model.harts + 3;

	return may_begin() && mm_live_count() < (model.churn ? 2 * few : few);
}

static bool time_to_die(void)
{
	return model.no_more || one_in(model.churn ? 4 : 24);
}

static void start_process(void)
{
	struct space *s = space_wanted() ? space_new() : NULL;

	if (s)
		threads_start(s);
}

/* The current thread is the worker, and it uses a space. */
static bool used_by_kthread(const struct hart *h)
{
	return used_space[h->index] && threads_is_worker(h->current);
}

/* ---- in user mode ------------------------------------------------------------------------------------------ */

enum { FAULTS_MAX = 60 };

/* Irqs are off; goes to user mode and back. A kthread that uses a space stays on the kernel's root. */
static bool try_access(unsigned page, unsigned access)
{
	bool user = !used_by_kthread(this_hart()), done;

	if (user)
		kpti_user(true);
	irq_enable();
	done = tlb_access(page, access);
	irq_disable();
	if (user)
		kpti_user(false);
	return done;
}

static void touch(struct mm *mm)
{
	static const unsigned kinds[] = {LORIS_PROT_READ, LORIS_PROT_WRITE, LORIS_PROT_EXEC};
	unsigned page = choose(PAGES), access = kinds[choose(3)];

	self()->mmu.stubborn = choose(2);
	for (unsigned faults = 0; !try_access(page, access); faults++) {
		if (vm_fault(mm, page_va[page], access) != OK)
			return; /* the program has no business there */
		if (faults == FAULTS_MAX)
			fail("page %u faults for ever", page);
	}
}

static void fetch(struct space *s)
{
	if (icache_fetch(s) < s->code_done)
		fail("old code is fetched from space%d", (int)(s - spaces));
}

/* The kernel's own way to user memory: through the direct map, under the lock. */
static void copy(struct mm *mm)
{
	va_t va = page_va[choose(PAGES)] + PAGE_SIZE - 8;
	char bytes[16];

	if (choose(2))
		copy_from_user(mm, bytes, va, sizeof(bytes));
	else
		copy_to_user(mm, va, "sixteen bytes...", sizeof(bytes));
}

static void use_memory(struct hart *h)
{
	struct mm *mm = h->current->mm;

	check_hart(h);
	for (unsigned n = 1 + choose(2); n; n--)
		touch(mm);
	if (choose(2))
		copy(mm);
	fetch(space_of(mm));
}

static void user_step(struct hart *h)
{
	struct space *s = space_of(h->current->mm);
	unsigned c = choose(16);

	use_memory(h);
	if (c < 2)
		space_unmap(s);
	else if (c < 3)
		space_protect(s);
	else if (c < 4)
		space_map(s);
	else if (c == 4)
		space_write_code(s);
	else if (c < 7 && may_begin() && !model.churn)
		threads_start(s);
	else if (c <= 7)
		start_process();
	if (time_to_die())
		h->current->state = THREAD_DEAD;
	if (c > 6 || h->current->state == THREAD_DEAD || h->current->attention)
		threads_switch(h);
}

/* ---- as a kthread ------------------------------------------------------------------------------------------ */

static void reap_one(void)
{
	struct mm *mm;

	/* There is but one reaper, and its hart does not stop: it is a kthread, not the idle one. */
	if (reaping || !threads_is_worker(this_hart()->current))
		return;
	reaping++;
	mm = reaper_pop();
	irq_enable();
	if (mm)
		reaper_reap(mm);
	irq_disable();
	reaping--;
}

static struct space *some_space(void)
{
	struct space *s = &spaces[choose(SPACES_MAX)];

	return s->mm && s->threads ? s : NULL;
}

static void unpin(struct hart *h)
{
	struct space *s = used_space[h->index];

	used_space[h->index] = NULL;
	s->pins--;
	mm_unpin(s->mm);
}

/* A space that has users, pinned; they may be gone when the pin is used. */
static void begin_use(struct hart *h)
{
	struct space *s = some_space();

	if (!s || model.no_more)
		return;
	s->mm->pins++;
	s->mm->refs++; /* at once: finding and pinning is one step, under a lock that is not modelled */
	s->pins++;
	point();
	used_space[h->index] = s;
	if (!kthread_use_mm(s->mm))
		unpin(h);
}

static void end_use(struct hart *h)
{
	kthread_unuse_mm();
	unpin(h);
}

static void using_step(struct hart *h)
{
	struct space *s = used_space[h->index];
	unsigned c = choose(8);

	use_memory(h);
	if (c == 0)
		space_unmap(s);
	if (c == 1)
		space_protect(s);
	if (c > 4 || model.no_more)
		end_use(h);
	else if (c > 2)
		threads_switch(h);
}

static void nothing(void *unused)
{
	(void)unused;
}

static void count_everything(void)
{
	static const struct smp_meeting meeting = {nothing, check_ledger, NULL, NULL};

	smp_meet(&meeting);
}

static void change_policy(void)
{
	struct policy wanted = policy;
	unsigned c = choose(64);

	wanted.lazy = c & 1;
	wanted.asid = c & 6;
	wanted.global = c & 8;
	wanted.shoot = c & 16;
	wanted.defer = c & 32;
	wanted.kpti = one_in(2);
	policy_set(&wanted);
}

/* Another hart, that no worker lives on. */
static void stop_or_start_hart(void)
{
	unsigned i = choose(model.harts) | 1;
	struct hart *h = &harts[i];

	if (i >= model.harts)
		return;
	if (hart_is_on(h))
		hart_off(h);
	else
		hart_back(h);
}

static void change_machine(void)
{
	if (model.no_more || changing || !threads_is_worker(this_hart()->current))
		return;
	changing = true;
	if (choose(2))
		stop_or_start_hart();
	else if (!model.policy_fixed)
		change_policy();
	changing = false;
}

static void rare_step(void)
{
	irq_enable();
	if (choose(2))
		change_machine();
	else
		count_everything();
	irq_disable();
}

static void kernel_step(struct hart *h)
{
	unsigned c = choose(64);

	check_hart(h);
	if (h->current == h->idle && !hart_is_on(h))
		hart_leave(h);
	if (c < 16)
		reap_one();
	else if (c < 20)
		start_process();
	else if (c < 26)
		threads_steal(h);
	else if (c < 32 && threads_is_worker(h->current))
		begin_use(h);
	else if (c == 32)
		rare_step();
	else if (c > 34)
		threads_switch(h);
}

/* ---- the whole ---------------------------------------------------------------------------------------------- */

static void wait_a_moment(void)
{
	irq_enable();
	irq_disable();
}

/* Irqs are off between steps, as on a hart's own stack; they come on wherever they would. */
static void step(struct hart *h)
{
	if (used_by_kthread(h))
		using_step(h);
	else if (h->current->mm)
		user_step(h);
	else
		kernel_step(h);
	wait_a_moment();
}

static bool all_over(void)
{
	if (threads_alive || reaping || changing || mm_live_count())
		return false;
	for (unsigned i = 0; i < model.harts; i++)
		if (used_space[i])
			return false;
	return true;
}

static unsigned running(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < model.harts; i++)
		n += !model.hart[i].stopped;
	return n;
}

/* Harts that have nothing to do any more still answer, until all have come here. */
static void rest(void)
{
	resting++;
	while (resting < running())
		wait_a_moment();
	model.running = false;
	fibers_end();
}

void life_main(unsigned hart)
{
	struct hart *h = &harts[hart];

	if (hart == 0) {
		policy_start();
		started = true;
	}
	while (!started)
		wait_a_moment();
	while (!model.no_more || !all_over()) {
		step(h);
		if (!choices_left())
			model.no_more = true;
	}
	rest();
}
