/* SPDX-License-Identifier: MIT */
/* Whether anything in user space could do anything, if nobody asks it to. */
#include "kernel/debug/debug.h"
#include "kernel/kthread.h"
#include "kernel/process.h"

#define LOOKS	3000
#define LOOK_NS 1000000

struct view {
	bool all_wait;
	uint64_t switches;
};

/* A process without threads ends, or is being made. */
static void look_at(struct process *p, void *arg)
{
	struct view *v = arg;
	const struct thread *t;

	spin_lock(&p->lock);
	v->all_wait = v->all_wait && !list_empty(&p->threads);
	list_for_each(t, &p->threads, sibling) {
		v->all_wait = v->all_wait && load_once(&t->state) == THREAD_BLOCKED &&
			      WAIT_KIND(load_once(&t->wait)) == WAIT_RECV && !load_once(&t->timed);
		v->switches += load_once(&t->switches);
	}
	spin_unlock(&p->lock);
}

static struct view look(void)
{
	struct view v = {.all_wait = true};

	process_for_each(look_at, &v);
	return v;
}

/* Whoever was looked at may be asked by one that is looked at later, and that waits by then. So they are looked at
 * twice: who has not run between its two looks has waited all the time, and so all did when the first round was over. */
static bool at_rest(void)
{
	const struct view first = look(), second = look();

	return first.all_wait && second.all_wait && first.switches == second.switches;
}

bool await_rest(void)
{
	for (int i = 0; !at_rest(); i++) {
		if (i == LOOKS)
			return false;
		kthread_sleep(LOOK_NS);
	}
	return true;
}
