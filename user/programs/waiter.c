// SPDX-License-Identifier: MIT
/*
 * waiter HOW: waits for ever, in one of the ways in which a thread can wait, so that it can be ended there.
 *
 *   recv send call reply kept bits sleep join	the call of that name; kept: for a reply that is kept
 *   fault	for its own handler's answer
 *   lost	made a process that waits for ever, on which only that itself has a handle; then sleeps
 *   empty	likewise, but it never gets a thread
 *   leaves	likewise lost, and ends
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define FOREVER	 UINT64_MAX
#define CODE	 0x10000000
#define FOR_EVER (-1) /* of wait_bits */

static handle_t endpoint;

static long sleep_for_ever(void *unused)
{
	(void)unused;
	return sys_sleep(FOREVER);
}

static long receive_and_sleep(void *keeps)
{
	struct message m = {0};

	ipc_recv(endpoint, &m);
	if (keeps)
		sys_reply_keep();
	return sys_sleep(FOREVER);
}

/* ---- ways to wait ---------------------------------------------------------------------------------------- */

static long wait_recv(void)
{
	struct message m = {0};

	return ipc_recv(endpoint, &m);
}

static long wait_send(void)
{
	struct message m = {0};

	return ipc_send(endpoint, &m);
}

static long wait_call(void)
{
	struct message m = {0};

	return ipc_call(endpoint, &m);
}

static long wait_reply(void)
{
	thread_start(receive_and_sleep, NULL);
	return wait_call();
}

static long wait_kept(void)
{
	thread_start(receive_and_sleep, &endpoint);
	return wait_call();
}

static long wait_bits(void)
{
	return sys_wait_bits((handle_t)sys_notification_create(), FOR_EVER);
}

static long wait_sleep(void)
{
	return sleep_for_ever(NULL);
}

static long wait_join(void)
{
	return thread_join(thread_start(sleep_for_ever, NULL), NULL);
}

static long wait_fault(void)
{
	sys_process_handler(0, endpoint, LORIS_ON_PAGE);
	return *(volatile long *)0;
}

/* ---- processes that only they themselves have a handle on ------------------------------------------------- */

/* Puts a program there that sleeps for ever; it refers to nothing. */
static long fill(handle_t process)
{
	static const uint32_t code[] = {
		0xfff00513, /* li a0, -1 */
		0x00a00893, /* li a7, SYS_sleep */
		0x00000073, /* ecall */
		0xff5ff06f, /* j -12 */
	};
	handle_t memory = (handle_t)sys_memory_create(LORIS_PAGE_SIZE, 0);
	long at = sys_map_into(0, NULL, LORIS_PAGE_SIZE, LORIS_PROT_READ | LORIS_PROT_WRITE, memory,
			       0, 0);

	_Static_assert(SYS_sleep == 10, "as in the code");
	if (at < 0)
		return at;
	memcpy((void *)at, code, sizeof(code));
	sys_unmap((void *)at, LORIS_PAGE_SIZE);
	at = sys_map_into(process, (void *)CODE, LORIS_PAGE_SIZE, LORIS_PROT_READ | LORIS_PROT_EXEC,
			  memory, 0, 0);
	sys_handle_close(memory);
	return at;
}

static bool make_lost(bool starts)
{
	const struct loris_process what = {.name = "lost"};
	handle_t process = (handle_t)sys_process_create(&what);
	long pid = sys_process_info(process, NULL);

	sys_process_give(process, process, LORIS_RIGHTS_ALL);
	if (starts && fill(process) > 0)
		sys_process_start(process, CODE, 0, 0, 0);
	sys_handle_close(process);
	printf("lost: %ld\n", pid);
	return pid > 0;
}

static long wait_lost(void)
{
	return make_lost(true) ? sleep_for_ever(NULL) : -1;
}

static long wait_empty(void)
{
	return make_lost(false) ? sleep_for_ever(NULL) : -1;
}

static long do_leave(void)
{
	return !make_lost(true);
}

static const struct {
	const char *name;
	long (*wait)(void);
} ways[] = {
	{"recv", wait_recv},   {"send", wait_send}, {"call", wait_call},   {"reply", wait_reply},
	{"kept", wait_kept},   {"bits", wait_bits}, {"sleep", wait_sleep}, {"join", wait_join},
	{"fault", wait_fault}, {"lost", wait_lost}, {"empty", wait_empty}, {"leaves", do_leave},
};

int main(int argc, char **argv)
{
	endpoint = (handle_t)sys_endpoint_create();
	for (unsigned i = 0; argc == 2 && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].name, argv[1]) == 0)
			return (int)ways[i].wait();
	puts("usage: waiter HOW");
	return 2;
}
