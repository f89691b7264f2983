/* SPDX-License-Identifier: MIT */
/* Tests of kthreads that use a space for a while. Each ends with the space freed. */
#include "kernel/shell/shell.h"
#include "kernel/debug/debug.h"
#include "kernel/kthread.h"
#include "kernel/reaper.h"
#include "kernel/stats.h"
#include "kernel/vm.h"

#define ROUNDS	 1000
#define SLEEP_NS 1000000

/* Who ended before this test is gone. */
static uint64_t settled_spaces(void)
{
	reaper_wait_idle();
	return mm_live_count();
}

/* A space with one user, who is nobody, and a pin, which is ours. */
static struct mm *make_space(void)
{
	struct mm *mm;
	bool irqs = irq_save();

	mm = mm_create("test");
	if (mm) {
		mm_user_join(mm);
		mm_pin(mm);
	}
	irq_restore(irqs);
	return mm;
}

static void end_space(struct mm *mm)
{
	bool irqs = irq_save();

	mm_user_leave(mm);
	irq_restore(irqs);
	reaper_wait_idle();
}

static void unpin(struct mm *mm)
{
	bool irqs = irq_save();

	mm_unpin(mm);
	irq_restore(irqs);
}

static const char *use_many_times(struct mm *mm)
{
	struct hart *h = this_hart();

	for (unsigned i = 0; i < ROUNDS; i++) {
		if (!kthread_use_mm(mm))
			return "a living space cannot be used";
		if (satp_root() != mm->root || load_once(&h->user_mm) != mm || mm->users != 2)
			return "the space is not in use";
		if (i % 8 == 0)
			kthread_sleep(1); /* others run, and we come back as a user thread does */
		if (satp_root() != mm->root)
			return "the space was lost while its user slept";
		kthread_unuse_mm();
		if (load_once(&h->user_mm) || mm->users != 1)
			return "the space is still in use";
		if ((satp_root() == mm->root) != policy.lazy)
			return "given up under the wrong policy";
	}
	return NULL;
}

/* The space is dead and only our pin keeps it: nothing may be found below its root (hazard H54). */
static bool root_is_empty(const struct mm *mm)
{
	const uint64_t *entry = direct(mm->root);

	for (unsigned i = 0; i < ROOT_USER_ENTRIES; i++)
		if (entry[i])
			return false;
	return true;
}

const char *test_use_mm(void)
{
	uint64_t spaces = settled_spaces();
	struct mm *mm = make_space();
	const char *wrong;

	if (!mm)
		return "no memory";
	wrong = vm_map(mm, 0, PAGE_SIZE, LORIS_PROT_READ) > 0 ? use_many_times(mm) : "no memory";
	if (!wrong)
		wrong = test_identities();
	end_space(mm);
	if (!wrong && satp_root() == mm->root)
		wrong = "a dead space is still loaded";
	if (!wrong && !root_is_empty(mm))
		wrong = "a dead space still names its tables";
	if (!wrong && kthread_use_mm(mm))
		wrong = "a dead space came back";
	unpin(mm);
	return wrong || mm_live_count() == spaces ? wrong : "the space is not freed";
}

static void daemon_main(void *mm)
{
	bool inside = this_hart()->user_mm == mm && satp_root() == ((struct mm *)mm)->root;

	daemonize();
	/* What it finds wrong it says by not doing what is waited for below. */
	while (!kthread_should_stop() || !inside)
		kthread_sleep(SLEEP_NS);
}

/* The space dies while the daemon, who was in it, may be holding it lazily. */
const char *test_daemonize(void)
{
	uint64_t spaces = settled_spaces();
	struct mm *mm = make_space();
	struct thread *t = NULL;

	for (unsigned i = harts_online; mm && !t && i--;) /* the last one that is on */
		t = kthread_create_in(mm, "daemon", &harts[i], PRIORITY_USER, daemon_main, mm);
	if (!t)
		return "no memory";
	thread_start(t);
	while (load_once(&mm->users) != 1)
		kthread_sleep(SLEEP_NS);
	end_space(mm);
	kthread_stop(t);
	unpin(mm);
	return mm_live_count() == spaces ? NULL : "the space is not freed";
}

/* ---- a stack where nothing was ------------------------------------------------------------------------ */

static bool probed, stood; /* atomic by their size; each written by one thread */

/* Looks where the next stack will be, so that its hart may keep in mind that nothing is there. */
static void look_ahead(void *unused)
{
	char *next = (char *)this_hart()->current->stack + STACK_SLOT;
	uint64_t word;
	bool irqs = irq_save();

	(void)unused;
	arch_probe_read(next + STACK_SIZE - sizeof(word), &word);
	irq_restore(irqs);
	store_once(&probed, true);
}

static void stand_there(void *unused)
{
	(void)unused;
	store_once(&stood, true);
}

/* Hazard H32: the hart that looked is told of the stack. That shows only under the model of the TLB, and
 * only the first time: stacks of kthreads that have ended are used again. */
const char *test_new_stack(void)
{
	struct hart *h = &harts[harts_online - 1];
	struct thread *first, *second;

	probed = stood = false;
	first = kthread_start("first", h, PRIORITY_USER, look_ahead, NULL);
	while (first && !load_once(&probed))
		kthread_sleep(SLEEP_NS);
	second = first ? kthread_start("second", h, PRIORITY_USER, stand_there, NULL) : NULL;
	while (second && !load_once(&stood))
		kthread_sleep(SLEEP_NS);
	if (second)
		kthread_stop(second);
	if (first)
		kthread_stop(first);
	return second ? NULL : "no memory, or the last hart is off";
}
