// SPDX-License-Identifier: MIT
/*
 * Who touches a page when nothing is left waits for what is dead by then, each time anew. A puppet spends its limit on a
 * process that is made for it, which is killed just before it touches a page: on the reaper's hart, so that the reaper
 * does not come first.
 */
#include <stdbool.h>
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define PAGE   LORIS_PAGE_SIZE
#define PAGES  64 /* the puppet's limit, of which each spender leaves a quarter */
#define TIMES  4
#define ROOM   (8 * PAGE) /* not filled when it is mapped */
#define SPACE  ((uint64_t)PUPPET_SPACE)
#define BEHIND (PUPPET_SPACE + ROOM)
#define ENOUGH 1000
#define MS     1000000ull

/* What the one before had comes back by and by. */
static handle_t make_spender(handle_t made_for)
{
	const struct loris_process what = {.name = "spender", .made_for = made_for};
	long spender = sys_process_create(&what);

	for (int i = 0; i < ENOUGH && spender < 0; i++) {
		sys_sleep(MS);
		spender = sys_process_create(&what);
	}
	CHECK(spender > 0);
	return (handle_t)spender;
}

/* All that the puppet has left; what it cannot give back is less than a page. */
static handle_t spend_all(struct puppet *p)
{
	handle_t spender = make_spender(p->process);
	long made, result = OK;

	for (made = 0; made < ENOUGH && result >= 0; made++)
		result = sys_map_into(spender, BEHIND + made * PAGE, PAGE, PROT_RW, 0, 0, 0);
	CHECK_IS(result, ERR_QUOTA);
	for (made = 0, result = OK; made < ENOUGH && result >= 0; made++)
		result = puppet_call(p, SYS_notification_create, 0, 0, 0);
	CHECK_IS(result, ERR_QUOTA);
	return spender;
}

/* False: it was ended for it. */
static bool touch_and_wait(struct puppet *p, unsigned time)
{
	handle_t spender = spend_all(p);
	long result;

	CHECK_IS(sys_process_kill(spender), OK);
	result = puppet_do(p, PUPPET_STORE, SPACE + time * PAGE, 1, 0, 0);
	CHECK_IS(result, 0);
	CHECK_IS(sys_handle_close(spender), OK);
	return result == 0;
}

void test_patience(void)
{
	struct puppet p;

	if (!puppet_start(&p, LORIS_ON_EXIT, PAGES, 0))
		return;
	CHECK(sys_map_into(p.process, PUPPET_SPACE, ROOM, PROT_RW, 0, 0, 0) > 0);
	sys_thread_pin(0);
	for (unsigned time = 0; time < TIMES && touch_and_wait(&p, time); time++)
		;
	sys_thread_pin(-1);
	puppet_end(&p);
}
