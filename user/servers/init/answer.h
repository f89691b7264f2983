/* SPDX-License-Identifier: MIT */
/* Calls that are answered later. All but answer_keep end the kept call, also when its caller is gone. */
#ifndef INIT_ANSWER_H
#define INIT_ANSWER_H

#include "user/servers/init/servers.h"

/* Keeps the call that was received last; in no list yet. NULL: the caller has too many, or no memory. */
struct kept *answer_keep(struct process *caller);

/* A wait for this child, which has ended. False: nobody got it. */
bool answer_wait(struct kept *k, const struct process *child);
/* A wait for a child that somebody else has got. */
void answer_no_child(struct kept *k);
/* A call that waited for a server: OK, it serves now, or an error. */
void answer_server(struct kept *k, const struct server *s, enum err e);
/* Whoever called does not wait any more. */
void answer_none(struct kept *k);

#endif
