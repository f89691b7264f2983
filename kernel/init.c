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

#define PROGRAM	     "init"
#define INLINE_BYTES 56

enum { OP_ARGUMENT = 1, OP_WAIT = 3, OP_SPAWN_PLAIN = 11 };

#define WAIT_NO_WAIT 1 /* in the flags of OP_WAIT */

/* Where init serves; the kernel's reference. NULL: it was never started. Written by the shell only. */
static struct endpoint *endpoint;

/* ---- starting it ------------------------------------------------------------------------------------------ */

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
	enum err e = give(p, &h[LORIS_START_INIT], &endpoint->object,
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

static bool alive(void)
{
	return endpoint && !load_once(&endpoint->closed);
}

bool init_start(void)
{
	struct quota *q;
	bool irqs;
	long pid;
	enum err e;

	if (alive())
		return true;
	irqs = irq_save();
	if (endpoint)
		object_put(&endpoint->object);
	endpoint = endpoint_create(NULL, &e);
	q = quota_create(NULL, page_free_count(), page_free_count() * OBJECTS_PER_PAGE);
	pid = endpoint && q ? process_spawn(PROGRAM, q, equip) : ERR_NO_MEMORY;
	if (pid < 0 && endpoint) { /* nobody will ever answer there */
		object_put(&endpoint->object);
		endpoint = NULL;
	}
	irq_restore(irqs);
	if (pid == ERR_NOT_FOUND)
		printk("loris: no program named " PROGRAM " in the ramdisk\n");
	else if (pid < 0)
		printk("loris: " PROGRAM " cannot be started (error %ld)\n", pid);
	return pid > 0;
}

/* ---- asking it ----------------------------------------------------------------------------------------------- */

/* The result in word 0, or what kept it from coming. */
static long ask(struct message *m, uint64_t ns)
{
	long e = alive() ? ipc_kernel_call(endpoint, m, ns) : ERR_CLOSED;

	return e == OK ? (long)m->word[0] : e;
}

/* The result is that of the last piece, which starts the program. */
long init_spawn(const char *block, size_t len)
{
	long e = OK;

	for (size_t at = 0; at < len && e >= 0; at += INLINE_BYTES) {
		bool last = len - at <= INLINE_BYTES;
		size_t n = last ? len - at : INLINE_BYTES;
		struct message m = {.word = {(last ? OP_SPAWN_PLAIN : OP_ARGUMENT) | n << 8}};

		memcpy(&m.word[1], block + at, n);
		e = ask(&m, UINT64_MAX);
	}
	return e;
}

long init_wait(int pid, struct loris_exit *out, uint64_t ns)
{
	struct message m = {.word = {OP_WAIT, (uint64_t)pid, ns ? 0 : WAIT_NO_WAIT}};
	long ended = ask(&m, ns ? ns : UINT64_MAX);

	*out = (struct loris_exit){
		.pid = (int32_t)ended, .how = (int32_t)m.word[1], .code = (int32_t)m.word[2]};
	return ended;
}
