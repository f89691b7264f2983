/* SPDX-License-Identifier: MIT */
#include "user/servers/init/servers.h"
#include <string.h>
#include "user/lib/stub.h"
#include "user/servers/driver/badge.h"
#include "user/servers/init/answer.h"
#include "user/servers/init/build.h"
#include "user/servers/init/say.h"

#define MS		1000000ull  /* ns */
#define TICK_NS		(100 * MS)  /* while someone waits, or a start failed for want of memory */
#define TICK		1	    /* bit of the notification */
#define PATIENCE	(2000 * MS) /* how long a call waits for a server at most */
#define DMA_BLK		0x90000	    /* bytes: rings, 16 requests of 32 KiB */
#define DMA_RNG		0x4000
#define FAILURES_MAX	5
#define FAILURES_WITHIN (10000 * MS)

static struct server servers[] = {
	{.name = "ramfs", .at_boot = true, .ramdisk = true, .programs_pay = true},
	{.name = "blk", .at_boot = true, .system = true, .dma_bytes = DMA_BLK},
	{.name = "rng", .at_boot = true, .system = true, .dma_bytes = DMA_RNG},
	{.name = "uart", .system = true},
};
#define COUNT (sizeof(servers) / sizeof(servers[0]))

static handle_t notification;
static bool ticks; /* the timer is set */

void servers_init(handle_t signalled)
{
	notification = signalled;
	for (unsigned i = 0; i < COUNT; i++)
		list_init(&servers[i].waiting);
}

struct server *server_number(uint64_t index)
{
	return index < COUNT ? &servers[index] : NULL;
}

struct server *server_find(const void *name, size_t len)
{
	for (unsigned i = 0; i < COUNT; i++)
		if (strlen(servers[i].name) == len && memcmp(servers[i].name, name, len) == 0)
			return &servers[i];
	return NULL;
}

/* ---- who waits -------------------------------------------------------------------------------------- */

static void release_all(struct server *s, enum err e)
{
	while (!list_empty(&s->waiting))
		answer_server(list_first_entry(&s->waiting, struct kept, link), s, e);
}

void servers_forget(const struct process *p)
{
	struct kept *k, *after;

	for (unsigned i = 0; i < COUNT; i++)
		list_for_each_safe(k, after, &servers[i].waiting, link)
			if (k->caller == p)
				answer_none(k);
}

long server_handle(const struct server *s, const struct process *caller)
{
	uint64_t badge = badge_make(caller->line ? caller->line->number : 0, caller->pid);

	if (caller->parent == &shell)
		badge |= BADGE_LEAD;
	return sys_handle_copy(s->endpoint, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, badge);
}

/* Not set anew for each: who asks again and again would put it off for ever. */
static void tick_soon(void)
{
	if (!ticks)
		ticks = sys_timer_set(notification, TICK, TICK_NS) == OK;
}

/* ---- starting --------------------------------------------------------------------------------------- */

/* 0: there is no memory; the driver says so. */
static handle_t dma_of(struct server *s)
{
	long memory;

	if (s->dma || !s->dma_bytes)
		return s->dma;
	memory = sys_memory_create(s->dma_bytes, LORIS_MEMORY_CONTIGUOUS);
	if (memory > 0)
		s->dma = (handle_t)memory;
	return s->dma;
}

static long try_start(struct server *s, const struct program *program)
{
	const struct gifts gifts = {.system = s->system,
				    .ramdisk = s->ramdisk,
				    .extra = dma_of(s),
				    .counts_for = s->programs_pay ? shell.handle : 0};
	struct start_page *words = start_page_get();
	size_t len = strlen(s->name) + 1;
	long e;

	if (!words)
		return ERR_NO_MEMORY;
	memcpy(words->bytes, s->name, len);
	e = build(program, NULL, &gifts, words, (unsigned)len, &s->process);
	if (e == OK)
		s->process->server = s;
	return e;
}

static void go_down(struct server *s, enum server_state state)
{
	s->state = state;
	s->stops = false;
	release_all(s, ERR_NOT_FOUND);
}

void server_start(struct server *s)
{
	const struct program *program = program_find(s->name);

	if (!program || program->problem) {
		if (program)
			say_not_program(s->name, program->problem);
		go_down(s, program ? SERVER_FAILED : SERVER_DOWN);
		return;
	}
	s->state = SERVER_STARTING;
	s->stops = false;
	s->started = sys_clock();
	if (try_start(s, program) == OK)
		s->starts++;
	else
		tick_soon();
}

enum err server_stop_waiting(struct server *s)
{
	go_down(s, SERVER_DOWN);
	return OK;
}

void servers_boot(void)
{
	for (unsigned i = 0; i < COUNT; i++)
		if (servers[i].at_boot)
			server_start(&servers[i]);
}

void server_serves(struct server *s, handle_t endpoint)
{
	if (s->endpoint)
		sys_handle_close(s->endpoint);
	s->endpoint = endpoint;
	s->state = SERVER_SERVING;
	s->failures = 0;
	release_all(s, OK);
}

/* ---- ending ----------------------------------------------------------------------------------------- */

/* Of its own accord, without ever having served; being killed is not its fault. */
static bool failed_too_often(struct server *s, int how)
{
	uint64_t now = sys_clock();

	if (how == LORIS_KILLED)
		return false;
	if (!s->failures || now - s->first_failure > FAILURES_WITHIN) {
		s->failures = 0;
		s->first_failure = now;
	}
	return ++s->failures >= FAILURES_MAX;
}

/* Whatever ends it, a device or a client, shall not keep us busy starting it. Who kills it may have it at once. */
static bool ended_early(const struct server *s, int how)
{
	return how != LORIS_KILLED && sys_clock() - s->started < TICK_NS;
}

static void start_soon(struct server *s)
{
	s->state = SERVER_STARTING;
	tick_soon();
}

void server_ended(struct server *s, int how, int code)
{
	bool served = s->state == SERVER_SERVING;

	s->process = NULL;
	if (s->endpoint)
		sys_handle_close(s->endpoint);
	s->endpoint = 0;
	if (s->stops || (!served && how == LORIS_EXITED && code == 0)) {
		go_down(s, SERVER_DOWN);
	} else if (!served &&
		   how == LORIS_NO_MEMORY) { /* not its fault; there may be some in a moment */
		start_soon(s);
	} else if (!served && failed_too_often(s, how)) {
		say(s->name, "given up: it ends before it serves");
		go_down(s, SERVER_FAILED);
	} else if (ended_early(s, how)) {
		start_soon(s);
	} else {
		server_start(s);
	}
}

/* ---- time ------------------------------------------------------------------------------------------- */

long server_keep(struct server *s, struct process *caller, uint64_t what)
{
	struct kept *k = answer_keep(caller);

	if (!k)
		return ERR_NO_MEMORY;
	k->what = what;
	k->until = sys_clock() + PATIENCE;
	list_add_tail(&s->waiting, &k->link);
	tick_soon();
	return STUB_KEPT;
}

/* All wait equally long: the first is the next to give up. */
static bool expire(struct server *s, uint64_t now)
{
	while (!list_empty(&s->waiting)) {
		struct kept *k = list_first_entry(&s->waiting, struct kept, link);

		if (k->until > now)
			return true;
		answer_server(k, s, ERR_TIMEOUT);
	}
	return false;
}

void servers_tick(void)
{
	uint64_t now = sys_clock();
	bool more = false;

	ticks = false;
	for (unsigned i = 0; i < COUNT; i++) {
		struct server *s = &servers[i];

		if (s->state == SERVER_STARTING && !s->process)
			server_start(s);
		more |= expire(s, now);
	}
	if (more)
		tick_soon();
}
