// SPDX-License-Identifier: MIT
/* Ends that nobody else brings about: a thread, or a process, kills itself; what a process has made ends with it. */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define PAGE	 LORIS_PAGE_SIZE
#define LIMIT_NS 5000000000 /* what has not come by then does not come */
#define MANAGE	 (LORIS_RIGHT_MANAGE | LORIS_RIGHT_READ | LORIS_RIGHT_COPY)
#define SPACE	 ((uint64_t)PUPPET_SPACE)
#define GONE	 4

static volatile bool went_on;

/* Its interrupt is pending when it returns to user mode, and looked for right then (privileged ISA, 4.1.3). */
static long kill_itself(void *unused)
{
	struct loris_self self;

	(void)unused;
	sys_self(&self);
	sys_thread_kill((handle_t)sys_thread_open(0, self.tid));
	went_on = true;
	return 0;
}

static void test_thread_itself(void)
{
	struct loris_process_info before, now;

	sys_process_info(0, &before);
	CHECK_IS(thread_join(thread_start(kill_itself, NULL), NULL), 0);
	CHECK(!went_on);
	sys_process_info(0, &now);
	CHECK_IS(now.handles, before.handles + 1);
}

static void test_process_itself(void)
{
	struct puppet p;
	long itself;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return;
	itself = puppet_give(&p, p.process, MANAGE);
	CHECK(itself > 0);
	CHECK_IS(puppet_call(&p, SYS_process_kill, (uint64_t)itself, 0, 0), ERR_IO);
	CHECK_IS(LORIS_MSG_KIND(p.received.info), LORIS_MSG_EXIT);
	CHECK_IS(p.received.word[1], LORIS_KILLED);
	puppet_end(&p);
}

/* ---- what it has made ------------------------------------------------------------------------------------------- */

/* The puppet makes a process; the handle is its own. */
static uint64_t make(struct puppet *p)
{
	long made;

	CHECK_IS(puppet_do(p, PUPPET_STORE, SPACE, 'm', 0, 0), 0); /* its name */
	made = puppet_call(p, SYS_process_create, SPACE, 0, 0);
	CHECK(made > 0);
	return (uint64_t)made;
}

/* In b's table a handle on a, and one on what is told of when all copies have gone. */
static void hold(struct puppet *p, uint64_t b, uint64_t a, uint64_t told)
{
	CHECK(puppet_call(p, SYS_process_give, b, a, LORIS_RIGHTS_ALL) > 0);
	CHECK(puppet_call(p, SYS_process_give, b, told, LORIS_RIGHTS_ALL) > 0);
}

/* Processes that never had a thread, and that only they themselves, or each other, have handles on. */
static void hold_in_circles(struct puppet *p, uint64_t told)
{
	uint64_t alone = make(p), one = make(p), other = make(p);

	hold(p, alone, alone, told);
	hold(p, one, other, told);
	hold(p, other, one, told);
	CHECK_IS(puppet_call(p, SYS_handle_close, alone, 0, 0), OK);
	CHECK_IS(puppet_call(p, SYS_handle_close, one, 0, 0), OK);
	CHECK_IS(puppet_call(p, SYS_handle_close, other, 0, 0), OK);
}

static void test_made(void)
{
	handle_t gate = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();
	struct puppet p;
	long told;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return;
	CHECK(sys_map_into(p.process, PUPPET_SPACE, PAGE, PROT_RW, 0, 0, 0) > 0);
	told = puppet_give(&p, gate, LORIS_RIGHTS_ALL);
	CHECK_IS(sys_handle_watch(gate, bits, GONE), OK);
	hold_in_circles(&p, (uint64_t)told);
	CHECK_IS(sys_process_kill(p.process), OK);
	CHECK_IS(sys_wait_bits(bits, LIMIT_NS), GONE);
	puppet_end(&p);
	CHECK(sys_handle_close(gate) == OK && sys_handle_close(bits) == OK);
}

void test_dying(void)
{
	test_thread_itself();
	test_process_itself();
	test_made();
}
