/* SPDX-License-Identifier: MIT */
/*
 * The line of those who wait to send: the more urgent first, behind their equals. A second list leads from the
 * first of each urgency to the first of the next, so that joining takes as many steps as there are urgencies and
 * not as there are threads: with irqs off, which a crowd that waits must not make long. What counts is how urgent
 * a thread was when it joined; that may change while it stands there, its place does not.
 */
#include "kernel/ipc_parts.h"

void ipc_join_line_locked(struct endpoint *ep, struct thread *t)
{
	struct list *at = ep->levels.next, *before = &ep->senders;
	bool alone = true;

	t->urgency = t->priority;
	for (; at != &ep->levels; at = at->next) {
		struct thread *first = list_entry(at, struct thread, level);

		if (first->urgency > t->urgency) {
			before = &first->link;
			break;
		}
		alone = first->urgency < t->urgency;
	}
	list_add_tail(before, &t->link);
	list_init(&t->level);
	if (alone)
		list_add_tail(at, &t->level);
	ep->busy++;
}

static void leave_line_locked(struct endpoint *ep, struct thread *t)
{
	struct thread *next = list_entry(t->link.next, struct thread, link);

	ep->busy--;
	if (list_empty(&t->level))
		return;
	if (t->link.next != &ep->senders && next->urgency == t->urgency)
		list_add_tail(&t->level, &next->level);
	list_unlink(&t->level);
}

void ipc_unlink_locked(void *at, struct thread *t)
{
	enum wait kind = WAIT_KIND(t->wait);

	if (kind == WAIT_SEND || kind == WAIT_CALL)
		leave_line_locked(at, t);
	list_unlink(&t->link);
	store_once(&t->wait, WAIT_NONE);
}
