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
static struct list remains = LIST_INIT(remains); /* of memory objects */
static unsigned backlog;			 /* queued in either, or being taken apart */
static unsigned most;				 /* that it ever was */
static uint64_t oldest; /* ticks from death to the end of the root, the most; the reaper's */
static struct wait_queue progress = {.waiters = LIST_INIT(progress.waiters)};

static void take(struct list *where, struct list *node)
{
	bool irqs = spin_lock_irqsave(&work.lock);

	list_add_tail(where, node);
	if (++backlog > most)
		most = backlog;
	spin_unlock_irqrestore(&work.lock, irqs);
	wait_wake_one(&work);
}

void reaper_take(struct mm *mm)
{
	mm->died = time_now();
	take(&queue, &mm->dead);
}

void reaper_take_memory(struct memory_remains *r)
{
	take(&remains, &r->link);
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

static void reap(struct mm *mm)
{
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

/* work.lock held; another one takes its turn meanwhile. */
static void reap_first_locked(void)
{
	struct list *mm = list_pop_head(&queue), *memory = NULL;

	if (!mm)
		memory = list_pop_head(&remains);
	this_hart()->current->priority = backlog > BACKLOG_MAX ? PRIORITY_URGENT : PRIORITY_USER;
	spin_unlock_irqrestore(&work.lock, true);
	if (mm)
		reap(list_entry(mm, struct mm, dead));
	else
		memory_free_remains(list_entry(memory, struct memory_remains, link));
	spin_lock_irqsave(&work.lock);
}

static void reaper_main(void *arg)
{
	(void)arg;
	for (;;) {
		kthread_wait_locked(&work, !list_empty(&queue) || !list_empty(&remains));
		reap_first_locked();
		backlog--;
		spin_unlock_irqrestore(&work.lock, true);
		wait_wake_all(&progress);
	}
}

bool reaper_wait_for_memory(void)
{
	bool wait;

	spin_lock(&progress.lock);
	wait = load_once(&backlog) > 0;
	if (wait)
		wait_join_locked(&progress, this_hart()->current);
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
	kthread_wait_locked(&progress, load_once(&backlog) == 0);
	spin_unlock_irqrestore(&progress.lock, true);
}

BOOT void reaper_start(void)
{
	if (!kthread_start("reaper", this_hart(), PRIORITY_USER, reaper_main, NULL))
		panic("no memory for the reaper");
}
