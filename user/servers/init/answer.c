/* SPDX-License-Identifier: MIT */
#include "user/servers/init/answer.h"
#include "proto/init.h"

#define LOOKS 4 /* at kept calls of a caller that has many, each time that it asks for one more */

static void drop_dead(struct kept *k)
{
	if (!census_waits(k->reply))
		answer_none(k);
}

/* Not at all of them: who asks although it has as many as it may would keep us busy, and all others waiting. So that few of
 * its own are dead when it has that many, it begins early. */
static void look_at_some(struct process *caller)
{
	for (int i = 0; i < LOOKS && caller->kept > KEPT_MAX / 2; i++)
		drop_dead(kept_in_turn(caller));
}

/* Nobody tells us of callers that have given up. They shall not count for who has as many as it may, nor fill our
 * table, each process with a few; who is refused for its own adds nothing to that. */
static void make_room(struct process *caller)
{
	struct kept *k, *after;

	look_at_some(caller);
	if (caller->kept >= KEPT_MAX || !census_due(&kept_census))
		return;
	list_for_each_safe(k, after, &kept_all, any)
		drop_dead(k);
	census_taken(&kept_census);
}

struct kept *answer_keep(struct process *caller)
{
	struct kept *k;
	long reply;

	make_room(caller);
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

static void answer_lookup(uint64_t reply, const struct server *s, const struct process *caller)
{
	long handle = server_handle(s, caller);

	if (init_lookup_reply(reply, handle < 0 ? handle : OK, handle < 0 ? 0 : (handle_t)handle) !=
		    OK &&
	    handle > 0)
		sys_handle_close((handle_t)handle);
}

void answer_server(struct kept *k, const struct server *s, enum err e)
{
	if (k->what == KEPT_LOOKUP && e == OK)
		answer_lookup(k->reply, s, k->caller);
	else
		init_kill_reply(k->reply, e); /* a result and nothing else */
	kept_drop(k);
}

void answer_none(struct kept *k)
{
	sys_handle_close(k->reply);
	kept_drop(k);
}
