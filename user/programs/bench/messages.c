// SPDX-License-Identifier: MIT
/*
 * Round trips of messages, to a thread of this process and to another process. That the servers answered,
 * and not somebody else, shows in the switches that the kernel has counted.
 */
#include <stdbool.h>
#include <stddef.h>
#include "user/lib/ipc.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/bench/bench.h"
#include "user/programs/bench/partner.h"
#include "user/programs/bench/words.h"

static const char no_process[] = "no second process";
static const char went_wrong[] = "a call went wrong";

static handle_t endpoint;

static bool call_loop(uint64_t n)
{
	handle_t server = endpoint;
	long sum = 0;

	for (uint64_t i = 0; i < n; i++)
		sum |= ipc_call_empty(server);
	return sum == OK;
}

static const char *outcome(const struct window *window, uint64_t n, bool ok)
{
	uint64_t switches = window->after.switches - window->before.switches;

	return ok && switches >= 2 * n ? NULL : went_wrong;
}

static long serve(handle_t server)
{
	while (ipc_reply_recv_empty(server) == OK)
		;
	return 0;
}

/* ---- threads ----------------------------------------------------------------------------------- */

static long serving_thread(void *window)
{
	long hart = ((const struct window *)window)->hart;

	return sys_thread_pin(hart) == hart ? serve(endpoint) : 1;
}

const char *bench_ipc_threads(struct window *window, uint64_t n)
{
	bool ok;
	int tid;

	endpoint = (handle_t)sys_endpoint_create();
	tid = thread_start(serving_thread, window);
	if (tid < 0)
		return "no second thread";
	ok = call_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_IPC_THREADS, ok &= call_loop(n));
	sys_handle_close(endpoint);
	thread_join(tid, NULL);
	return outcome(window, n, ok);
}

/* ---- processes --------------------------------------------------------------------------------- */

static long open_server(const struct window *window, const char *name)
{
	return partner_start(window, name, 0, &endpoint);
}

/* The partner's side: its own endpoint, on which only it receives. */
static handle_t be_server(void)
{
	handle_t own = (handle_t)sys_endpoint_create();

	partner_meet(own);
	return own;
}

int partner_ipc_procs(void)
{
	return (int)serve(be_server());
}

const char *bench_ipc_procs(struct window *window, uint64_t n)
{
	long pid = open_server(window, "ipc_procs");
	bool ok;

	if (pid < 0)
		return no_process;
	ok = call_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_IPC_PROCS, ok &= call_loop(n));
	partner_stop(pid, endpoint);
	return outcome(window, n, ok);
}

int partner_ipc_procs4(void)
{
	handle_t server = be_server();
	uint64_t w[4] = {0};

	while (ipc_reply_recv_words4(server, w) == OK)
		;
	return 1;
}

static bool call_loop4(uint64_t n)
{
	handle_t server = endpoint;
	uint64_t w[4] = {0, 1, 2, 3};
	long sum = 0;

	for (uint64_t i = 0; i < n; i++)
		sum |= ipc_call_words4(server, w);
	return sum == OK && w[0] == 0 && w[1] == 1 && w[2] == 2 && w[3] == 3;
}

const char *bench_ipc_procs4(struct window *window, uint64_t n)
{
	long pid = open_server(window, "ipc_procs4");
	bool ok;

	if (pid < 0)
		return no_process;
	ok = call_loop4(WARM_UP);
	MEASURE(window, LORIS_MARK_IPC_PROCS4, ok &= call_loop4(n));
	partner_stop(pid, endpoint);
	return outcome(window, n, ok);
}

int partner_ipc_procs8(void)
{
	handle_t server = be_server();
	uint64_t w[LORIS_MSG_WORDS] = {0};

	while (ipc_ecall_words8(SYS_reply_recv, server, w) == OK)
		;
	return 1;
}

static bool call_loop8(uint64_t n)
{
	handle_t server = endpoint;
	uint64_t w[LORIS_MSG_WORDS] = {0, 1, 2, 3, 4, 5, 6, 7};
	long sum = 0;

	for (uint64_t i = 0; i < n; i++)
		sum |= ipc_ecall_words8(SYS_call, server, w);
	/* Not in a loop, for which the words would have to be in memory. */
	return sum == OK && w[0] == 0 && w[1] == 1 && w[2] == 2 && w[3] == 3 && w[4] == 4 &&
	       w[5] == 5 && w[6] == 6 && w[7] == 7;
}

const char *bench_ipc_procs8(struct window *window, uint64_t n)
{
	long pid = open_server(window, "ipc_procs8");
	bool ok;

	if (pid < 0)
		return no_process;
	ok = call_loop8(WARM_UP);
	MEASURE(window, LORIS_MARK_IPC_PROCS8, ok &= call_loop8(n));
	partner_stop(pid, endpoint);
	return outcome(window, n, ok);
}

/* ---- a handle, moved with every second call and back with the reply to the next: one in each round ---- */

#define MOVE_ONE (LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0))

int partner_ipc_handle(void)
{
	handle_t server = be_server(), moved = 0, other = 0;
	long err = ipc_ecall_move(SYS_reply_recv, server, LORIS_MSG_ACCEPT(1), &moved);

	while (err == OK) {
		err = ipc_ecall_move(SYS_reply_recv, server, 0, &other);
		err |= ipc_ecall_move(SYS_reply_recv, server, MOVE_ONE | LORIS_MSG_ACCEPT(1),
				      &moved);
	}
	return 1;
}

static bool move_loop(uint64_t pairs, handle_t *moved)
{
	handle_t server = endpoint, it = *moved;
	long sum = 0;

	for (uint64_t i = 0; i < pairs; i++) {
		sum |= ipc_ecall_move(SYS_call, server, MOVE_ONE, &it);
		sum |= ipc_ecall_move(SYS_call, server, LORIS_MSG_ACCEPT(1), &it);
	}
	*moved = it;
	return sum == OK;
}

const char *bench_ipc_handle(struct window *window, uint64_t n)
{
	handle_t moved;
	bool ok;
	long pid;

	if (n % 2)
		return "every second round brings the handle back: -n must be even";
	pid = open_server(window, "ipc_handle");
	if (pid < 0)
		return no_process;
	moved = (handle_t)sys_notification_create();
	ok = move_loop(WARM_UP, &moved);
	MEASURE(window, LORIS_MARK_IPC_HANDLE, ok &= move_loop(n / 2, &moved));
	partner_stop(pid, endpoint);
	/* Only the handle that came back last is one. */
	ok &= sys_handle_close(moved) == OK;
	return outcome(window, n, ok);
}
