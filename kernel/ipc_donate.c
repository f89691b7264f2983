/* SPDX-License-Identifier: MIT */
/* Whoever waits for somebody lends him its urgency, along the whole chain, until it is answered. */
#include "kernel/ipc_parts.h"
#include "kernel/debug.h"

#define CHAIN_MAX 16

/* Whoever t waits for, as far as it is known: a hint, read without locks; nothing found can be freed
 * before irqs are on. */
static struct thread *waits_for(struct thread *t)
{
	uint8_t wait = load_once(&t->wait);
	struct reply_slot *slot;
	struct endpoint *ep;

	fence_acquire(); /* how it waits, then where: what was there before may be freed */
	stretch(wait_read);
	slot = load_once(&t->asked);
	ep = load_once(&t->wait_on);
	if (WAIT_KIND(wait) == WAIT_REPLY && slot)
		return slot->server;
	return WAIT_KIND(wait) == WAIT_CALL && is_endpoint(ep) ? load_once(&ep->holder) : NULL;
}

void ipc_donate_along(struct thread *to, unsigned priority)
{
	for (unsigned i = 0; to && i < CHAIN_MAX && load_once(&to->priority) > priority; i++) {
		thread_raise(to, priority);
		to = waits_for(to);
	}
}

/* The most urgent of those who wait in line where t receives, or t itself. A hint: the first in line is read
 * without its lock, and stays readable while irqs are off. */
static unsigned urged(struct thread *t)
{
	unsigned priority = t->base_priority;
	struct endpoint *ep;

	spin_lock(&t->holds_lock);
	list_for_each(ep, &t->holds, held) {
		struct list *first = load_once(&ep->senders.next);
		unsigned other =
			first == &ep->senders
				? priority
				: load_once(&list_entry(first, struct thread, link)->priority);
		priority = other < priority ? other : priority;
	}
	spin_unlock(&t->holds_lock);
	return priority;
}

/* What was donated to t for a call that is answered ends. Who joins the line meanwhile is seen by the second
 * look, or comes after it and donates himself: a full fence on both sides (wait_to_send; RVWMO rule 4). */
void ipc_end_donation(struct thread *t)
{
	if (t->priority == t->base_priority)
		return;
	thread_set_own_priority(t, urged(t));
	fence_full();
	thread_raise(t, urged(t));
}
