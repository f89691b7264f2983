/* SPDX-License-Identifier: MIT */
#include "kernel/endpoint.h"
#include "kernel/memory.h"
#include "kernel/notify.h"
#include "kernel/process.h"
#include "kernel/syscall.h"
#include "kernel/vm.h"

static struct process *own(void)
{
	return this_hart()->current->process;
}

long sys_handle_copy(uint64_t handle, uint64_t rights, uint64_t badge)
{
	return rights > LORIS_RIGHTS_ALL ? ERR_INVALID
					 : handle_copy(own(), handle, (unsigned)rights, badge);
}

long sys_handle_close(uint64_t handle)
{
	return handle_close(own(), handle);
}

long sys_handle_revoke(uint64_t handle)
{
	return handle_revoke(own(), handle);
}

long sys_handle_watch(uint64_t handle, uint64_t notification, uint64_t bits)
{
	struct found f = {0};
	enum err e = notification ? handle_find(own(), notification, LORIS_NOTIFICATION,
						LORIS_RIGHT_SEND, &f)
				  : OK;

	if (e != OK)
		return e;
	if (bits & ~NOTIFICATION_BITS || (notification && !bits))
		return ERR_INVALID;
	return handle_watch(own(), handle, (struct notification *)f.object, bits);
}

long sys_handle_info(uint64_t handle, uint64_t out)
{
	struct loris_handle info;
	struct object *o;
	enum err e = handle_info(own(), handle, &info, &o);

	if (e != OK)
		return e;
	if (o->type == LORIS_MEMORY)
		info.size = ((struct memory *)o)->size;
	if (o->type == LORIS_REPLY) /* does anyone still wait for it? */
		info.copies = load_once(&((struct reply *)o)->slot.caller) != NULL;
	return copy_to_user(this_hart()->current->mm, out, &info, sizeof info);
}
