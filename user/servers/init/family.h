/* SPDX-License-Identifier: MIT */
/*
 * Processes as init knows them: who started whom, who has ended and how, who waits for it. No system calls
 * here; calls.c does with them what this says.
 *
 *   running	in its parent's `living`, if it has one
 *   ended	in its parent's `ended` until the parent asks; forgotten at once without one
 */
#ifndef INIT_FAMILY_H
#define INIT_FAMILY_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/abi.h"
#include "lib/list.h"
#include "user/servers/driver/census.h"

/* Each has two handles of our 16,383, a call that waits one; and a page of ours, which while it sends arguments has
 * another one. */
#define PROCESSES_MAX 6144
#define LINE_MAX \
	(PROCESSES_MAX / 4 * 3)	     /* of one line; those count that nobody asks for any more */
#define KEPT_MAX  256		     /* calls of one process that wait here, */
#define KEPT_ALL  3400		     /* of all, */
#define KEPT_LINE (KEPT_ALL / 4 * 3) /* and of one line */

struct server;
struct start_page;

/* A program that the shell has started, and all that comes of it, also when it has ended itself. */
struct line {
	uint64_t number; /* of its own, from 1 on */
	unsigned count;	 /* of records, and of pages of arguments */
	unsigned kept;	 /* of its processes' calls */
};

struct process {
	uint64_t pid;
	uint64_t handle; /* the kernel's process; 0: it has ended */
	uint64_t
		way; /* our endpoint, this record's address as the badge; stays with the record. 0: not yet */
	struct process *next;	/* in its hash chain */
	struct process *parent; /* NULL: nobody asks for it */
	struct line *line;	/* NULL: a server's */
	struct list sibling, living, ended;
	unsigned children; /* in both */
	struct list waits;
	struct list kept_calls;	 /* of it: next to be looked at first */
	unsigned kept;		 /* its calls that wait here: for children and for servers */
	struct start_page *page; /* its own */
	struct start_page
		*words; /* arguments that it is sending, `words_len` bytes at the beginning */
	unsigned words_len;
	bool words_lost; /* there were too many */
	bool manages;	 /* servers: it may start and end them */
	struct server *server;
	int how, code;
};

/* A call that is answered later. */
struct kept {
	struct list link; /* in process->waits, or a server's */
	struct list any;  /* in kept_all */
	struct list turn; /* in caller->kept_calls */
	struct process *caller;
	uint64_t reply;
	uint64_t what;	/* WAIT: the pid, 0: any; for a server: which call it was */
	uint64_t until; /* ns of the clock; WAIT: no limit */
};

/* The kernel's shell: badge 0, never ends, has no limits. */
extern struct process shell;

/* Every kept call. */
extern struct list kept_all;
extern struct census kept_census;

void family_init(void);

/* NULL: no such process (any more), or it has ended. */
struct process *process_find(uint64_t pid);
/* Whose messages have this badge. NULL: it has ended. */
struct process *process_calling(uint64_t badge);
/* A record that is in no family yet and has no pid; parent NULL: for a server. NULL: there is no room. */
struct process *process_new(const struct process *parent);
/* Of what process_new gave. */
void process_drop(struct process *p);
/* ERR_QUOTA: the parent has as many children as it may, or its line as many records. */
enum err family_room(const struct process *parent);
/* A page for the arguments that p is sending counts as a process, which it shall become. False: there is no room. */
bool family_hold(struct process *p);
void family_release(struct process *p);
void family_join(struct process *p, struct process *parent);

/* p has ended: nobody finds it any more, its children have no parent. True: its parent will ask for it; else
 * it is the caller's to drop. */
bool family_ended(struct process *p, int how, int code);

/* Which child a wait for pid (0: any) is about. *ended: it has ended, and is the caller's to drop after
 * family_take. ERR_NOT_FOUND: there is none, or none can ever be. */
enum err family_child(struct process *parent, uint64_t pid, struct process **ended);
void family_take(struct process *child);
/* A wait that no child can answer any more, as others have got them; NULL: none. */
struct kept *family_hopeless(struct process *parent);
/* A wait that this ended child answers, out of its list; NULL: none. */
struct kept *family_waiter(struct process *child);

/* NULL: the caller, its line or all have too many, or no memory. It is in no list yet. */
struct kept *kept_new(struct process *caller, uint64_t reply);
/* Of its calls, of which there must be one, that which came since we last looked; or which we have not looked at for longest. */
struct kept *kept_in_turn(struct process *caller);
/* Out of its list, too. */
void kept_drop(struct kept *k);

#endif
