// SPDX-License-Identifier: MIT
/* A process that has as many waits at init as it may, and asks for one more: that costs no look at each of these. */
#include <stdio.h>
#include "servertest.h"
#include "proto/init.h"
#include "user/lib/spawn.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define MS    1000000
#define STACK 8192
#define WAITS 256
#define CALLS 128
#define TIMES 8 /* at most: for looks at a few of them; at all it would be 190 */

static handle_t init;
static uint64_t child;

static long wait_with(uint64_t flags)
{
	uint64_t how, code;

	return init_wait(init, child, flags, &how, &code);
}

static long wait_long(void *unused)
{
	long got = wait_with(0);

	(void)unused;
	return got == (long)child || got == ERR_NOT_FOUND ? OK : got; /* one of them gets it */
}

/* So many calls, each with this answer; in ns, which are instructions when time is counted. */
static uint64_t cost_of(uint64_t flags, long answer)
{
	uint64_t begun = sys_clock();

	for (int i = 0; i < CALLS; i++)
		IS(wait_with(flags), answer);
	return sys_clock() - begun;
}

/* Who gives up makes room for itself. */
static void give_up_again_and_again(void)
{
	for (int i = 0; i < WAITS; i++) {
		struct message m = {
			.word = {INIT_WAIT, child}, .info = LORIS_MSG_TIMEOUT, .timeout = MS};

		IS(ipc_call(init, &m), ERR_TIMEOUT);
	}
}

static void one_too_many(void)
{
	uint64_t look = cost_of(1, ERR_TIMEOUT), refused = cost_of(0, ERR_NO_MEMORY);

	if (refused > TIMES * look)
		printf("servertest: refused: %lu, a look: %lu\n", refused, look);
	TRUE(refused <= TIMES * look);
}

void test_refused(void)
{
	static int tid[WAITS];
	long got;

	init = start_handle(LORIS_START_INIT);
	child = (uint64_t)spawn_line("idle 1000000");
	for (int i = 0; i < WAITS; i++) {
		if (i == WAITS - 1) {
			sys_sleep(100 * MS);
			give_up_again_and_again();
		}
		tid[i] = thread_start_sized(wait_long, NULL, STACK);
	}
	sys_sleep(100 * MS);
	one_too_many();
	IS(init_kill(init, child), OK);
	for (int i = 0; i < WAITS; i++) {
		IS(thread_join(tid[i], &got), OK);
		IS(got, OK);
	}
}
