// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>
#include "many.h"
#include "user/lib/children.h"
#include "user/lib/err.h"
#include "user/lib/rdtime.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define WARM_UP 200

void ipc_line(const char *what, long n, uint64_t ticks)
{
	printf("many: %s: %ld: %llu ticks for %d round trips\n", what, n, (unsigned long long)ticks,
	       ROUNDS);
}

/* ---- another process calls us ------------------------------------------------------------------------ */

int ipc_partner(void)
{
	handle_t server = start_handle(LORIS_START_IN);

	while (ipc_call_empty(server) == OK)
		;
	return 0;
}

/* Answers n calls; the one that is received last is not answered. */
static long answer(handle_t endpoint, long n)
{
	long err = OK;

	for (long i = 0; i < n && err == OK; i++)
		err = ipc_reply_recv_empty(endpoint);
	return err;
}

static uint64_t measure(handle_t endpoint)
{
	struct message first = {0};
	long err = ipc_recv(endpoint, &first);
	uint64_t before;

	if (err == OK)
		err = answer(endpoint, WARM_UP);
	before = rdtime();
	if (err == OK)
		err = answer(endpoint, ROUNDS);
	if (err == OK)
		return rdtime() - before;
	printf("many: ipc: %s\n", err_name(err));
	return 0;
}

uint64_t ipc_ticks(void)
{
	static const char args[] = "many\0partner";
	long endpoint = sys_endpoint_create(), pid;
	uint64_t ticks = 0;

	if (endpoint < 0)
		return 0;
	pid = loris_spawn(args, sizeof(args), (handle_t[3]){(handle_t)endpoint});
	if (pid > 0)
		ticks = measure((handle_t)endpoint);
	else
		printf("many: partner: %s\n", err_name(pid));
	ipc_reply(0, &(struct message){0});
	sys_handle_close((handle_t)endpoint); /* which ends the partner */
	if (pid > 0)
		sys_wait(pid, NULL);
	return ticks;
}

/* ---- a thread of ours ------------------------------------------------------------------------------- */

static long serve(void *endpoint)
{
	struct message first = {0};

	if (ipc_recv((handle_t)endpoint, &first) == OK)
		while (ipc_reply_recv_empty((handle_t)endpoint) == OK)
			;
	return 0;
}

_Bool ipc_serve(handle_t endpoint)
{
	return thread_start(serve, (void *)endpoint) > 0;
}

static long call(handle_t by, long n)
{
	long err = OK;

	for (long i = 0; i < n && err == OK; i++)
		err = ipc_call_empty(by);
	return err;
}

uint64_t ipc_ticks_by(handle_t by)
{
	long err = call(by, WARM_UP);
	uint64_t before = rdtime();

	if (err == OK)
		err = call(by, ROUNDS);
	if (err == OK)
		return rdtime() - before;
	printf("many: ipc: %s\n", err_name(err));
	return 0;
}
