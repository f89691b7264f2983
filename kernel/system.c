/* SPDX-License-Identifier: MIT */
#include "kernel/system.h"
#include "kernel/bench.h"
#include "kernel/console.h"
#include "kernel/handle.h"
#include "kernel/syscall.h"
#include "kernel/vm.h"
#include "lib/string.h"

struct object *system_object(void)
{
	static struct object system = {.refs = 1, .type = LORIS_SYSTEM};

	return &system;
}

enum err system_check(uint64_t handle)
{
	struct found f;

	return handle_find(this_hart()->current->process, handle, LORIS_SYSTEM, LORIS_RIGHT_MANAGE,
			   &f);
}

static long find_device(va_t at)
{
	struct mm *mm = this_hart()->current->mm;
	struct loris_device d;
	enum err e = copy_from_user(mm, &d, at, sizeof d);

	if (e != OK)
		return e;
	if (strnlen(d.compatible, sizeof d.compatible) == sizeof d.compatible)
		return ERR_INVALID;
	return arch_find_device(&d) ? copy_to_user(mm, at, &d, sizeof d) : ERR_NOT_FOUND;
}

static long give_kthread(const struct hart *h)
{
	return handle_add(this_hart()->current->process, (struct object *)bench_endpoint(h),
			  LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);
}

long sys_system(uint64_t system, uint64_t operation, uint64_t argument)
{
	enum err e = system_check(system);

	if (e != OK)
		return e;
	switch (operation) {
	case LORIS_SYSTEM_CONSOLE_INPUT:
		if (argument > UINT8_MAX)
			return ERR_INVALID;
		console_type((char)argument);
		return OK;
	case LORIS_SYSTEM_DEVICE:
		return find_device(argument);
	case LORIS_SYSTEM_KTHREAD:
		return argument < harts_online ? give_kthread(&harts[argument]) : ERR_INVALID;
	default:
		return ERR_INVALID;
	}
}
