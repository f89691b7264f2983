// SPDX-License-Identifier: MIT
/*
 * Calls of this hart's bench kthread. kthread_same and ipc_kthread are the same loop, seen as a switch
 * and as a message.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "user/lib/servers.h"
#include "user/lib/sys.h"
#include "user/programs/bench/bench.h"
#include "user/programs/bench/partner.h"

static const char no_kthread[] = "no such kthread";
static handle_t kthread;

static bool find_kthread(const struct window *window)
{
	char name[16];
	long handle;

	snprintf(name, sizeof(name), "kthread%ld", window->hart);
	handle = loris_server(name);
	kthread = (handle_t)handle;
	return handle > 0;
}

/* Each answer is the next word, so that the last one shows whether all calls were answered. */
static bool ask_loop(uint64_t n)
{
	handle_t server = kthread;
	uint64_t w[4] = {0};
	long sum = 0;

	for (uint64_t i = 0; i < n; i++)
		sum |= ipc_call_words4(server, w);
	return sum == OK && w[0] == n;
}

static const char *answered(bool ok)
{
	sys_handle_close(kthread);
	return ok ? NULL : "the kthread's answers are wrong";
}

const char *bench_kthread_same(struct window *window, uint64_t n)
{
	bool ok;

	if (!find_kthread(window))
		return no_kthread;
	ok = ask_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_KTHREAD_SAME, ok &= ask_loop(n));
	return answered(ok);
}

const char *bench_ipc_kthread(struct window *window, uint64_t n)
{
	bool ok;

	if (!find_kthread(window))
		return no_kthread;
	ok = ask_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_IPC_KTHREAD, ok &= ask_loop(n));
	return answered(ok);
}

/* ---- two processes that hand words to each other through it ------------------------------------ */

#define OUR_WORD     1
#define PARTNER_WORD 7
#define RELAY	     1 /* in word 1: the answer is the word of whoever calls next */

/* Whoever relays first waits until the other does; the last word sent is never answered. */
static uint64_t relay_loop(uint64_t n)
{
	handle_t server = kthread;
	uint64_t w[4] = {0, RELAY};

	for (uint64_t i = 0; i < n; i++) {
		w[0] = OUR_WORD;
		if (ipc_call_words4(server, w) != OK)
			return 0;
	}
	return w[0];
}

int partner_kthread_other(void)
{
	handle_t server = partner_meet(0);
	uint64_t w[4] = {PARTNER_WORD, RELAY};

	while (ipc_call_words4(server, w) == OK)
		w[0] = PARTNER_WORD;
	return 1;
}

/* Our call is an iteration: it wakes the partner with our word and returns with the partner's next. */
const char *bench_kthread_other(struct window *window, uint64_t n)
{
	handle_t none;
	uint64_t last;
	long pid;

	if (!find_kthread(window))
		return no_kthread;
	pid = partner_start(window, "kthread_other", kthread, &none);
	if (pid < 0)
		return "no second process";
	relay_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_KTHREAD_OTHER, last = relay_loop(n));
	partner_stop(pid, none);
	return answered(last == PARTNER_WORD);
}
