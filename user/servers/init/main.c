/* SPDX-License-Identifier: MIT */
/*
 * init: the first program. It starts all others and hears of their end, starts the servers and knows them
 * by name. The one process that must not die: it waits for nobody but whoever calls it, takes memory only
 * where the kernel can refuse it, and touches all that it has before anyone can use the machine up.
 */
#include "user/lib/present.h"
#include "user/lib/ramdisk.h"
#include "user/lib/serve.h"
#include "user/lib/start.h"
#include "user/servers/init/build.h"
#include "user/servers/init/calls.h"
#include "user/servers/init/say.h"
#include "user/servers/init/servers.h"

static handle_t bind_notification(void)
{
	long notification = sys_notification_create();

	if (notification > 0)
		sys_notification_bind((handle_t)notification);
	return notification > 0 ? (handle_t)notification : 0;
}

/* Without a ramdisk there is nothing to start, and we say so to who asks. */
static void map_ramdisk(void)
{
	struct cpio archive;
	long e = ramdisk_map(&archive);

	if (e == OK)
		programs_load(&archive);
	else if (e != ERR_NOT_FOUND)
		say("init", "the ramdisk cannot be mapped");
}

/* One whose process we do not know any more has ended while its call was under way. */
static bool serve_call(struct message *m)
{
	struct process *caller = process_calling(m->badge);
	struct message reply = {0};

	if (caller)
		return init_dispatch(&init_calls, caller, m);
	return stub_finish(m, &reply, stub_refuse(m, ERR_PERM));
}

static void serve_exit(const struct message *m)
{
	struct process *p = m->badge ? process_calling(m->badge) : NULL;

	if (p && p->pid == m->word[0])
		process_ended(p, (int)m->word[1], (int)m->word[2]);
}

/* True: m is a reply to go out. */
static bool serve(void *context, struct message *m)
{
	(void)context;
	switch (LORIS_MSG_KIND(m->info)) {
	case LORIS_MSG_CALL:
		return serve_call(m);
	case LORIS_MSG_EXIT:
		serve_exit(m);
		return false;
	case LORIS_MSG_BITS:
		servers_tick();
		return false;
	default: /* whoever sends without waiting for an answer wants nothing that we do */
		stub_close_handles(m);
		return false;
	}
}

/* Whoever else starts this program has it given a handle to call us. */
static bool is_init(handle_t endpoint)
{
	struct loris_handle info;

	return sys_handle_info(endpoint, &info) == OK && info.rights & LORIS_RIGHT_RECV;
}

int main(int argc, char **argv)
{
	handle_t endpoint = start_handle(LORIS_START_INIT);

	if (!is_init(endpoint)) {
		say("init", "there is one already");
		return 1;
	}
	loris_stay_present();
	family_init();
	build_init(endpoint);
	calls_init(argc > 1 ? argv[1] : "");
	servers_init(bind_notification());
	map_ramdisk();
	servers_boot();
	loris_serve(endpoint, serve, NULL);
}
