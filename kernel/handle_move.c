/* SPDX-License-Identifier: MIT */
/* Handles that go along with a message: from one process's table to another's, all or none. */
#include "kernel/handle_table.h"
#include "kernel/origin.h"
#include "lib/string.h"

static long move_locked(struct process *from, uint64_t value, struct process *to)
{
	struct handle *h = entry_locked(from, value);
	enum err e = OK;

	if (!h || !origin_alive(h->origin))
		return ERR_HANDLE;
	if (!(h->rights & LORIS_RIGHT_COPY))
		return ERR_PERM;
	if (to->handles.closed)
		return ERR_CLOSED;
	if (!has_free_entry_locked(to->handles.block))
		e = handle_table_grow_locked(to);
	if (e != OK)
		return e;
	if (from == to)
		h = entry_locked(from, value); /* the table may have grown */
	return (long)move_entry_locked(from->handles.block, h, to->handles.block);
}

/* Moved ones go home under a value of their own: whoever moves handles that do not all go loses those
 * values, never the handles. */
static void undo_locked(struct process *from, struct process *to, uint64_t *value,
			const uint64_t *now, unsigned n, unsigned moves, struct handle *gone)
{
	for (unsigned i = 0; i < n; i++) {
		if (moves >> i & 1) {
			long back = move_locked(to, now[i], from);
			gone[i].object = NULL;
			if (back > 0)
				value[i] = (uint64_t)back;
		} else {
			struct handle *copy = entry_locked(to, now[i]);
			gone[i] = *copy;
			empty_entry_locked(to->handles.block, copy);
		}
	}
}

enum err handle_transfer(struct process *from, struct process *to, uint64_t *value, unsigned n,
			 unsigned moves)
{
	struct handle gone[LORIS_MSG_HANDLES_MAX];
	uint64_t now[LORIS_MSG_HANDLES_MAX];
	enum err e = OK;
	unsigned done;
	long got;

	lock_tables(from, to);
	for (done = 0; done < n; done++) {
		got = moves >> done & 1
			      ? move_locked(from, value[done], to)
			      : handle_copy_locked(from, value[done], to, LORIS_RIGHTS_ALL, 0);
		if (got < 0)
			break;
		now[done] = (uint64_t)got;
	}
	if (done < n) {
		e = (enum err)got;
		undo_locked(from, to, value, now, done, moves, gone);
	} else {
		memcpy(value, now, n * sizeof *now);
	}
	unlock_tables(from, to);
	for (unsigned i = 0; e != OK && i < done; i++)
		if (gone[i].object)
			handle_drop(&gone[i]);
	return e;
}
