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
#define PAUSE_NS     200000
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

/* ---- a kthread that has much to do -------------------------------------------------------------------------- */

#define WRITERS 200 /* of so many characters each, which is several slices of work */
#define BYTES	56
#define TRIES	3
#define YIELDS	8 /* until each of this hart has gone as far as it can */
#define TURNS	200
#define LONG_NS 25000000 /* two slices, and more */

static handle_t gate;
static int writers[WRITERS];
static unsigned come;		 /* atomic */
static volatile uint64_t called; /* when the last one did */

static long write_when_told(void *unused)
{
	(void)unused;
	sys_thread_pin(HART);
	__atomic_fetch_add(&come, 1, __ATOMIC_RELAXED);
	call_with(gate, 0);
	called = sys_clock();
	return call_with(console, WRITE_NUL(BYTES));
}

/* When we next give up the hart they call the console, one after the other, while it waits for the hart behind
 * them; then it serves them all, unless somebody stops it. */
static void form_line(void)
{
	come = 0;
	gate = (handle_t)sys_endpoint_create();
	for (int i = 0; i < WRITERS; i++)
		writers[i] = thread_start(write_when_told, NULL);
	while (__atomic_load_n(&come, __ATOMIC_RELAXED) < WRITERS)
		sys_yield();
	for (int i = 0; i < YIELDS; i++)
		sys_yield();
	CHECK_IS(sys_handle_close(gate), OK);
	CHECK_IS(wake(console), OK);
}

static void join(int tid)
{
	long value = -1;

	CHECK_IS(thread_join(tid, &value), 0);
	CHECK_IS(value, OK);
}

static void join_line(void)
{
	for (int i = 0; i < WRITERS; i++)
		join(writers[i]);
}

/* It waits for the next one, whom it would receive at once. */
static bool is_through(handle_t server)
{
	struct message m = {.word = {WRITE}, .info = LORIS_MSG_TIMEOUT};

	return ipc_send(server, &m) == OK;
}

/* All are served before we have a turn, though it takes longer than a slice, of which nobody else had a part: if
 * the hart, of a loaded host, pauses meanwhile, the slice's end waits for the server as it would have. */
static bool served_at_one_go(void)
{
	uint64_t away;
	bool all;

	form_line();
	sys_yield();
	away = sys_clock() - called;
	all = is_through(console);
	join_line();
	return all && away > LONG_NS;
}

/* It lets interrupts in between two messages. Once it may seem otherwise: the hart may have paused just before or
 * behind them. */
static void check_breathes(void)
{
	int tries = 0;

	while (tries < TRIES && served_at_one_go())
		tries++;
	CHECK(tries < TRIES);
}

/* ---- after a kthread that was interrupted -------------------------------------------------------------------- */

static volatile unsigned asked;

/* When the console's slice has ended, the other one takes over, whom we have called meanwhile. */
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
	int asker;

	stop = false;
	asked = 0;
	asker = thread_start(ask, NULL);
	for (int i = 0; i < TRIES; i++) {
		form_line();
		join_line();
	}
	check_goes_on(asker);
	CHECK_IS(thread_join(asker, NULL), 0);
}

/* ---- a hart that goes and comes (test_hart) --------------------------------------------------------------------- */

/* Calls that hart's kthread time and again, until it is killed. Who has none there waits in vain. */
int role_calls(const char *hart)
{
	char name[] = "kthread0";
	uint64_t word = 0;
	handle_t server;
	struct message m;
	long err;

	name[sizeof(name) - 2] = *hart;
	server = (handle_t)loris_server(name);
	do {
		m = (struct message){
			.word = {++word}, .info = LORIS_MSG_TIMEOUT, .timeout = PAUSE_NS};
		sys_sleep(PAUSE_NS);
		err = ipc_call(server, &m);
	} while (err == ERR_TIMEOUT || (err == OK && m.word[0] == word + 1));
	return SURVIVED;
}

void test_answers(void)
{
	kthread0 = (handle_t)loris_server("kthread0");
	console = (handle_t)start_handle(LORIS_START_CONSOLE);
	sys_thread_pin(HART);
	check_fpu(kthread0);
	check_fpu(console);
	check_breathes();
	check_interrupted();
	sys_thread_pin(-1);
	CHECK_IS(sys_handle_close(kthread0), OK);
}
