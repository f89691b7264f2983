// SPDX-License-Identifier: MIT
/*
 * What kthreads leave to whom they answer. They run with nobody's registers but their own, after anybody: after a
 * thread that uses the FPU, after another kthread that was interrupted. All on the hart where they are.
 */
#include <stdbool.h>
#include "user/lib/servers.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define HART	     0 /* where the console's kthread is, and kthread0 */
#define SECRET	     0x5ec2e75ec2e7
#define SPOILT	     0xdead
#define WRITE	     2 /* to the console (user/proto/file.proto) */
#define WRITE_NUL(n) ((uint64_t)(n) << 8 | WRITE)

static handle_t kthread0, console;
static volatile bool stop, kept;

static long call_with(handle_t server, uint64_t word)
{
	struct message m = {.word = {word}};

	return ipc_call(server, &m);
}

/* It is woken, and stands in line for the hart. */
static long wake(handle_t server)
{
	struct message m = {.word = {WRITE}};

	return ipc_send(server, &m);
}

/* ---- the FPU --------------------------------------------------------------------------------------------------- */

/* The FPU's registers are whose they are from turn to turn. */
static long keep_secret(void *unused)
{
	register long a7 __asm__("a7");
	long spoilt = 0;

	(void)unused;
	sys_thread_pin(HART);
	while (!stop) {
		uint64_t f;

		a7 = SYS_yield;
		__asm__ volatile("fmv.d.x fa0, %2\n\tecall\n\tfmv.x.d %0, fa0"
				 : "=&r"(f), "+r"(a7)
				 : "r"(SECRET)
				 : "a0", "a1", "a2", "a3", "a4", "a5", "a6", "t0", "t1", "t2", "t3",
				   "t4", "t5", "t6", "fa0", "memory");
		spoilt |= f != SECRET;
		kept = true;
	}
	return spoilt;
}

/* Called, the server still waits for the hart, behind who has the secret; then it answers at once. */
static long look(void *server)
{
	uint64_t f;
	long err;

	sys_thread_pin(HART);
	err = wake((handle_t)server);
	err = err == OK ? call_with((handle_t)server, WRITE) : err;
	__asm__ volatile("fmv.x.d %0, fa0\n\tfmv.d.x fa0, %1" : "=&r"(f) : "r"(SPOILT) : "fa0");
	sys_yield();
	return err == OK ? (long)f : err;
}

static void check_fpu(handle_t server)
{
	long value;
	int keeper;

	stop = kept = false;
	keeper = thread_start(keep_secret, NULL);
	while (!kept)
		sys_yield();
	for (int i = 0; i < 4; i++) {
		value = -1;
		CHECK_IS(thread_join(thread_start(look, (void *)server), &value), 0);
		CHECK_IS(value, 0); /* nobody's: its first use of them */
	}
	stop = true;
	CHECK(thread_join(keeper, &value) == 0 && value == 0);
}

/* ---- after a kthread that was interrupted -------------------------------------------------------------------- */

#define WRITERS 200
#define BYTES	56
#define ROUNDS	4
#define TURNS	200

static unsigned written; /* atomic */
static volatile unsigned asked;

/* So many of them that the console's slice ends before their line does. */
static long write_long(void *unused)
{
	long err = OK;

	(void)unused;
	sys_thread_pin(HART);
	for (int i = 0; i < ROUNDS && err == OK; i++) {
		err = call_with(console, WRITE_NUL(BYTES));
		__atomic_fetch_add(&written, 1, __ATOMIC_RELAXED);
	}
	return err;
}

/* Then the other one takes over, whom we have called meanwhile. */
static long ask(void *unused)
{
	long err = OK;

	(void)unused;
	sys_thread_pin(HART);
	while (!stop && err == OK) {
		err = wake(kthread0);
		err = err == OK ? call_with(kthread0, 0) : err;
		asked++;
	}
	return err;
}

static void join(int tid)
{
	long value = -1;

	CHECK_IS(thread_join(tid, &value), 0);
	CHECK_IS(value, OK);
}

/* It goes on asking: if others have their turns so often, and it does not come back, it never will. */
static void check_goes_on(int asker)
{
	unsigned before = asked;
	handle_t thread;

	for (int i = 0; i < TURNS && asked == before; i++)
		sys_yield();
	CHECK(asked != before);
	stop = true;
	if (asked != before)
		return;
	thread = (handle_t)sys_thread_open(0, asker);
	CHECK(sys_thread_kill(thread) == OK && sys_handle_close(thread) == OK);
}

static void check_interrupted(void)
{
	int writers[WRITERS], asker;

	stop = false;
	written = asked = 0;
	asker = thread_start(ask, NULL);
	for (int i = 0; i < WRITERS; i++)
		writers[i] = thread_start(write_long, NULL);
	for (int i = 0; i < WRITERS; i++)
		join(writers[i]);
	check_goes_on(asker);
	CHECK_IS(thread_join(asker, NULL), 0);
}

void test_answers(void)
{
	kthread0 = (handle_t)loris_server("kthread0");
	console = (handle_t)start_handle(LORIS_START_CONSOLE);
	sys_thread_pin(HART);
	check_fpu(kthread0);
	check_fpu(console);
	check_interrupted();
	sys_thread_pin(-1);
	CHECK_IS(sys_handle_close(kthread0), OK);
}
