/* SPDX-License-Identifier: MIT */
/*
 * The servers that init starts, and starts again when they have ended; and their names, by which programs
 * find them.
 *
 *   DOWN		it is not to run: its device is not there (it ended with status 0 before it served), or
 *		nobody has asked for it yet
 *   STARTING	it runs but has not registered, or will be started again in a moment; who looks it up waits
 *   SERVING	it has registered
 *   FAILED	it ended too often without ever registering: given up
 */
#ifndef INIT_SERVERS_H
#define INIT_SERVERS_H

#include "user/lib/ipc.h"
#include "user/servers/init/family.h"

enum server_state { SERVER_DOWN, SERVER_STARTING, SERVER_SERVING, SERVER_FAILED };

/* enum of kept->what: what the caller is told when the server serves */
enum { KEPT_LOOKUP, KEPT_START };

struct server {
	const char *name; /* its file's, too */
	bool at_boot, system, ramdisk;
	bool programs_pay; /* what it takes, it takes for programs: it counts for all of them together */
	bool stops;	   /* it has been told to end, and is not to run then */
	uint64_t dma_bytes;
	handle_t
		dma; /* the same memory for each successor, as its device may go on writing there: for ever */
	enum server_state state;
	struct process *process; /* NULL: not now */
	handle_t endpoint;	 /* SERVING */
	uint64_t starts;
	unsigned failures;	/* since it last served */
	uint64_t first_failure; /* ns of the clock */
	uint64_t started;	/* likewise: the last time */
	struct list waiting;	/* struct kept */
};

/* Timers go to the notification. */
void servers_init(handle_t notification);
/* Those that are started at boot. */
void servers_boot(void);

/* NULL: no server has this name (len bytes), or index. */
struct server *server_find(const void *name, size_t len);
struct server *server_number(uint64_t index);

/* From now on it is to run. */
void server_start(struct server *s);
/* It is not to run, and does not, but would soon. OK */
enum err server_stop_waiting(struct server *s);
/* Its process has ended. */
void server_ended(struct server *s, int how, int code);
/* It can be called; the handle becomes ours. Whoever waited is told. */
void server_serves(struct server *s, handle_t endpoint);

/* The caller's own handle of a server that serves, which knows it by that (user/servers/driver/badge.h). */
long server_handle(const struct server *s, const struct process *caller);
/* The call that was received last is answered when it serves, or with an error. STUB_KEPT, or an error. */
long server_keep(struct server *s, struct process *caller, uint64_t what);

/* The notification was signalled. */
void servers_tick(void);
/* A process has ended: none of its calls wait any more. */
void servers_forget(const struct process *p);

#endif
