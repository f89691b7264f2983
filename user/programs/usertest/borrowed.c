// SPDX-License-Identifier: MIT
/*
 * A thread that calls the kernel's own server leaves its space loaded there, borrowed; one that calls another
 * process leaves it altogether. What a sibling changes in it meanwhile must be seen when the answer has come. Only
 * a TLB that forgives nothing can tell (make tlbcheck); here it is done for that to look at.
 */
#include <stdbool.h>
#include "user/lib/servers.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define TURNS	3000
#define NO_SUCH UINT64_MAX /* nothing that init does */
#define PAGES	4
#define SIZE	((size_t)PAGES * LORIS_PAGE_SIZE)

static volatile char *page;
static volatile bool stop;
static handle_t server;

static long look(void)
{
	long sum = 0;

	for (unsigned i = 0; i < PAGES; i++)
		sum += page[i * LORIS_PAGE_SIZE];
	return sum;
}

static long call_and_look(void *result)
{
	long *answers = result, sum = 0;

	sys_thread_pin(0);
	do {
		struct message m = {.word = {1}}, other = {.word = {NO_SUCH}};

		*answers += ipc_call(server, &m) == OK && m.word[0] == 2;
		sum += look();
		*answers += ipc_call(start_handle(LORIS_START_INIT), &other) == OK;
		sum += look();
	} while (!stop);
	return sum;
}

/* Rights go and come; what is there stays. */
static bool change(unsigned turn)
{
	void *at = (void *)(uintptr_t)page;
	bool done = sys_protect(at, SIZE, LORIS_PROT_READ) == OK &&
		    sys_protect(at, SIZE, PROT_RW) == OK;

	page[turn % SIZE] = 0;
	return done;
}

void test_borrowed(void)
{
	long found = loris_server("kthread0"), answers = 0, sum = -1, changed = 0;
	struct loris_self self;
	int tid;

	sys_self(&self);
	CHECK(found > 0);
	server = (handle_t)found;
	stop = false;
	page = test_pages(PAGES, PROT_RW);
	sys_thread_pin(self.harts - 1);
	tid = thread_start(call_and_look, &answers);
	for (unsigned turn = 0; turn < TURNS; turn++)
		changed += change(turn);
	CHECK_IS(changed, TURNS);
	stop = true;
	CHECK(thread_join(tid, &sum) == 0 && sum == 0 && answers > 0);
	sys_thread_pin(-1);
	sys_unmap((void *)(uintptr_t)page, SIZE);
	CHECK_IS(sys_handle_close(server), OK);
}
