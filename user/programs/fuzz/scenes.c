// SPDX-License-Identifier: MIT
/* A few calls that belong together, so that the wild ones find something. Some know what must come out. */
#include <string.h>
#include "user/lib/start.h"
#include "user/programs/fuzz/fuzz.h"

#define RW	     (LORIS_PROT_READ | LORIS_PROT_WRITE)
#define FOREVER	     UINT64_MAX
#define TOUCHED_AT   0x50000000ull
#define TOUCHED_STEP 0x1000000ull
#define NOBODY	     0x6000000000000000ull /* no handle */

#define CALL(number, ...) call(s, number, (const uint64_t[7]){__VA_ARGS__}, NULL)

extern char sacrifice_entry[];

/* Some handles go to the hub, and others come. */
static void swap_handles(struct strand *s)
{
	unsigned n = (unsigned)draw(&s->dice, 5);
	uint64_t args[7] = {start_handle(LORIS_START_IN), HUB_SWAP};
	uint64_t more[4] = {pool_any(&s->dice), pool_any(&s->dice), pool_any(&s->dice),
			    5 * NS_PER_MS};

	args[5] = pool_any(&s->dice);
	args[6] = LORIS_MSG_HANDLES(n) | LORIS_MSG_ACCEPT(4) | LORIS_MSG_TIMEOUT;
	if (one_in(&s->dice, 3))
		args[6] |= draw(&s->dice, 16) << 4; /* moves */
	call(s, SYS_call, args, more);
}

/* A thread that waits, for whatever it is, with no limit; the keeper ends it, if nobody does before. */
static void sacrifice(struct strand *s)
{
	static struct {
		uint64_t a0, a1, a6, a7, t4;
	} order[STRANDS_MAX];
	static const uint64_t waits[] = {SYS_call,	SYS_send,  SYS_recv,	   SYS_reply_recv,
					 SYS_wait_bits, SYS_sleep, SYS_thread_join};
	unsigned mine = (unsigned)(s->box - s->state->box);
	uint64_t number = waits[draw(&s->dice, sizeof(waits) / sizeof(*waits))];
	handle_t at = pool_any(&s->dice);
	long tid, thread;

	order[mine].a0 = number == SYS_sleep ? FOREVER : number == SYS_thread_join ? 2 : at;
	order[mine].a1 = number == SYS_wait_bits ? FOREVER : 0;
	order[mine].a6 = 0;
	order[mine].a7 = number;
	tid = CALL(SYS_thread_create, (uint64_t)sacrifice_entry, (uint64_t)&order[mine], 0, 0);
	if (tid < 0)
		return;
	thread = CALL(SYS_thread_open, 0, (uint64_t)tid);
	CALL(SYS_sleep, draw(&s->dice, 300000));
	switch (draw(&s->dice, 4)) {
	case 0:
		CALL(SYS_thread_kill, (uint64_t)thread);
		break;
	case 1:
		CALL(SYS_handle_close, at);
		break;
	case 2:
		CALL(SYS_handle_revoke, at);
		break;
	default:
		break;
	}
}

/* ---- what must come out ---------------------------------------------------------------------------------- */

static void expect(struct strand *s, const char *what, uint64_t number, long got, long want)
{
	if (got != want)
		wrong(s, what, number, (uint64_t)got);
}

/* The last copy goes, and its watcher hears of it. Not by the pool: nobody else may interfere. */
static void watch_copies(struct strand *s)
{
	long ep = sys_endpoint_create(), n = sys_notification_create();
	long copy = ep > 0 ? sys_handle_copy((handle_t)ep, LORIS_RIGHTS_ALL, 7) : ep;
	long second = copy > 0 ? sys_handle_copy((handle_t)copy, LORIS_RIGHT_SEND, 0) : copy;

	if (n > 0 && second > 0) {
		expect(s, "watch", SYS_handle_watch, sys_handle_watch((handle_t)ep, (handle_t)n, 4),
		       OK);
		expect(s, "close", SYS_handle_close, sys_handle_close((handle_t)copy), OK);
		expect(s, "too early", SYS_wait_bits, sys_wait_bits((handle_t)n, 0), ERR_TIMEOUT);
		expect(s, "close", SYS_handle_close, sys_handle_close((handle_t)second), OK);
		expect(s, "not told", SYS_wait_bits, sys_wait_bits((handle_t)n, 0), 4);
		expect(s, "again", SYS_handle_close, sys_handle_close((handle_t)copy), ERR_HANDLE);
	} else if (copy > 0) {
		sys_handle_close((handle_t)copy);
	}
	if (ep > 0)
		sys_handle_close((handle_t)ep);
	if (n > 0)
		sys_handle_close((handle_t)n);
}

static void revoke_copies(struct strand *s)
{
	long ep = sys_endpoint_create(), copy, second;
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	if (ep < 0)
		return;
	copy = sys_handle_copy((handle_t)ep, LORIS_RIGHTS_ALL, 7);
	second = copy > 0 ? sys_handle_copy((handle_t)copy, LORIS_RIGHTS_ALL, 0) : copy;
	if (second > 0) {
		expect(s, "nobody there", SYS_send, ipc_send((handle_t)second, &m), ERR_TIMEOUT);
		expect(s, "revoke", SYS_handle_revoke, sys_handle_revoke((handle_t)ep), OK);
		m.info = LORIS_MSG_TIMEOUT;
		expect(s, "revoked", SYS_send, ipc_send((handle_t)copy, &m), ERR_HANDLE);
		m.info = LORIS_MSG_TIMEOUT;
		expect(s, "revoked too", SYS_send, ipc_send((handle_t)second, &m), ERR_HANDLE);
		sys_handle_close((handle_t)second);
	}
	if (copy > 0)
		sys_handle_close((handle_t)copy);
	sys_handle_close((handle_t)ep);
}

static void timer(struct strand *s)
{
	long n = sys_notification_create(), got;

	if (n < 0)
		return;
	sys_timer_set((handle_t)n, 2, draw(&s->dice, NS_PER_MS));
	got = sys_wait_bits((handle_t)n, (int64_t)(10000 * NS_PER_MS));
	expect(s, "timer", SYS_timer_set, got, 2);
	sys_timer_set((handle_t)n, 2, draw(&s->dice, NS_PER_MS)); /* and is closed while it runs */
	sys_handle_close((handle_t)n);
}

/* Two mappings of one memory, and a copy of it, where no other thread maps anything. */
static void touch_memory(struct strand *s)
{
	unsigned mine = (unsigned)(s->box - s->state->box);
	uint64_t pages = 1 + draw(&s->dice, 40), at = pages - 1, tag = draw(&s->dice, 1ull << 40);
	char *a = (char *)(TOUCHED_AT + mine * TOUCHED_STEP), *b = a + (TOUCHED_STEP >> 1);
	size_t len = pages * LORIS_PAGE_SIZE;
	long m = sys_memory_create(len, 0);

	sys_unmap(a, TOUCHED_STEP); /* whoever was killed here may have left something */
	if (m < 0)
		return;
	if (sys_map_into(0, a, len, RW, (handle_t)m, 0, 0) > 0) {
		memcpy(a + at * LORIS_PAGE_SIZE, &tag, sizeof(tag));
		if (sys_map_into(0, b, len, LORIS_PROT_READ | LORIS_MAP_PRIVATE, (handle_t)m, 0,
				 len) > 0)
			expect(s, "copy of memory", SYS_map,
			       memcmp(b + at * LORIS_PAGE_SIZE, &tag, sizeof(tag)), 0);
		sys_protect(a, len, LORIS_PROT_READ);
		expect(s, "memory", SYS_protect,
		       memcmp(a + at * LORIS_PAGE_SIZE, &tag, sizeof(tag)), 0);
	}
	sys_handle_close((handle_t)m);
	sys_unmap(a, TOUCHED_STEP);
}

/* ---- children ---------------------------------------------------------------------------------------------- */

static bool map_child(handle_t process)
{
	size_t len = (size_t)(__stop_childcode - __start_childcode);
	long code = sys_memory_create(len, 0), own, at = ERR_NO_MEMORY;

	if (code < 0)
		return false;
	own = sys_map_into(0, NULL, LORIS_PAGE_SIZE, RW, (handle_t)code, 0, 0);
	if (own > 0) {
		memcpy((void *)own, __start_childcode, len);
		sys_unmap((void *)own, LORIS_PAGE_SIZE);
		at = sys_map_into(process, (void *)CHILD_CODE, LORIS_PAGE_SIZE,
				  LORIS_PROT_READ | LORIS_PROT_EXEC, (handle_t)code, 0, 0);
	}
	sys_handle_close((handle_t)code);
	return at > 0 &&
	       sys_map_into(process, (void *)CHILD_STACK, LORIS_PAGE_SIZE, RW, 0, 0, 0) > 0;
}

/* The hub ends it, should nobody else. */
static bool announce(handle_t process)
{
	struct message m = {.word = {HUB_CHILD, [4] = process},
			    .info = LORIS_MSG_HANDLES(1) | LORIS_MSG_TIMEOUT,
			    .timeout = 50 * NS_PER_MS};

	return ipc_call(start_handle(LORIS_START_IN), &m) == OK && m.word[0] == OK;
}

static void child(struct strand *s)
{
	struct loris_process what = {.name = "fuzzchild",
				     .pages = 4 + draw(&s->dice, 40),
				     .objects = 2 + draw(&s->dice, 40)};
	long process = sys_process_create(&what);
	uint64_t entry = CHILD_CODE + (uint64_t)((char *)child_main - __start_childcode);

	if (process < 0)
		return;
	if (!announce((handle_t)process)) {
		sys_handle_close((handle_t)process);
		return;
	}
	map_child((handle_t)process);
	for (unsigned i = 0; i < 6; i++)
		CALL(SYS_process_give, (uint64_t)process, pool_any(&s->dice), LORIS_RIGHTS_ALL);
	if (one_in(&s->dice, 3))
		CALL(SYS_process_handler, (uint64_t)process, pool_any(&s->dice),
		     draw(&s->dice, 16));
	for (unsigned i = 0; i < 1 + draw(&s->dice, 3); i++)
		CALL(SYS_process_start, (uint64_t)process,
		     one_in(&s->dice, 10) ? wild(&s->dice) : entry,
		     CHILD_STACK + LORIS_PAGE_SIZE - i * 1024, draw(&s->dice, 1ull << 40),
		     draw(&s->dice, 300));
	if (one_in(&s->dice, 2))
		CALL(SYS_process_kill, (uint64_t)process);
	pool_put(s, (handle_t)process);
}

void any_scene(struct strand *s)
{
	static void (*const scenes[])(struct strand * s) = {
		swap_handles,
		swap_handles,
		swap_handles,
		sacrifice,
		sacrifice,
		child,
		child,
		/* where nobody can interfere: */
		watch_copies,
		revoke_copies,
		timer,
		touch_memory,
	};
	size_t n = sizeof(scenes) / sizeof(*scenes);

	scenes[draw(&s->dice, s->honest ? n : n - 4)](s);
}
