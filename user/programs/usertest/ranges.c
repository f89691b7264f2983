// SPDX-License-Identifier: MIT
/* Ranges of a space: what is done in parts leaves no parts, what fails leaves nothing, and who is at his limit can still
 * give back. In puppets, of which nothing else is charged meanwhile. */
#include <stdbool.h>
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define PAGE	LORIS_PAGE_SIZE
#define MANY	((size_t)200 * PAGE) /* more than one part, and not a number of them */
#define TAIL	((size_t)70 * PAGE)  /* likewise */
#define PART	((size_t)64 * PAGE)
#define FEW	3 /* one for each page would be 64 */
#define TRIES	100
#define OBJECTS 20
#define LOOKS	3000
#define SPACE	PUPPET_SPACE

static uint64_t objects_of(const struct puppet *p)
{
	struct loris_process_info info = {0};

	CHECK(sys_process_info(p->process, &info) > 0);
	return info.objects;
}

/* All but so many of its objects are used up. */
static void fill_up(struct puppet *p, uint64_t left)
{
	while (objects_of(p) < OBJECTS - left)
		CHECK(puppet_call(p, SYS_endpoint_create, 0, 0, 0) > 0);
}

static bool start(struct puppet *p)
{
	return puppet_start(p, PUPPET_EVENTS, 0, OBJECTS);
}

static void map_memory(const struct puppet *p, unsigned flags, uint64_t filled)
{
	handle_t memory = (handle_t)sys_memory_create(MANY, 0);

	CHECK_IS(sys_map_into(p->process, SPACE, MANY, flags, memory, 0, filled), (long)SPACE);
	CHECK_IS(sys_handle_close(memory), OK);
}

/* All of it, then half of it, then what is left. */
static void check_parts(struct puppet *p)
{
	uint64_t before = objects_of(p);

	CHECK_IS(sys_protect_in(p->process, SPACE, MANY, LORIS_PROT_READ), OK);
	CHECK_IS(objects_of(p), (long)before);
	CHECK_IS(sys_protect_in(p->process, SPACE, MANY / 2, PROT_RW), OK);
	CHECK_IS(objects_of(p), (long)before + 1);
	CHECK_IS(sys_protect_in(p->process, SPACE + MANY / 2, MANY / 2, PROT_RW), OK);
	CHECK_IS(objects_of(p), (long)before);
	CHECK_IS(sys_unmap_from(p->process, SPACE, MANY), OK);
	CHECK_IS(objects_of(p), (long)before - 1);
}

static void test_parts(void)
{
	struct puppet p;

	if (!start(&p))
		return;
	CHECK_IS(sys_map_into(p.process, SPACE, MANY, PROT_RW, 0, 0, 0), (long)SPACE);
	check_parts(&p);
	map_memory(&p, PROT_RW, 0);
	check_parts(&p);
	map_memory(&p, PROT_RW | LORIS_MAP_PRIVATE, MANY / 4 + 1);
	check_parts(&p);
	puppet_end(&p);
}

/* Pages of one memory stay apart that are no neighbours in it, or may not become the same. */
static void test_apart(void)
{
	static const int page[] = {1, 2, 3, 1};
	handle_t memory = (handle_t)sys_memory_create(MANY, 0);
	handle_t read = (handle_t)sys_handle_copy(memory, LORIS_RIGHT_READ, 0);
	uint64_t before;
	struct puppet p;

	if (!start(&p))
		return;
	before = objects_of(&p);
	for (int i = 0; i < 4; i++)
		CHECK(sys_map_into(p.process, SPACE + i * PAGE, PAGE, LORIS_PROT_READ,
				   i == 2 ? read : memory, (uint64_t)page[i] * PAGE, 0) > 0);
	CHECK_IS(objects_of(&p), (long)before + 3);
	CHECK_IS(sys_protect_in(p.process, SPACE, 2 * PAGE, PROT_RW), OK);
	CHECK_IS(sys_protect_in(p.process, SPACE + 2 * PAGE, PAGE, PROT_RW), ERR_PERM);
	CHECK_IS(puppet_do(&p, PUPPET_STORE, (uint64_t)SPACE, 1, 0, 0), 0);
	CHECK_IS(puppet_do(&p, PUPPET_STORE, (uint64_t)SPACE + PAGE, 2, 0, 0), 0);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, (uint64_t)SPACE + 2 * PAGE, 0, 0, 0), 0);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, (uint64_t)SPACE + 3 * PAGE, 0, 0, 0), 1);
	puppet_end(&p);
	CHECK(sys_handle_close(read) == OK && sys_handle_close(memory) == OK);
}

/* Nothing is left to write down another range with: it gives back whole ones, and their ends, but no hole. */
static void test_at_limit(void)
{
	struct puppet p;

	if (!start(&p))
		return;
	map_memory(&p, PROT_RW, 0);
	CHECK_IS(puppet_do(&p, PUPPET_STORE, (uint64_t)SPACE + MANY / 2, 5, 0, 0), 0);
	fill_up(&p, 0);
	CHECK_IS(sys_unmap_from(p.process, SPACE + PAGE, PAGE), ERR_QUOTA);
	CHECK_IS(sys_unmap_from(p.process, SPACE, PAGE), OK);
	CHECK_IS(sys_unmap_from(p.process, SPACE + MANY - TAIL, TAIL + PAGE), OK);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, (uint64_t)SPACE + MANY / 2, 0, 0, 0), 5);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, (uint64_t)SPACE + MANY - TAIL - PAGE, 0, 0, 0), 0);
	CHECK_IS(objects_of(&p), OBJECTS);
	CHECK_IS(sys_unmap_from(p.process, SPACE, MANY), OK);
	CHECK_IS(objects_of(&p), OBJECTS - 1);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, (uint64_t)SPACE + MANY / 2, 0, 0, 0), ERR_IO);
	puppet_end(&p);
}

/* There is enough for one of the two cuts that it takes. */
static void test_undone(void)
{
	struct puppet p;

	if (!start(&p))
		return;
	CHECK_IS(sys_map_into(p.process, SPACE, 3 * PAGE, PROT_RW, 0, 0, 0), (long)SPACE);
	fill_up(&p, 1);
	CHECK_IS(sys_protect_in(p.process, SPACE + PAGE, PAGE, LORIS_PROT_READ), ERR_QUOTA);
	CHECK_IS(objects_of(&p), OBJECTS - 1);
	CHECK_IS(puppet_do(&p, PUPPET_STORE, (uint64_t)SPACE + PAGE, 1, 0, 0), 0);
	puppet_end(&p);
}

/* ---- other harts are asked with irqs off: seldom, however many pages and ranges it is about --------------------- */

static struct loris_self self;
static handle_t code, data;

static bool show_code(const struct puppet *p)
{
	return sys_map_into(p->process, SPACE, PART, PROT_RX, code, 0, 0) == (long)SPACE;
}

static bool hide_code(const struct puppet *p)
{
	return sys_unmap_from(p->process, SPACE, PART) == OK;
}

static bool protect_pages(const struct puppet *p)
{
	return sys_protect_in(p->process, SPACE, PART, PROT_RX) == OK;
}

static bool unprotect_pages(const struct puppet *p)
{
	return sys_protect_in(p->process, SPACE, PART, PROT_RW) == OK;
}

/* How often all harts were asked for this: what our hart counted while it ran nobody else. Once more when it did. */
static uint64_t changes_of(const struct puppet *p, bool (*act)(const struct puppet *),
			   bool (*undo)(const struct puppet *))
{
	struct loris_stats before = {0}, after = {0};

	for (int i = 0; i < TRIES; i++) {
		CHECK(sys_stats(self.hart, &before, sizeof(before)) == sizeof(before));
		CHECK(act(p));
		CHECK(sys_stats(self.hart, &after, sizeof(after)) == sizeof(after));
		if (after.switches == before.switches)
			return after.shootdowns - before.shootdowns;
		CHECK(undo(p));
	}
	return UINT64_MAX;
}

static void test_asks_seldom(void)
{
	struct puppet p;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	code = (handle_t)sys_memory_create(PART, LORIS_MEMORY_CONTIGUOUS);
	data = (handle_t)sys_memory_create(PAGE, 0);
	sys_self(&self);
	sys_thread_pin(self.hart);
	CHECK(changes_of(&p, show_code, hide_code) <= FEW);
	CHECK(hide_code(&p));
	for (size_t at = 0; at < PART; at += PAGE)
		CHECK(sys_map_into(p.process, SPACE + at, PAGE, PROT_RW, data, 0, 0) > 0);
	CHECK(changes_of(&p, protect_pages, unprotect_pages) <= FEW);
	sys_thread_pin(-1);
	puppet_end(&p);
	CHECK(sys_handle_close(code) == OK && sys_handle_close(data) == OK);
}

/* ---- a right that nobody has, not even for a moment ------------------------------------------------------- */

static volatile bool stop;

static long protect_again(void *process)
{
	sys_thread_pin(1);
	while (!stop)
		sys_protect_in((handle_t)process, SPACE, PAGE, LORIS_PROT_EXEC);
	return 0;
}

/* Memory of which the puppet has only the right to execute it: it tries to read, time and again. */
static void test_never_read(void)
{
	handle_t memory = (handle_t)sys_memory_create(PAGE, 0);
	handle_t code = (handle_t)sys_handle_copy(memory, LORIS_RIGHT_EXEC, 0);
	struct puppet p;
	int tid;

	if (!start(&p))
		return;
	CHECK_IS(sys_map_into(p.process, SPACE, PAGE, LORIS_PROT_EXEC, code, 0, 0), (long)SPACE);
	sys_thread_pin(0);
	tid = thread_start(protect_again, (void *)p.process);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, (uint64_t)SPACE, 0, 0, 0), ERR_IO);
	for (int i = 0; i < LOOKS && LORIS_MSG_KIND(p.received.info) == LORIS_MSG_FAULT; i++)
		puppet_verdict(&p, LORIS_FAULT_RESUME);
	CHECK_IS(LORIS_MSG_KIND(p.received.info), LORIS_MSG_FAULT);
	stop = true;
	thread_join(tid, NULL);
	sys_thread_pin(-1);
	puppet_end(&p);
	CHECK(sys_handle_close(code) == OK && sys_handle_close(memory) == OK);
}

void test_ranges(void)
{
	test_parts();
	test_apart();
	test_at_limit();
	test_undone();
	test_asks_seldom();
	if (open_harts() > 1)
		test_never_read();
}
