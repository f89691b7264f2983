// SPDX-License-Identifier: MIT
/* Init's part of what a process may do to others: start them, wait for them, end them. */
#include "user/lib/children.h"
#include "proto/init.h"
#include "user/lib/lock.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define CHILD_FILES 3

static struct __lock arguments_lock; /* init collects one process's arguments in one place */

/* All but the last `left` bytes. */
static long send_arguments(handle_t init, const char *args, size_t len, size_t left)
{
	while (len > left) {
		size_t part = len - left < MESSAGE_INLINE ? len - left : MESSAGE_INLINE;
		long err = init_argument(init, args, part);

		if (err < 0)
			return err;
		args += part;
		len -= part;
	}
	return OK;
}

static long spawn_plain(handle_t init, const char *args, size_t len)
{
	size_t last = (len - 1) % MESSAGE_INLINE + 1;
	long err = send_arguments(init, args, len, last);

	return err < 0 ? err : init_spawn_plain(init, args + len - last, last);
}

static long spawn_with(handle_t init, const char *args, size_t len,
		       const handle_t files[CHILD_FILES])
{
	handle_t given[CHILD_FILES];
	uint64_t flags = 0;
	size_t count = 0;
	long err = send_arguments(init, args, len, 0);

	for (unsigned i = 0; i < CHILD_FILES; i++) {
		if (files[i]) {
			flags |= 1u << i;
			given[count++] = files[i];
		}
	}
	return err < 0 ? err : init_spawn(init, flags, given, count);
}

long loris_spawn(const char *args, size_t len, const handle_t files[CHILD_FILES])
{
	handle_t init = start_handle(LORIS_START_INIT);
	long result;

	if (len == 0 || len > LORIS_ARGS_MAX || args[len - 1] != '\0')
		return ERR_INVALID;
	loris_lock_acquire(&arguments_lock);
	if (files[0] || files[1] || files[2])
		result = spawn_with(init, args, len, files);
	else
		result = spawn_plain(init, args, len);
	loris_lock_release(&arguments_lock);
	return result;
}

/* What the process itself was given it hands on. */
long sys_spawn(const char *args, size_t len)
{
	handle_t files[CHILD_FILES];

	for (unsigned i = 0; i < CHILD_FILES; i++)
		files[i] = start_handle(LORIS_START_IN + i);
	return loris_spawn(args, len, files);
}

long sys_wait(long pid, struct loris_exit *exit)
{
	uint64_t how, code;
	long waited;

	waited = init_wait(start_handle(LORIS_START_INIT), (uint64_t)pid, 0, &how, &code);
	if (waited > 0 && exit)
		*exit = (struct loris_exit){
			.pid = (int32_t)waited, .how = (int32_t)how, .code = (int32_t)code};
	return waited;
}

long sys_kill(long pid)
{
	return init_kill(start_handle(LORIS_START_INIT), (uint64_t)pid);
}
