/* SPDX-License-Identifier: MIT */
#include "user/servers/init/answer.h"
#include "proto/init.h"

/* Nobody tells us of callers that have given up; they are looked for before another one is kept, or a few
 * processes could fill our table with them. Waits only: the others end soon by themselves. */
static void drop_dead(struct process *caller)
{
	struct kept *k, *after;

	list_for_each_safe(k, after, &caller->waits, link) {
		struct loris_handle info;

		if (sys_handle_info(k->reply, &info) != OK || !info.copies)
			answer_none(k);
	}
}

struct kept *answer_keep(struct process *caller)
{
	struct kept *k;
	long reply;

	drop_dead(caller);
	k = kept_new(caller, 0);
	if (!k)
		return NULL;
	reply = sys_reply_keep();
	if (reply > 0) {
		k->reply = (uint64_t)reply;
		return k;
	}
	kept_drop(k);
	return NULL;
}

bool answer_wait(struct kept *k, const struct process *child)
{
	long e = init_wait_reply(k->reply, (long)child->pid, (uint64_t)child->how,
				 (uint64_t)child->code);

	kept_drop(k);
	return e == OK;
}

void answer_no_child(struct kept *k)
{
	init_kill_reply(k->reply, ERR_NOT_FOUND); /* a result and nothing else */
	kept_drop(k);
}

static void answer_lookup(uint64_t reply, const struct server *s, uint64_t pid)
{
	long handle = server_handle(s, pid);

	if (init_lookup_reply(reply, handle < 0 ? handle : OK, handle < 0 ? 0 : (handle_t)handle) !=
		    OK &&
	    handle > 0)
		sys_handle_close((handle_t)handle);
}

void answer_server(struct kept *k, const struct server *s, enum err e)
{
	if (k->what == KEPT_LOOKUP && e == OK)
		answer_lookup(k->reply, s, k->caller->pid);
	else
		init_kill_reply(k->reply, e); /* a result and nothing else */
	kept_drop(k);
}

void answer_none(struct kept *k)
{
	sys_handle_close(k->reply);
	kept_drop(k);
}
