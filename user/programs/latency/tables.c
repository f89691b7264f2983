// SPDX-License-Identifier: MIT
/* Much that one thread has: endpoints, handles, memory. */
#include "user/lib/err.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/latency/latency.h"

#define ENDPOINTS 16000
#define COPIES	  10000
#define REGIONS	  1000
#define LOW	  (LORIS_PRIORITY_USER + 4)
#define MiB	  (1ul << 20)
#define MUCH	  (128 * MiB)
#define RW	  (LORIS_PROT_READ | LORIS_PROT_WRITE)

/* ---- endpoints that one thread has received from --------------------------------------------------------------- */

static handle_t endpoints[ENDPOINTS];

static bool make_endpoints(void)
{
	for (int i = 0; i < ENDPOINTS; i++) {
		long made = sys_endpoint_create();

		if (made < 0)
			return false;
		endpoints[i] = (handle_t)made;
	}
	return true;
}

/* As often as there are endpoints. */
static long look_at_all(void)
{
	long empty = 0;

	for (int i = 0; i < ENDPOINTS; i++) {
		struct message m = {.info = LORIS_MSG_TIMEOUT};

		empty += ipc_recv(endpoints[i], &m) == ERR_TIMEOUT;
	}
	return empty;
}

static long hold_and_end(void *unused)
{
	long empty = look_at_all();

	(void)unused;
	MARK(923);
	sys_thread_exit(empty);
	return empty;
}

static bool join(long (*fn)(void *))
{
	int tid = thread_start(fn, NULL);
	long value = 0;

	return tid > 0 && sys_thread_join(tid, &value) == OK && value == ENDPOINTS;
}

bool scene_holds(void)
{
	bool good = make_endpoints() && join(hold_and_end);

	MARK(924);
	return good;
}

/* Less urgent than who calls, whose urgency it gives back when it answers. */
static long hold_and_answer(void *unused)
{
	struct message m = {0};
	long empty;

	(void)unused;
	sys_thread_priority(0, LOW);
	empty = look_at_all();
	if (ipc_recv(endpoints[0], &m) != OK)
		return -1;
	MARK(925);
	m.info = 0;
	if (ipc_reply(0, &m) != OK)
		return -1;
	MARK(926);
	return empty;
}

static long ask(void *unused)
{
	struct message m = {0};

	(void)unused;
	return ipc_call(endpoints[0], &m) == OK ? ENDPOINTS : -1;
}

bool scene_lends(void)
{
	long value = 0;
	int server;

	if (!make_endpoints())
		return false;
	server = thread_start(hold_and_answer, NULL);
	let_all_go_on();
	return server > 0 && join(ask) && thread_join(server, &value) == 0 && value == ENDPOINTS;
}

/* ---- handles ---------------------------------------------------------------------------------------------------- */

/* The table grows, again and again. */
bool scene_table(void)
{
	bool good;

	MARK(927);
	good = make_endpoints();
	MARK(928);
	return good;
}

bool scene_revoke(void)
{
	handle_t first = (handle_t)sys_endpoint_create();
	struct message m = {.info = LORIS_MSG_TIMEOUT};
	long copy = 0;

	for (int i = 0; i < COPIES && copy >= 0; i++)
		copy = sys_handle_copy(first, LORIS_RIGHTS_ALL, 0);
	if (copy < 0)
		return false;
	MARK(929);
	sys_handle_revoke(first);
	MARK(930);
	return ipc_send((handle_t)copy, &m) == ERR_HANDLE;
}

/* ---- memory ----------------------------------------------------------------------------------------------------- */

static void touch(char *at, size_t len)
{
	for (size_t i = 0; i < len; i += LORIS_PAGE_SIZE)
		((volatile char *)at)[i] = 1;
}

bool scene_unmap(void)
{
	long at = sys_map(NULL, MUCH, RW);
	bool good;

	if (at < 0)
		return false;
	MARK(931);
	touch((char *)at, MUCH);
	good = sys_protect((void *)at, MUCH, LORIS_PROT_READ) == OK &&
	       sys_unmap((void *)at, MUCH) == OK;
	MARK(932);
	return good;
}

/* Objects of every size that is treated in its own way: filled when they are made, freed at once, by the reaper. */
bool scene_memory(void)
{
	static const size_t sizes[] = {64 << 10, 2 * MiB, 4 * MiB};
	bool good = true;

	MARK(933);
	for (int i = 0; i < 3; i++) {
		long memory = sys_memory_create(sizes[i], 0);
		long at = memory > 0 ? sys_map_into(0, NULL, sizes[i], RW, (handle_t)memory, 0, 0)
				     : memory;

		good &= at > 0;
		if (at <= 0)
			continue;
		touch((char *)at, sizes[i]);
		good &= sys_unmap((void *)at, sizes[i]) == OK &&
			sys_handle_close((handle_t)memory) == OK;
	}
	MARK(934);
	return good;
}

bool scene_contiguous(void)
{
	long memory;
	bool good;

	MARK(935);
	memory = sys_memory_create(4 * MiB, LORIS_MEMORY_CONTIGUOUS);
	good = memory > 0 && sys_handle_close((handle_t)memory) == OK;
	MARK(936);
	return good;
}

/* As many as there may be, with a gap after each. */
bool scene_regions(void)
{
	long at = sys_map(NULL, 2 * REGIONS * LORIS_PAGE_SIZE, RW);
	bool good = at > 0;

	MARK(937);
	for (int i = 0; good && i < REGIONS - 64; i++)
		good = sys_unmap((char *)at + (2 * i + 1) * LORIS_PAGE_SIZE, LORIS_PAGE_SIZE) == OK;
	good = good && sys_map(NULL, 8 * LORIS_PAGE_SIZE, RW) > 0 &&
	       sys_unmap((void *)at, 2 * REGIONS * LORIS_PAGE_SIZE) == OK;
	MARK(938);
	return good;
}
