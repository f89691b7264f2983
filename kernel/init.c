/* SPDX-License-Identifier: MIT */
#include "kernel/init.h"
#include "kernel/console_server.h"
#include "kernel/endpoint.h"
#include "kernel/memory.h"
#include "kernel/page.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/system.h"
#include "lib/string.h"

#define PROGRAM "init"

const char *init_trust = "";

static enum err give(struct process *p, uint64_t *start, struct object *o, unsigned rights)
{
	long handle = o ? handle_add(p, o, rights, 0) : 0;

	*start = handle > 0 ? (uint64_t)handle : 0;
	return handle < 0 ? (enum err)handle : OK;
}

static enum err equip(struct process *p, struct loris_start *start)
{
	struct memory *ramdisk = memory_ramdisk();
	uint64_t *h = start->handle;
	enum err e = give(p, &h[LORIS_START_INIT], &init_endpoint->object,
			  LORIS_RIGHT_SEND | LORIS_RIGHT_RECV | LORIS_RIGHT_COPY);

	if (e == OK)
		e = give(p, &h[LORIS_START_CONSOLE], (struct object *)console_endpoint,
			 LORIS_RIGHT_SEND | LORIS_RIGHT_COPY);
	if (e == OK)
		e = give(p, &h[LORIS_START_SYSTEM], system_object(), SYSTEM_RIGHTS);
	if (e == OK && ramdisk)
		e = give(p, &h[LORIS_START_RAMDISK], &ramdisk->object, MEMORY_RAMDISK_RIGHTS);
	return e;
}

/* Its arguments: its name, whom it trusts. */
static size_t make_block(char block[sizeof PROGRAM + INIT_TRUST_MAX])
{
	size_t len = strlen(init_trust) + 1;

	memcpy(block, PROGRAM, sizeof PROGRAM);
	memcpy(block + sizeof PROGRAM, init_trust, len);
	return sizeof PROGRAM + len;
}

bool init_start(void)
{
	char block[sizeof PROGRAM + INIT_TRUST_MAX];
	size_t len = make_block(block);
	struct quota *q;
	bool irqs;
	long pid;
	enum err e;

	if (init_alive())
		return true;
	irqs = irq_save();
	if (init_endpoint)
		object_put(&init_endpoint->object);
	init_endpoint = endpoint_create(NULL, &e);
	q = quota_create(NULL, page_free_count(), page_free_count());
	pid = init_endpoint && q ? process_spawn(block, len, q, equip) : ERR_NO_MEMORY;
	if (pid < 0 && init_endpoint) { /* nobody will ever answer there */
		object_put(&init_endpoint->object);
		init_endpoint = NULL;
	}
	irq_restore(irqs);
	if (pid == ERR_NOT_FOUND)
		printk("loris: no program named " PROGRAM " in the ramdisk\n");
	else if (pid < 0)
		printk("loris: " PROGRAM " cannot be started (error %ld)\n", pid);
	return pid > 0;
}
