/* SPDX-License-Identifier: MIT */
/*
 * One kthread takes dead spaces apart, in this order (hazards H01, H02, H54):
 *
 *   1. the user half of the root is emptied: from now on no walk reaches what is below;
 *   2. every hart that still has the root loaded, necessarily lazily, leaves it and says so;
 *   3. user frames and lower tables are freed: nothing can reach them, by table or by TLB. Entries of
 *      the dead ASID that other harts may keep cannot be hit: the number is not given out again
 *      before the next generation, which begins with a full fence on each hart;
 *   4. the users' reference is dropped; when no lazy hart is left either, root and structure go.
 */
#include "kernel/reaper.h"
#include "kernel/debug.h"
#include "kernel/kthread.h"
#include "kernel/page.h"
#include "kernel/panic.h"
#include "kernel/policy.h"
#include "kernel/region.h"
#include "kernel/slab.h"

/* As urgent as programs, so that it gets its turn and takes nobody's; more when it falls behind. */
#define BACKLOG_MAX 64

static struct wait_queue work = {.waiters = LIST_INIT(work.waiters)}; /* its lock guards: */
static struct list queue = LIST_INIT(queue);
static uint64_t taken;	/* into the queue, since boot */
static unsigned most;	/* that were queued or being taken apart at once */
static uint64_t reaped; /* since boot; written by the reaper only, like */
static uint64_t oldest; /* ticks from death to the end of the root, the most */
static struct wait_queue progress = {.waiters = LIST_INIT(progress.waiters)};

static unsigned backlog_locked(void)
{
	return (unsigned)(taken - load_once(&reaped));
}

void reaper_take(struct dead *d)
{
	bool irqs = spin_lock_irqsave(&work.lock);

	list_add_tail(&queue, &d->link);
	store_once(&taken, taken + 1);
	if (backlog_locked() > most)
		most = backlog_locked();
	spin_unlock_irqrestore(&work.lock, irqs);
	wait_wake_one(&work);
}

void reaper_release_user_half(struct mm *mm)
{
	struct list *node;

	while ((node = list_pop_head(&mm->tables))) {
		struct page *p = list_entry(node, struct page, link);
		pa_t pa = page_pa(p);
		if (p->level == 0)
			pt_table_release(pa, page_free);
		hint(HINT_TABLE_FREE, pa, 0, 0);
		debug_table_free(pa);
	}
	quota_return_pages(mm->quota, mm->pages + mm->table_pages);
	while ((node = list_pop_head(&mm->regions)))
		region_free(mm, list_entry(node, struct region, link));
	if (mm->spare)
		slab_free(mm->spare, sizeof *mm->spare);
}

static void reap(struct dead *d)
{
	struct mm *mm = object_of(d, struct mm, dead);
	uint64_t died = mm->died, age;
	bool irqs;

	irqs = irq_save(); /* no meeting in between: one that ends kpti takes user_root away */
	pt_root_detach(mm->root);
	if (POLICY_CAN_BE(kpti) && mm->user_root)
		pt_root_detach(mm->user_root);
	irq_restore(irqs);
	stretch(reap_detached);
	mm_make_harts_leave(mm);
	stretch(reap_left);
	reaper_release_user_half(mm);
	irqs = irq_save();
	mm_drop(mm);
	irq_restore(irqs);
	age = time_now() - died;
	if (age > oldest)
		oldest = age;
	debug_quarantine_check();
}

void reaper_take_mm(struct mm *mm)
{
	mm->died = time_now();
	mm->dead.reap = reap;
	reaper_take(&mm->dead);
}

static struct dead *next_locked(void)
{
	struct dead *d = list_first_entry(&queue, struct dead, link);

	list_remove(&d->link);
	this_hart()->current->priority =
		backlog_locked() > BACKLOG_MAX ? PRIORITY_URGENT : PRIORITY_USER;
	return d;
}

static void reaper_main(void *arg)
{
	(void)arg;
	for (;;) {
		struct dead *d;

		kthread_wait_locked(&work, !list_empty(&queue));
		d = next_locked();
		spin_unlock_irqrestore(&work.lock, true);
		d->reap(d);
		store_once(&reaped, reaped + 1);
		wait_wake_all(&progress);
	}
}

bool reaper_wait_for_memory(void)
{
	struct thread *t = this_hart()->current;
	bool wait;

	spin_lock(&progress.lock);
	if (!t->reaps_awaited)
		t->reaps_awaited = load_once(&taken);
	wait = load_once(&reaped) < t->reaps_awaited;
	if (wait)
		wait_join_locked(&progress, t);
	spin_unlock(&progress.lock);
	return wait;
}

void reaper_backlog(unsigned *at_most, uint64_t *age_ns)
{
	*at_most = load_once(&most);
	*age_ns = ticks_to_ns(load_once(&oldest));
}

void reaper_wait_idle(void)
{
	kthread_wait_locked(&progress, load_once(&reaped) == load_once(&taken));
	spin_unlock_irqrestore(&progress.lock, true);
}

BOOT void reaper_start(void)
{
	struct thread *t = kthread_start("reaper", this_hart(), PRIORITY_USER, reaper_main, NULL);

	if (!t)
		panic("no memory for the reaper");
	t->before_equals = true;
}
