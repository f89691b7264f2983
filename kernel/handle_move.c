/* SPDX-License-Identifier: MIT */
/*
 * Handles that go along with a message: from one process's table to another's, all or none. Room is made and
 * everything is looked at first; what follows cannot fail, so nothing ever has to go back.
 */
#include "kernel/handle_table.h"
#include "kernel/origin.h"

struct passage {
	struct process *from, *to;
	uint64_t *value;
	unsigned n, moves; /* bit i: the i-th moves */
	struct handle *h[LORIS_MSG_HANDLES_MAX];
	uint32_t place[LORIS_MSG_HANDLES_MAX]; /* index of where it will stand */
};

static bool moves(const struct passage *p, unsigned i)
{
	return p->moves >> i & 1;
}

/* How many places there are. Fewer than n: *e says why. */
static unsigned make_room_locked(struct passage *p, enum err *e)
{
	for (unsigned i = 0; i < p->n; i++) {
		long index = take_entry_locked(p->to);

		if (index < 0) {
			*e = (enum err)index;
			return i;
		}
		p->place[i] = (uint32_t)index;
	}
	*e = OK;
	return p->n;
}

/* Can the i-th go? What a copy of it will stand in is made. */
static enum err look_locked(struct passage *p, unsigned i)
{
	struct handle *h = entry_locked(p->from, p->value[i]);

	if (!h || !origin_alive(h->origin))
		return ERR_HANDLE;
	for (unsigned j = 0; j < i; j++)
		if (p->h[j] == h && (moves(p, i) || moves(p, j)))
			return ERR_HANDLE; /* one of the two would find it gone */
	if (!(h->rights & LORIS_RIGHT_COPY))
		return ERR_PERM;
	p->h[i] = h;
	return moves(p, i) ? OK : handle_derive_locked(p->from, h);
}

static uint64_t pass_locked(struct passage *p, unsigned i)
{
	struct handle copy, *h = p->h[i];
	uint64_t value;

	if (!moves(p, i)) {
		copy = handle_copy_of(h, LORIS_RIGHTS_ALL, 0);
		handle_take_references(&copy);
		h = &copy;
	}
	value = fill_entry_locked(p->to->handles.block, p->place[i], h);
	if (moves(p, i))
		empty_entry_locked(p->from->handles.block, h);
	return value;
}

static enum err transfer_locked(struct passage *p)
{
	enum err e;
	unsigned room = make_room_locked(p, &e); /* first: a table that grows moves its entries */

	for (unsigned i = 0; i < p->n && e == OK; i++)
		e = look_locked(p, i);
	if (e != OK) {
		while (room--)
			put_entry_locked(p->to->handles.block, p->place[room]);
		return e;
	}
	for (unsigned i = 0; i < p->n; i++)
		p->value[i] = pass_locked(p, i);
	return OK;
}

enum err handle_transfer(struct process *from, struct process *to, uint64_t *value, unsigned n,
			 unsigned moves)
{
	struct passage p = {.from = from, .to = to, .value = value, .n = n, .moves = moves};
	enum err e;

	lock_tables(from, to);
	e = transfer_locked(&p);
	unlock_tables(from, to);
	return e;
}
