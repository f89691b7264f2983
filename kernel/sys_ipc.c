/* SPDX-License-Identifier: MIT */
/* Messages as system calls. Their words are in the current thread's frame (entry.S). */
#include "kernel/endpoint.h"
#include "kernel/fault.h"
#include "kernel/process.h"
#include "kernel/syscall.h"
#include "kernel/vm.h"

static struct thread *current(void)
{
	return this_hart()->current;
}

/* The current thread's frame holds what its call gives, and more than a result. */
static _Noreturn void return_with_frame(struct thread *t)
{
	if (arch_user_out(&t->frame, &t->fpu))
		stat(fpu_saves);
	arch_resume();
}

static inline enum err find_endpoint(struct thread *t, uint64_t handle, unsigned right,
				     struct found *out)
{
	return handle_find_in(&t->process->handles, handle, LORIS_ENDPOINT, right, out);
}

static long send(uint64_t handle, bool wants_reply)
{
	struct thread *t = current(), *to;
	struct found f;
	enum err e = find_endpoint(t, handle, LORIS_RIGHT_SEND, &f);
	long result;

	if (e != OK)
		return e;
	result = ipc_send(t, (struct endpoint *)f.object, f.badge, wants_reply, &to);
	if (result == IPC_WAITS)
		thread_block_to(to);
	return result;
}

long sys_call(uint64_t endpoint)
{
	return send(endpoint, true);
}

long sys_send(uint64_t endpoint)
{
	return send(endpoint, false);
}

long sys_recv(uint64_t endpoint)
{
	struct thread *t = current(), *to;
	struct found f;
	enum err e = find_endpoint(t, endpoint, LORIS_RIGHT_RECV, &f);
	long result;

	if (e != OK)
		return e;
	result = ipc_recv(t, (struct endpoint *)f.object, frame_info(&t->frame), &to);
	if (result == IPC_WAITS)
		thread_block();
	if (result == OK)
		return_with_frame(t);
	return result;
}

/* Nobody takes what was to be moved. */
static void close_moved(struct thread *t)
{
	uint64_t info = frame_info(&t->frame), word[LORIS_MSG_WORDS];

	frame_get_words(&t->frame, word);
	for (unsigned i = 0; i < LORIS_MSG_COUNT(info) && i < LORIS_MSG_HANDLES_MAX; i++)
		if (info & LORIS_MSG_MOVE(i))
			handle_close(t->process, word[4 + i]);
}

long sys_reply_recv(uint64_t endpoint)
{
	struct thread *t = current(), *client, *to;
	uint64_t info = frame_info(&t->frame);
	struct found f;
	enum err e = find_endpoint(t, endpoint, LORIS_RIGHT_RECV, &f);
	long result;

	if (e != OK)
		return e;
	result = ipc_reply(t, &t->slot, &client);
	if (result == ERR_INVALID)
		return result;
	if (result !=
	    OK) /* gone, or it takes none: the server would not hear of it, and keep them for ever */
		close_moved(t);
	/* What it says about handles was about the reply's, but for how many may come. */
	result = ipc_recv(t, (struct endpoint *)f.object, info & ~(uint64_t)0xff, &to);
	if (result == IPC_WAITS)
		thread_block_to(client);
	if (client)
		thread_wake(client);
	if (result == OK)
		return_with_frame(t);
	return result;
}

/* ---- replies that were kept ---------------------------------------------------------------------------- */

long sys_reply(uint64_t handle)
{
	struct thread *t = current(), *client;
	struct reply_slot *slot = &t->slot;
	struct found f;
	enum err e;
	long result;

	if (handle) {
		e = handle_find(t->process, handle, LORIS_REPLY, 0, &f);
		if (e != OK)
			return e;
		slot = &((struct reply *)f.object)->slot;
	}
	result = ipc_reply(t, slot, &client);
	if (result == ERR_INVALID)
		return result;
	if (client)
		thread_wake(client);
	if (handle)
		handle_close(t->process, handle);
	else
		ipc_end_donation(t);
	return result == ERR_NOT_FOUND ? ERR_CLOSED : result;
}

/* The handle first; then the caller goes over, which cannot fail. */
long sys_reply_keep(void)
{
	struct thread *t = current();
	struct process *p = t->process;
	struct reply *reply;
	long handle;
	enum err e;

	if (!load_once(&t->slot.caller))
		return ERR_NOT_FOUND;
	reply = object_create(p->quota, LORIS_REPLY, sizeof *reply, &e);
	if (!reply)
		return e;
	handle = handle_add(p, &reply->object, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);
	if (handle > 0)
		ipc_pass_caller(&t->slot, &reply->slot);
	object_put(&reply->object);
	return handle;
}

long sys_endpoint_create(void)
{
	struct process *p = current()->process;
	enum err e;
	struct endpoint *ep = endpoint_create(p->quota, &e);

	return ep ? handle_give(p, &ep->object, LORIS_RIGHTS_ALL, 0) : e;
}

/* ---- faults ----------------------------------------------------------------------------------------------- */

long sys_fault_registers(uint64_t write, uint64_t registers)
{
	struct loris_registers r = {0};
	struct thread *t = current();
	enum err e;

	if (write > 1)
		return ERR_INVALID;
	if (write) {
		e = copy_from_user(t->mm, &r, registers, sizeof r);
		return e == OK ? fault_write(t, &r) : e;
	}
	e = fault_read(t, &r);
	return e == OK ? copy_to_user(t->mm, registers, &r, sizeof r) : e;
}
