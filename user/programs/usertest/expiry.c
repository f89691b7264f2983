// SPDX-License-Identifier: MIT
/*
 * A time limit that runs out on one hart while what it limits ends on another: it is gone with that, and does not end
 * what its thread waits for next. With `stretch on limit_ends` (docs/debug.md) a hart on which one has run out goes
 * on only when the other one has taken the thread out of its wait and is about to take the limit back.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define US	 1000ull
#define ROUNDS	 48
#define LIMIT_NS (200 * US)
#define STEPS	 12 /* from the end of the limit on, or there would be nothing to meet */
#define STEP_NS	 (20 * US)

static handle_t limited, unlimited;
static volatile int current; /* round */
static volatile uint64_t due;

static long receive_then_call(void *unused)
{
	long wrong = 0;

	(void)unused;
	sys_thread_pin(1);
	for (int i = 1; i <= ROUNDS; i++) {
		struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = LIMIT_NS};

		due = sys_clock() + LIMIT_NS;
		current = i;
		ipc_recv(limited, &m);
		m = (struct message){0};
		wrong += ipc_call(unlimited, &m) != OK;
	}
	return wrong;
}

/* It stands in line when it is received: only there, and in a receiver's place, a thread is looked at for a limit
 * that has run out meanwhile. */
static bool answer(void)
{
	uint64_t end = sys_clock() + PATIENCE_NS;
	struct message m;
	long err;

	do {
		m = (struct message){.info = LORIS_MSG_TIMEOUT};
		err = ipc_recv(unlimited, &m);
	} while (err == ERR_TIMEOUT && sys_clock() < end);
	m = (struct message){0};
	return err == OK && ipc_reply(0, &m) == OK;
}

static bool one_round(int i)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT};
	long err;

	while (current < i)
		sys_yield();
	while (sys_clock() < due + (unsigned)i % STEPS * STEP_NS)
		;
	err = ipc_send(limited, &m);
	return answer() && (err == OK || err == ERR_TIMEOUT);
}

void test_expiry(void)
{
	long wrong = -1;
	int tid, i = 0;

	if (open_harts() == 1)
		return;
	limited = (handle_t)sys_endpoint_create();
	unlimited = (handle_t)sys_endpoint_create();
	current = 0;
	sys_thread_pin(0);
	tid = thread_start(receive_then_call, NULL);
	while (i < ROUNDS && one_round(i + 1))
		i++;
	CHECK_IS(i, ROUNDS);
	CHECK(sys_handle_close(unlimited) == OK && sys_handle_close(limited) == OK);
	CHECK(thread_join(tid, &wrong) == 0 && wrong == 0);
	sys_thread_pin(-1);
}
