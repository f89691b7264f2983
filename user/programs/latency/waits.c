// SPDX-License-Identifier: MIT
/* Thousands who wait for the same, and what happens when it comes, or ends. */
#include "user/lib/err.h"
#include "user/lib/sys.h"
#include "user/programs/latency/latency.h"

#define MS	1000000ull
#define LETTERS 500

#define REFUSED_AT_ONCE 32
#define LOW		(LORIS_PRIORITY_USER + 4)

static handle_t endpoint, bits;
static uint64_t when;

static bool make(void)
{
	endpoint = (handle_t)sys_endpoint_create();
	bits = (handle_t)sys_notification_create();
	return (long)endpoint > 0 && (long)bits > 0;
}

/* ---- a line at an endpoint ----------------------------------------------------------------------------------- */

static long stand_in_line(long i)
{
	struct message m = {.word = {(uint64_t)i}};

	return ipc_send(endpoint, &m);
}

/* Who is more urgent passes them all. */
bool scene_line(void)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = MS};
	long e;

	if (!make() || !crowd_start(COUNT, LORIS_PRIORITY_LOWEST, stand_in_line))
		return false;
	MARK(901);
	e = ipc_send(endpoint, &m);
	MARK(902);
	sys_handle_close(endpoint);
	return e == ERR_TIMEOUT && crowd_join(ERR_CLOSED) == COUNT;
}

static long offer_handle(long i)
{
	struct message m = {.word = {(uint64_t)i, 0, 0, 0, bits}, .info = LORIS_MSG_HANDLES(1)};

	return ipc_send(endpoint, &m);
}

/* A receiver that takes none. */
bool scene_refused(void)
{
	struct message m;
	long e, calls = 0;

	if (!make() || !crowd_start(COUNT, LOW, offer_handle))
		return false;
	MARK(903);
	do {
		m = (struct message){.info = LORIS_MSG_TIMEOUT};
		e = ipc_recv(endpoint, &m);
		calls++;
	} while (e == ERR_REFUSED);
	MARK(904);
	return e == ERR_TIMEOUT && calls == COUNT / REFUSED_AT_ONCE + 1 &&
	       crowd_join(ERR_REFUSED) == COUNT;
}

bool scene_closed(void)
{
	bool good;

	if (!make() || !crowd_start(COUNT, LOW, stand_in_line))
		return false;
	MARK(905);
	sys_handle_close(endpoint);
	good = crowd_join(ERR_CLOSED) == COUNT;
	MARK(906);
	return good;
}

/* A process that ends at once, which is told there. */
static bool end_one(handle_t told)
{
	static const struct loris_process what = {.name = "letter"};
	long p = sys_process_create(&what);
	bool good = p > 0 && sys_process_handler((handle_t)p, told, LORIS_ON_EXIT) == OK &&
		    sys_process_kill((handle_t)p) == OK;

	return p > 0 && sys_handle_close((handle_t)p) == OK && good;
}

/* Ends of processes that nobody has received. The kthread that tells of them does so in their order. */
bool scene_letters(void)
{
	handle_t last = (handle_t)sys_endpoint_create();
	struct message m = {0};
	bool good = make();

	for (int i = 0; i < LETTERS && good; i++)
		good = end_one(endpoint);
	good = good && end_one(last) && ipc_recv(last, &m) == OK;
	MARK(907);
	sys_handle_close(endpoint);
	MARK(908);
	return sys_handle_close(last) == OK && good;
}

/* ---- bits, time ----------------------------------------------------------------------------------------------- */

static long wait_for_bits(long i)
{
	(void)i;
	return sys_wait_bits(bits, UINT64_MAX);
}

bool scene_bits(void)
{
	bool good;

	if (!make() || !crowd_start(COUNT, LOW, wait_for_bits))
		return false;
	MARK(909);
	sys_handle_close(bits);
	good = crowd_join(ERR_CLOSED) == COUNT;
	MARK(910);
	return good;
}

static long wait_until_then(long i)
{
	uint64_t now = (uint64_t)sys_clock();
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = now < when ? when - now : 0};

	(void)i;
	return ipc_recv(endpoint, &m);
}

/* All at the same time. */
bool scene_timers(void)
{
	bool good;

	when = (uint64_t)sys_clock() + 1000 * MS;
	if (!make() || !crowd_start(COUNT, LOW, wait_until_then))
		return false;
	MARK(911);
	good = crowd_join(ERR_TIMEOUT) == COUNT;
	MARK(912);
	return good;
}

/* ---- ends of threads ------------------------------------------------------------------------------------------ */

static long join_the_one_before(long i)
{
	struct message m = {0};

	return i ? sys_thread_join(crowd_tid(i - 1), NULL) : ipc_recv(endpoint, &m);
}

/* Each waits for another one; the first for us. */
bool scene_joins(void)
{
	if (!make() || !crowd_start(JOINERS, LOW, join_the_one_before))
		return false;
	MARK(913);
	sys_handle_close(endpoint);
	let_all_go_on();
	MARK(914);
	return sys_thread_join(crowd_tid(JOINERS - 1), NULL) == OK &&
	       sys_thread_join(crowd_tid(0), NULL) == ERR_NOT_FOUND;
}

/* The last of them. */
bool scene_find(void)
{
	long thread;

	if (!make() || !crowd_start(COUNT, LOW, stand_in_line))
		return false;
	MARK(915);
	thread = sys_thread_open(0, crowd_tid(COUNT - 1));
	MARK(916);
	sys_handle_close(endpoint);
	return thread > 0 && crowd_join(ERR_CLOSED) == COUNT;
}
