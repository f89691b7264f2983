// SPDX-License-Identifier: MIT
/* Memory objects: mapped, shared, copied, and what may not be done with them. */
#include <string.h>
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define PAGE  LORIS_PAGE_SIZE
#define PAGES 4
#define TRIES 100
#define EMPTY 32
#define SIZE  ((size_t)PAGES * PAGE)
#define SPACE ((uint64_t)PUPPET_SPACE)
#define VALUE 0x123456789ll

static handle_t make(size_t size)
{
	return (handle_t)sys_memory_create(size, 0);
}

static char *map(handle_t memory, size_t len, unsigned flags, uint64_t offset, uint64_t filled)
{
	long at = sys_map_into(0, NULL, len, flags, memory, offset, filled);

	CHECK(at > 0);
	return (char *)at;
}

static void test_create(void)
{
	struct loris_handle info;
	handle_t memory = make(PAGE + 1);

	CHECK(sys_handle_info(memory, &info) == OK && info.size == PAGE + 1);
	CHECK_IS(sys_handle_close(memory), OK);
	CHECK_IS(sys_memory_create(0, 0), ERR_INVALID);
	CHECK_IS(sys_memory_create(PAGE, 2), ERR_INVALID);
	CHECK(sys_memory_create((size_t)-1, 0) < 0);
	CHECK(sys_memory_create(1ul << 40, 0) < 0);
	CHECK(sys_memory_create(64ul << 20, LORIS_MEMORY_CONTIGUOUS) < 0);
	memory = (handle_t)sys_memory_create(SIZE, LORIS_MEMORY_CONTIGUOUS);
	CHECK_IS(sys_handle_close(memory), OK);
}

/* Two mappings show the same bytes; closing the handle takes neither away. */
static void test_shared(void)
{
	handle_t memory = make(SIZE);
	char *a = map(memory, SIZE, PROT_RW, 0, 0), *b;

	memset(a, 7, SIZE);
	b = map(memory, PAGE, LORIS_PROT_READ, 2 * PAGE, 0);
	CHECK_IS(b[0], 7);
	a[2 * PAGE] = 9;
	CHECK_IS(b[0], 9);
	CHECK_IS(sys_protect(b, PAGE, PROT_RW), OK);
	b[1] = 5;
	CHECK_IS(a[2 * PAGE + 1], 5);
	CHECK_IS(sys_handle_close(memory), OK);
	a[2 * PAGE] = 11;
	CHECK_IS(b[0], 11);
	CHECK_IS(sys_unmap(a, SIZE), OK);
	CHECK_IS(b[0], 11);
	CHECK_IS(sys_unmap(b, PAGE), OK);
}

static void test_rights(void)
{
	handle_t memory = make(PAGE);
	handle_t read = (handle_t)sys_handle_copy(memory, LORIS_RIGHT_READ, 0);
	char *at;

	CHECK_IS(sys_map_into(0, NULL, PAGE, PROT_RW, read, 0, 0), ERR_PERM);
	CHECK_IS(sys_map_into(0, NULL, PAGE, PROT_RX, read, 0, 0), ERR_PERM);
	at = map(read, PAGE, LORIS_PROT_READ, 0, 0);
	CHECK_IS(sys_protect(at, PAGE, PROT_RW), ERR_PERM);
	CHECK_IS(sys_protect(at, PAGE, PROT_RX), ERR_PERM);
	CHECK_IS(sys_unmap(at, PAGE), OK);
	at = map(read, PAGE, PROT_RW | LORIS_MAP_PRIVATE, 0, PAGE); /* a copy is one's own */
	at[0] = 1;
	CHECK_IS(sys_unmap(at, PAGE), OK);
	sys_handle_close(read);
	sys_handle_close(memory);
}

static void test_refuses(void)
{
	handle_t memory = make(SIZE);

	CHECK_IS(sys_map_into(0, NULL, PAGE, PROT_RW, memory, 1, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(0, NULL, PAGE, PROT_RW, memory, SIZE, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(0, NULL, SIZE, PROT_RW, memory, PAGE, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(0, NULL, PAGE, PROT_RW, memory, (uint64_t)-PAGE, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(0, NULL, 0, PROT_RW, memory, 0, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(0, NULL, PAGE, 0, memory, 0, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(0, NULL, PAGE, 7, memory, 0, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(0, NULL, PAGE, 16 | PROT_RW, memory, 0, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(0, NULL, PAGE, PROT_RW, 0, PAGE, 0), ERR_INVALID);
	CHECK_IS(sys_map_into(memory, NULL, PAGE, PROT_RW, 0, 0, 0), ERR_HANDLE);
	CHECK_IS(sys_handle_close(memory), OK);
}

/* The first `filled` bytes, made when touched; zeroes behind them; never the memory's own. */
static void test_private(void)
{
	handle_t memory = make(SIZE);
	char *own = map(memory, SIZE, PROT_RW, 0, 0), *copy;

	memset(own, 3, SIZE);
	copy = map(memory, SIZE, PROT_RW | LORIS_MAP_PRIVATE, PAGE, PAGE + 100);
	CHECK(copy[0] == 3 && copy[PAGE + 99] == 3 && copy[PAGE + 100] == 0);
	CHECK(copy[SIZE - 1] == 0);
	copy[5] = 8;
	CHECK_IS(own[PAGE + 5], 3);
	own[PAGE + 6] = 8;
	CHECK_IS(copy[6], 3);
	CHECK(sys_unmap(own, SIZE) == OK && sys_unmap(copy, SIZE) == OK);
	CHECK_IS(sys_handle_close(memory), OK);
}

/* Between two processes; what the other one leaves stays. */
static void test_across(void)
{
	handle_t memory = make(PAGE);
	volatile long *here = (volatile long *)map(memory, PAGE, PROT_RW, 0, 0);
	struct puppet p;
	long given;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	given = puppet_give(&p, memory, LORIS_RIGHT_READ | LORIS_RIGHT_WRITE);
	CHECK(given > 0);
	CHECK_IS(sys_map_into(p.process, PUPPET_SPACE, PAGE, PROT_RW, memory, 0, 0), (long)SPACE);
	CHECK_IS(sys_map_into(p.process, PUPPET_SPACE, PAGE, PROT_RW, memory, 0, 0), ERR_EXISTS);
	here[3] = VALUE;
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, SPACE + 24, 0, 0, 0), VALUE);
	CHECK_IS(puppet_do(&p, PUPPET_STORE, SPACE + 32, VALUE + 1, 0, 0), 0);
	CHECK_IS(here[4], VALUE + 1);
	puppet_end(&p);
	CHECK_IS(here[4], VALUE + 1);
	CHECK(sys_unmap((void *)(uintptr_t)here, PAGE) == OK && sys_handle_close(memory) == OK);
}

static uint64_t pages_of_empty_ones(void)
{
	const struct loris_process what = {.name = "empty"};
	struct loris_process_info before, after;
	handle_t made[EMPTY];

	CHECK(sys_process_info(0, &before) > 0);
	for (int i = 0; i < EMPTY; i++)
		made[i] = (handle_t)sys_process_create(&what);
	CHECK(sys_process_info(0, &after) > 0);
	for (int i = 0; i < EMPTY; i++)
		CHECK_IS(sys_handle_close(made[i]), OK);
	return after.pages - before.pages;
}

/* A process that does nothing takes a root, and structures of more than half a page: not charged, who makes many
 * takes what others may have. Processes that ended before may give back theirs meanwhile: then once more. */
static void test_empty_processes(void)
{
	uint64_t pages = 0;

	for (int i = 0; i < TRIES && pages != 2 * EMPTY; i++) {
		pages = pages_of_empty_ones();
		sys_sleep(1000000);
	}
	CHECK_IS(pages, 2 * EMPTY);
}

void test_objects(void)
{
	test_create();
	test_shared();
	test_rights();
	test_refuses();
	test_private();
	test_across();
	test_empty_processes();
}
