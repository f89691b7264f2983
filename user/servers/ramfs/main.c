/* SPDX-License-Identifier: MIT */
/*
 * ramfs: a file system in memory that begins with what the ramdisk holds, and pipes. One thread serves
 * one call after the other; nothing that a client sends or does not send can make it wait.
 */
#include <stdlib.h>
#include "user/lib/present.h"
#include "user/lib/ramdisk.h"
#include "user/lib/serve.h"
#include "user/lib/start.h"
#include "user/servers/driver/service.h"
#include "user/servers/ramfs/archive.h"
#include "user/servers/ramfs/file_calls.h"
#include "user/servers/ramfs/gift.h"
#include "user/servers/ramfs/lots.h"
#include "user/servers/ramfs/session_calls.h"
#include "user/servers/ramfs/slots.h"

#define FILES_MAX (1ull << 32) /* bytes */

struct tree tree;

/* How much files may take: half of what we may, as the rest is handles, buffers and waste. */
static size_t file_bytes(void)
{
	struct loris_process_info info;

	if (sys_process_info(0, &info) < 0)
		return 0;
	if (info.pages_max / 2 > FILES_MAX / LORIS_PAGE_SIZE)
		return FILES_MAX;
	return info.pages_max / 2 * LORIS_PAGE_SIZE;
}

#define SAMPLES 64

/*
 * The machine has nothing random for us: the rng driver is not there yet, perhaps never, and files shall not wait for a
 * device. So it is the moment, by the clock, and how long 64 calls of the kernel take: a few tens of bits where nobody
 * watches, and none where the machine does the same at each boot (-icount). The cycle counter would say more, but firmware
 * may forbid it. Who guesses has to try each guess with thousands of files; who can read our memory knows it.
 */
static struct hash_key make_key(void)
{
	struct hash_key key = {{sys_clock(), 0x9e3779b97f4a7c15}};

	for (uint64_t i = 0; i < SAMPLES; i++) {
		uint64_t sample[2] = {sys_clock(), sys_clock()};

		key.half[i % 2] ^= hash(&key, i, (const char *)sample, sizeof(sample));
	}
	return key;
}

/* Without a ramdisk the tree is empty, and just as good. */
static void load_ramdisk(void)
{
	struct cpio archive;

	if (ramdisk_map(&archive) == OK)
		archive_load(&tree, &archive);
}

/* ---- what goes back to the kernel, a little each ms ----------------------------------------------------- */

#define TICK	(1ull << SLOT_BITS) /* beside those of handles */
#define TICK_NS 1000000

static handle_t notification;
static bool ticks; /* the timer is set */

static void on_bits(uint64_t bits)
{
	gift_returned(bits);
	if (!(bits & TICK))
		return;
	ticks = false;
	lots_tidy();
}

static void watch_lots(void)
{
	if (!ticks && lots_too_many())
		ticks = sys_timer_set(notification, TICK, TICK_NS) == OK;
}

/* ---- requests ------------------------------------------------------------------------------------------- */

static bool dispatch(struct message *m)
{
	struct slot *s = slot_find(m->badge);

	if (s && s->kind == SLOT_FILE)
		return file_dispatch(&file_calls, s->what, m);
	if (s)
		return filesystem_dispatch(&session_calls, s->what, m);
	return filesystem_dispatch(&stranger_calls, NULL, m);
}

/* True: m is a reply to go out. Handles in it whose client is gone, or takes none, are closed by that (SYS_reply_recv),
 * and what they stood for ends. */
static bool serve(void *context, struct message *m)
{
	bool reply = false;

	(void)context;
	switch (LORIS_MSG_KIND(m->info)) {
	case LORIS_MSG_CALL:
		reply = dispatch(m);
		break;
	case LORIS_MSG_BITS:
		on_bits(m->word[0]);
		break;
	default: /* whoever sends without waiting for an answer misses nothing */
		stub_close_handles(m);
	}
	watch_lots();
	return reply;
}

int main(void)
{
	struct service service;

	loris_stay_present(); /* before the tree takes the heap's first pages, of which it touches some */
	if (tree_init(&tree, file_bytes(), make_key()) != OK || service_make(&service) != OK)
		return 1;
	load_ramdisk();
	notification = service.notification;
	gift_init(service.endpoint, service.notification);
	if (service_publish(&service, start_handle(LORIS_START_INIT), "ramfs") != OK)
		return 1;
	loris_serve(service.endpoint, serve, NULL);
}
