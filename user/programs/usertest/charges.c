// SPDX-License-Identifier: MIT
/* What is charged comes back, all of it, to all who were charged; also what was charged and then refused. */
#include <stdbool.h>
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define PAGE	LORIS_PAGE_SIZE
#define MS	1000000ull
#define PAGES	64
#define OBJECTS 20
#define GIB	(1l << 30)
#define GIVEN	100 /* handles: their table grows twice */
#define TRIES	40
#define SPACE	((uint64_t)PUPPET_SPACE)
#define WAITS	10000 /* for what is freed by and by */
#define LIVES	4
#define ORIGINS 16 /* that cost an object */

static struct loris_process_info info_of(handle_t process)
{
	struct loris_process_info info = {0};

	CHECK(sys_process_info(process, &info) > 0);
	return info;
}

/* Everything that costs, as much as there is room for. */
static void spend(struct puppet *p)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t memory = (handle_t)sys_memory_create(3 * PAGE, 0);
	long given = 0, result = OK;

	for (int i = 0; i < GIVEN; i++)
		given += puppet_give(p, endpoint, LORIS_RIGHTS_ALL) > 0;
	CHECK_IS(given, GIVEN);
	CHECK(sys_map_into(p->process, PUPPET_SPACE, 2 * PAGE, PROT_RW, 0, 0, 0) > 0);
	CHECK_IS(puppet_do(p, PUPPET_STORE, SPACE + PAGE, 1, 0, 0), 0);
	CHECK(sys_map_into(p->process, PUPPET_SPACE + 4 * PAGE, PAGE, PROT_RW, memory, PAGE, 0) >
	      0);
	CHECK_IS(puppet_do(p, PUPPET_STORE, SPACE + 4 * PAGE, 1, 0, 0), 0);
	CHECK(puppet_call(p, SYS_memory_create, 2 * PAGE, 0, 0) > 0);
	CHECK(puppet_call(p, SYS_memory_create, PAGES * PAGE, 0, 0) < 0);
	for (int i = 0; i < TRIES && result >= 0; i++)
		result = puppet_call(p, i & 1 ? SYS_endpoint_create : SYS_notification_create, 0, 0,
				     0);
	CHECK_IS(result, ERR_QUOTA);
	CHECK_IS(info_of(p->process).objects, OBJECTS);
	CHECK(sys_handle_close(endpoint) == OK && sys_handle_close(memory) == OK);
}

/* Whoever waits for an answer that was kept, and never comes, ends; nothing of all this is left. */
static void live_and_die(void)
{
	struct puppet p;
	handle_t kept;

	if (!puppet_start(&p, LORIS_ON_EXIT, PAGES, OBJECTS))
		return;
	spend(&p);
	kept = (handle_t)sys_reply_keep();
	CHECK_IS(sys_handle_close(kept), OK);
	p.received = (struct message){.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};
	CHECK_IS(ipc_recv(p.endpoint, &p.received), OK);
	CHECK(LORIS_MSG_KIND(p.received.info) == LORIS_MSG_EXIT &&
	      p.received.word[1] == LORIS_EXITED);
	puppet_end(&p);
}

/* Until so little is charged to us again. */
static struct loris_process_info falls_to(uint64_t objects, uint64_t pages)
{
	struct loris_process_info now = info_of(0);

	for (int i = 0; i < WAITS && (now.objects > objects || now.pages > pages); i++) {
		sys_sleep(MS);
		now = info_of(0);
	}
	return now;
}

/* In a process of its own, which nothing is charged to yet that others have left and that goes by and by. The first
 * time it may touch pages of its own for good; a root page may still be on its way then, hence several lives. */
int role_charges(void)
{
	struct loris_process_info first = info_of(0), before, now;

	live_and_die();
	before = falls_to(first.objects, UINT64_MAX);
	for (int i = 0; i < LIVES && !checks_failed; i++) {
		live_and_die();
		CHECK_IS(falls_to(first.objects, UINT64_MAX).objects, (long)first.objects);
	}
	now = falls_to(first.objects, before.pages);
	CHECK(now.pages <= before.pages);
	CHECK_IS(now.handles, first.handles);
	return checks_failed > 0;
}

/* How many ranges can be mapped into a process; each is an object. */
static long map_ranges(handle_t process, long from)
{
	long made = from;

	while (made < TRIES &&
	       sys_map_into(process, PUPPET_SPACE + 2 * made * PAGE, PAGE, PROT_RW, 0, 0, 0) > 0)
		made++;
	return made - from;
}

static handle_t make_for(handle_t process)
{
	const struct loris_process what = {.name = "another", .made_for = process};
	long made = sys_process_create(&what);

	CHECK(made > 0);
	return (handle_t)made;
}

/* It has taken what it can get, of the limit of whom it was made for: three quarters, or of what was left. What being made
 * cost that one is less than an object. */
static void check_share(handle_t process, handle_t made_for)
{
	uint64_t used = info_of(process).objects, left = OBJECTS - info_of(made_for).objects;

	CHECK(used < 3 * (left + 1) && used + 1 > 3 * (left - 1));
}

/* A process made for another one is charged to that, too: nobody gets round a limit so. It leaves something to the
 * next one, and that to the one it was made for, which may have it all. */
static void test_made_for(void)
{
	struct puppet p;
	handle_t first, second, below;
	long made;

	if (!puppet_start(&p, LORIS_ON_EXIT, PAGES, OBJECTS))
		return;
	first = make_for(p.process);
	CHECK_IS(info_of(first).objects_max, OBJECTS);
	second = make_for(p.process);
	below = make_for(second);
	made = map_ranges(first, 0);
	CHECK_IS(info_of(first).objects, 1 + made);
	check_share(first, p.process);
	CHECK_IS(map_ranges(first, made), 0);
	CHECK(map_ranges(second, 0) > 0);
	check_share(second, p.process);
	CHECK_IS(map_ranges(first, made), 0);
	CHECK(map_ranges(p.process, 0) > 0);
	CHECK_IS(info_of(p.process).objects, OBJECTS);
	CHECK_IS(map_ranges(below, made), 0); /* refused further up */
	CHECK_IS(info_of(below).objects, 1);
	CHECK_IS(info_of(first).objects, 1 + made);
	CHECK_IS(sys_unmap_from(first, PUPPET_SPACE, PAGE), OK);
	CHECK_IS(info_of(p.process).objects, OBJECTS - 1);
	CHECK_IS(sys_handle_close(first), OK);
	CHECK_IS(sys_handle_close(below), OK);
	CHECK_IS(sys_handle_close(second), OK);
	puppet_end(&p);
}

/* Each needs two page tables. */
static long map_far(handle_t process)
{
	long made = 0;

	while (made < PAGES &&
	       sys_map_into(process, PUPPET_SPACE + made * GIB, PAGE, PROT_RW, 0, 0, 0) > 0)
		made++;
	return made;
}

/* Likewise of pages, while there are objects. */
static void test_shares_of_pages(void)
{
	struct puppet p;
	handle_t first, second;

	if (!puppet_start(&p, LORIS_ON_EXIT, PAGES, PAGES))
		return;
	first = make_for(p.process);
	second = make_for(p.process);
	CHECK(map_far(first) > 0);
	CHECK(info_of(first).pages <= PAGES * 3 / 4);
	CHECK(map_far(second) > 0);
	CHECK(info_of(p.process).objects < PAGES);
	CHECK_IS(sys_handle_close(first), OK);
	CHECK_IS(sys_handle_close(second), OK);
	puppet_end(&p);
}

/* What a process is given costs it, and whom it was made for, who here is the giver: once. As role_charges() in a process
 * of its own: what others have left would go between two looks at what is charged to us. */
int role_given(void)
{
	handle_t own[2 * ORIGINS];
	uint64_t ours, its;
	struct puppet p;

	if (!puppet_start(&p, LORIS_ON_EXIT, PAGES, OBJECTS))
		return 1;
	for (int i = 0; i < 2 * ORIGINS; i++)
		own[i] = (handle_t)sys_endpoint_create();
	ours = info_of(0).objects;
	its = info_of(p.process).objects;
	for (int i = 0; i < 2 * ORIGINS; i++)
		CHECK(puppet_give(&p, own[i], LORIS_RIGHTS_ALL) > 0);
	CHECK_IS(info_of(p.process).objects, its + 2);
	CHECK_IS(info_of(0).objects, ours + 2);
	for (int i = 0; i < 2 * ORIGINS; i++)
		CHECK_IS(sys_handle_close(own[i]), OK);
	puppet_end(&p);
	return checks_failed > 0;
}

void test_charges(void)
{
	check_role("charges", LORIS_EXITED, 0);
	check_role("given", LORIS_EXITED, 0);
	test_made_for();
	test_shares_of_pages();
}
