/* SPDX-License-Identifier: MIT */
/*
 * One handle that moves along with a message which is otherwise usual: between the checks of ipc_fast.c and
 * what cannot fail any more. The endpoint's lock is held; a table's is taken after it, and nothing after that.
 */
#include "kernel/endpoint.h"
#include "kernel/handle_table.h"

/* The entry of word 4, if it can move; then both tables are locked. NULL: something is unusual. */
static struct handle *find_moved(struct thread *t, struct process *to)
{
	struct process *from = t->process;
	struct handle *h;

	lock_tables(from, to);
	h = entry_locked(from, *frame_word4(&t->frame));
	if (h && h->rights & LORIS_RIGHT_COPY && origin_alive(h->origin) && !to->handles.closed &&
	    has_free_entry_locked(to->handles.block))
		return h;
	unlock_tables(from, to);
	return NULL;
}

static void move(struct thread *t, struct handle *h, struct process *to)
{
	struct handle_block *there = to->handles.block;

	*frame_word4(&t->frame) = fill_entry_locked(there, take_free_entry_locked(there), h);
	empty_entry_locked(t->process->handles.block, h);
	unlock_tables(t->process, to);
}

struct thread *ipc_carry_call(struct thread *t, struct thread *r)
{
	struct process *to = r->process;
	struct handle *h;

	if (!WAIT_ACCEPTS(r->wait) || !to)
		return NULL;
	h = find_moved(t, to);
	if (!h)
		return NULL;
	move(t, h, to);
	return r;
}

struct thread *ipc_carry_reply(struct thread *t, struct thread *c)
{
	struct process *to = c->process; /* read while it waits: later it may be gone */
	struct handle *h;

	if (!WAIT_ACCEPTS(c->wait) || !to)
		return NULL;
	h = find_moved(t, to);
	if (!h)
		return NULL;
	c = ipc_take_caller(&t->slot);
	if (c)
		move(t, h, to);
	else
		unlock_tables(t->process, to);
	return c;
}
