// SPDX-License-Identifier: MIT
/* What costs memory is charged, to whom it should be, until it is free: also what nobody sees. */
#include <stdbool.h>
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define PAGE	   LORIS_PAGE_SIZE
#define MS	   1000000ull
#define WAITS	   10000
#define CHAINS	   32
#define LENGTH	   15 /* copies of copies; each but the last needs something to have copies */
#define PER_OBJECT 16
#define CHAIN_COST (CHAINS * (LENGTH - 1) / PER_OBJECT)
#define OBJECTS	   20
#define PAGES	   300
#define DEPTH	   32 /* more than there may be */
#define SPINNERS   64
#define GARBAGE	   (150 * PER_OBJECT)
#define GIVEN	   100	/* handles */
#define TABLES	   5	/* pages: a table of 64 entries, and one of 256 for it */
#define LEFT	   40	/* objects: what is little enough to wait its turn */
#define LONG_TASK  8000 /* handles of a process that ends: closing them takes longer than a slice */
#define WAITING	   64	/* pieces that may wait to be freed before it is urgent (kernel/grace.c) */
#define OF_AN_END  2	/* the process and its thread */

static struct loris_process_info info_of(handle_t process)
{
	struct loris_process_info info = {0};

	CHECK(sys_process_info(process, &info) > 0);
	return info;
}

static uint64_t own_objects(void)
{
	struct loris_process_info info = {0};

	sys_process_info(0, &info);
	return info.objects;
}

static bool falls_to(uint64_t objects)
{
	for (int i = 0; i < WAITS; i++) {
		if (own_objects() <= objects)
			return true;
		sys_sleep(MS);
	}
	return false;
}

/* ---- what copies take beside their handles --------------------------------------------------------------- */

/* The last of a chain; those in between are closed, and what they had is not gone. */
static long chain_from(handle_t root)
{
	handle_t h = root;

	for (int i = 0; i < LENGTH; i++) {
		long copy = sys_handle_copy(h, LORIS_RIGHTS_ALL, 0);

		if (h != root)
			sys_handle_close(h);
		if (copy < 0)
			return copy;
		h = (handle_t)copy;
	}
	return (long)h;
}

/* How much more is charged with the chains than without. */
static uint64_t cost_of_chains(handle_t root)
{
	uint64_t before = own_objects(), with;
	long chain[CHAINS];

	for (int i = 0; i < CHAINS; i++) {
		chain[i] = chain_from(root);
		CHECK(chain[i] > 0);
	}
	with = own_objects();
	for (int i = 0; i < CHAINS; i++)
		CHECK_IS(sys_handle_close((handle_t)chain[i]), OK);
	CHECK(falls_to(before));
	return with - before;
}

/* In a process of its own, of which nothing from before is given back just then. */
int role_copies(void)
{
	handle_t root = (handle_t)sys_endpoint_create();
	handle_t copy = (handle_t)sys_handle_copy(root, LORIS_RIGHTS_ALL, 0);

	CHECK_IS(cost_of_chains(root), CHAIN_COST);
	sys_handle_close(copy);
	sys_handle_close(root);
	return checks_failed > 0;
}

/* In a process that has little. It gets its quota's worth, and goes on. */
static void test_quota(void)
{
	struct puppet p;
	handle_t bits;
	long h, copy = OK, made = 0;

	if (!puppet_start(&p, LORIS_ON_EXIT, PAGES, OBJECTS))
		return;
	bits = (handle_t)puppet_call(&p, SYS_notification_create, 0, 0, 0);
	CHECK((long)bits > 0);
	while (copy >= 0 && made < 2 * OBJECTS * PER_OBJECT) {
		h = (long)bits;
		for (int i = 0; i < LENGTH && copy >= 0; i++) {
			copy = puppet_call(&p, SYS_handle_copy, (uint64_t)h, LORIS_RIGHTS_ALL, 0);
			if (h != (long)bits && copy >= 0)
				puppet_call(&p, SYS_handle_close, (uint64_t)h, 0, 0);
			h = copy;
			made++;
		}
	}
	CHECK_IS(copy, ERR_QUOTA);
	CHECK(made > OBJECTS && made < OBJECTS * PER_OBJECT);
	CHECK_IS(info_of(p.process).objects, OBJECTS);
	CHECK_IS(puppet_call(&p, SYS_endpoint_create, 0, 0, 0), ERR_QUOTA);
	/* What has had a copy needs nothing for another; what has not does, for a watcher too. */
	copy = puppet_call(&p, SYS_handle_copy, bits, LORIS_RIGHTS_ALL, 0);
	CHECK(copy > 0);
	CHECK_IS(puppet_call(&p, SYS_handle_watch, (uint64_t)copy, bits, 1), ERR_QUOTA);
	CHECK_IS(puppet_call(&p, SYS_handle_watch, bits, bits, 1), OK);
	puppet_end(&p);
}

/* ---- processes made for processes ------------------------------------------------------------------------- */

/* However deep, whoever it was made for pays. */
static void test_depth(void)
{
	struct loris_process what = {.name = "deep", .pages = PAGES, .objects = 4 * DEPTH};
	handle_t made[DEPTH];
	uint64_t before;
	long last = OK;
	int n = 0;

	while (n < DEPTH) {
		what.made_for = n ? made[n - 1] : 0;
		last = sys_process_create(&what);
		if (last < 0)
			break;
		made[n++] = (handle_t)last;
	}
	CHECK_IS(last, ERR_NO_MEMORY);
	CHECK(n > 4 && n < DEPTH);
	before = info_of(made[n - 2]).objects;
	CHECK(sys_map_into(made[n - 1], PUPPET_SPACE, PAGE, PROT_RW, 0, 0, 0) > 0);
	CHECK_IS(info_of(made[n - 2]).objects, (long)before + 1);
	while (n--)
		CHECK_IS(sys_handle_close(made[n]), OK);
}

/* ---- what waits to be freed -------------------------------------------------------------------------------- */

static volatile bool stop;
static volatile unsigned had_turn[SPINNERS];

static long spin(void *number)
{
	sys_thread_pin(0);
	while (!stop)
		had_turn[(long)number] = 1;
	return 0;
}

static unsigned turns(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < SPINNERS; i++)
		n += had_turn[i];
	return n;
}

static void make_piece(handle_t root)
{
	handle_t one = (handle_t)sys_handle_copy(root, LORIS_RIGHTS_ALL, 0);
	handle_t two = (handle_t)sys_handle_copy(one, LORIS_RIGHTS_ALL, 0);

	sys_handle_close(one);
	sys_handle_close(two);
}

static void make_garbage(handle_t root)
{
	for (int i = 0; i < GARBAGE; i++)
		make_piece(root);
}

/* With so many pieces waiting the freer is more urgent than whoever makes them, whenever that is; as many may be
 * those that it had begun with when its turn ended. Else it would come with its turn, some hundred later. */
static void test_bounded(handle_t root)
{
	int64_t before = (int64_t)own_objects(), most = 0, now;

	for (int i = 0; i < GARBAGE; i++) {
		make_piece(root);
		now = (int64_t)own_objects() - before;
		most = now > most ? now : most;
	}
	CHECK(most <= 2 * WAITING / PER_OBJECT + 1);
}

/* And it stays so until it is through with them, however long that takes: nothing is left of a task when we first
 * see that it has been begun. Unless its turn came before it was urgent, so with fewer pieces. */
static bool is_through(handle_t root)
{
	uint32_t left, all;
	struct puppet p;
	int made = 0;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return false;
	for (int i = 0; i < LONG_TASK; i++)
		puppet_give(&p, root, LORIS_RIGHTS_ALL);
	all = info_of(p.process).handles;
	CHECK_IS(sys_process_kill(p.process), OK);
	while (info_of(p.process).threads)
		sys_yield();
	for (left = all; left == all && made < 2 * WAITING; made++) {
		make_piece(root);
		left = info_of(p.process).handles;
	}
	puppet_end(&p);
	return left == 0 || made < WAITING - OF_AN_END;
}

/* On the only hart, where the freer waits for nobody else. */
static void test_urgent(void)
{
	handle_t root = (handle_t)sys_endpoint_create();

	test_bounded(root);
	/* Its turn may come just before the last piece, but not each time. */
	CHECK(is_through(root) || is_through(root) || is_through(root));
	sys_handle_close(root);
}

/* Whoever keeps the hart busy where the kernel frees does not keep it from that. How many of them have a turn
 * before is a matter of slices, so of time, and not looked at. */
static void test_freed_meanwhile(handle_t root)
{
	uint64_t before = own_objects();

	make_garbage(root);
	CHECK(falls_to(before + LEFT));
}

/* A table of handles that a larger one has replaced is charged for until it is free; which takes a while now. */
static void test_tables(handle_t root)
{
	struct puppet p;
	uint64_t before, most = 0, now;

	for (int i = 0; i < 5 && most != TABLES; i++) {
		if (!puppet_start(&p, LORIS_ON_EXIT, PAGES, OBJECTS))
			return;
		before = info_of(p.process).pages;
		for (int n = 0; n < GIVEN; n++)
			puppet_give(&p, root, LORIS_RIGHTS_ALL);
		now = info_of(p.process).pages - before;
		most = now > most ? now : most;
		puppet_end(&p);
	}
	CHECK_IS(most, TABLES);
}

static void test_busy(void)
{
	handle_t root = (handle_t)sys_endpoint_create();
	int tid[SPINNERS];

	sys_thread_pin(1);
	for (long i = 0; i < SPINNERS; i++)
		tid[i] = thread_start(spin, (void *)i);
	while (turns() < SPINNERS)
		sys_yield();
	test_freed_meanwhile(root);
	test_tables(root);
	stop = true;
	for (int i = 0; i < SPINNERS; i++)
		CHECK_IS(thread_join(tid[i], NULL), 0);
	sys_thread_pin(-1);
	sys_handle_close(root);
}

void test_costs(void)
{
	struct loris_self self;

	check_role("copies", LORIS_EXITED, 0);
	test_quota();
	test_depth();
	if (sys_self(&self) >= 0 && self.harts > 1)
		test_busy();
	else
		test_urgent();
}
