// SPDX-License-Identifier: MIT
/* What changes while a message is under way: handles that it carries, and the process that it comes from. */
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define MS 1000000ull

static int hart;

struct parcel {
	handle_t endpoint, handle;
	uint64_t info; /* how many handles, and which are moved */
	volatile bool sent;
	handle_t second;
};

static long send_parcel(void *arg)
{
	struct parcel *p = arg;
	struct message m = {.word = {[4] = p->handle, p->second}, .info = p->info};

	sys_thread_pin(hart);
	p->sent = true;
	return ipc_send(p->endpoint, &m);
}

/* A thread waits to send, here, when we are as urgent again as before. */
static int start_sender(struct parcel *p)
{
	int tid = thread_start(send_parcel, p);

	while (!p->sent)
		sys_sleep(MS);
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	sys_thread_priority(0, LORIS_PRIORITY_USER);
	return tid;
}

static void check_sender(int tid, long want)
{
	long value = 0;

	CHECK_IS(thread_join(tid, &value), 0);
	CHECK_IS(value, want);
}

/* Revoked, or closed, before it is received: it does not arrive, nor does its message, and who receives waits on. */
static void check_gone(uint64_t info, long (*end)(handle_t of), bool of_copy)
{
	handle_t bits = (handle_t)sys_notification_create();
	handle_t one = (handle_t)sys_handle_copy(bits, LORIS_RIGHTS_ALL, 0);
	handle_t two = (handle_t)sys_handle_copy(one, LORIS_RIGHTS_ALL, 0);
	struct parcel p = {(handle_t)sys_endpoint_create(), two, info, false, 0};
	struct message m = {.info = LORIS_MSG_ACCEPT(1) | LORIS_MSG_TIMEOUT};
	int tid = start_sender(&p);

	CHECK_IS(end(of_copy ? two : bits), OK);
	CHECK_IS(ipc_recv(p.endpoint, &m), ERR_TIMEOUT);
	check_sender(tid, ERR_HANDLE);
	sys_handle_close(two);
	CHECK(sys_handle_close(one) == OK && sys_handle_close(bits) == OK);
	CHECK_IS(sys_handle_close(p.endpoint), OK);
}

static long revoke(handle_t of)
{
	return sys_handle_revoke(of);
}

static long let_go(handle_t of)
{
	return sys_handle_close(of);
}

static void test_parcels(void)
{
	const uint64_t one = LORIS_MSG_HANDLES(1);

	check_gone(one, revoke, false);
	check_gone(one | LORIS_MSG_MOVE(0), revoke, false);
	check_gone(one, let_go, true);
	check_gone(one | LORIS_MSG_MOVE(0), let_go, true);
}

/* The second does not go, so the first, which did, comes back, whatever its number is then. The second may be the
 * first once more: one that moves goes once. */
static void check_both_stay(uint64_t moves, bool twice)
{
	handle_t bits = (handle_t)sys_notification_create();
	handle_t first = (handle_t)sys_handle_copy(bits, LORIS_RIGHTS_ALL, 0);
	handle_t stays = twice ? first : (handle_t)sys_handle_copy(bits, LORIS_RIGHT_SEND, 0);
	struct parcel p = {(handle_t)sys_endpoint_create(), first, LORIS_MSG_HANDLES(2) | moves,
			   false, 0};
	struct message m = {.info = LORIS_MSG_ACCEPT(2) | LORIS_MSG_TIMEOUT};
	struct loris_process_info before, now;
	int tid;

	p.second = stays;
	sys_process_info(0, &before);
	tid = start_sender(&p);
	CHECK_IS(ipc_recv(p.endpoint, &m), ERR_TIMEOUT);
	check_sender(tid, twice ? ERR_HANDLE : ERR_PERM);
	sys_process_info(0, &now);
	CHECK_IS(now.handles, before.handles);
	CHECK_IS(sys_signal(stays, 1), OK);
	CHECK_IS(sys_handle_revoke(bits), OK);
	CHECK_IS(sys_handle_close(stays), OK);
	CHECK(sys_handle_close(bits) == OK && sys_handle_close(p.endpoint) == OK);
}

static void test_all_or_none(void)
{
	const uint64_t moves[] = {0, LORIS_MSG_MOVE(0), LORIS_MSG_MOVE(1),
				  LORIS_MSG_MOVE(0) | LORIS_MSG_MOVE(1)};

	for (unsigned i = 0; i < 4; i++)
		check_both_stay(moves[i], false);
	for (unsigned i = 1; i < 4; i++)
		check_both_stay(moves[i], true);
}

/* Who was received and did not get what it was to take is told, and so is who should have got it. */
static void test_sender_is_killed(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	struct parcel p = {(handle_t)sys_endpoint_create(), bits,
			   LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0), false, 0};
	struct message m = {.info = LORIS_MSG_ACCEPT(1) | LORIS_MSG_TIMEOUT};
	int tid = start_sender(&p);
	handle_t thread = (handle_t)sys_thread_open(0, tid);

	CHECK_IS(sys_thread_kill(thread), OK);
	CHECK_IS(ipc_recv(p.endpoint, &m), ERR_TIMEOUT);
	CHECK_IS(thread_join(tid, NULL), 0);
	CHECK_IS(sys_signal(bits, 1), OK); /* it has not gone */
	CHECK(sys_handle_close(thread) == OK && sys_handle_close(bits) == OK);
	CHECK_IS(sys_handle_close(p.endpoint), OK);
}

static long call_plainly(void *endpoint)
{
	struct message m = {0};

	return ipc_call((handle_t)endpoint, &m);
}

/* A reply whose handles are not taken: what it was to move is gone, since the server does not hear of it. */
static void test_reply_is_refused(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	handle_t moved = (handle_t)sys_handle_copy(bits, LORIS_RIGHTS_ALL, 0);
	handle_t endpoint = (handle_t)sys_endpoint_create();
	int tid = thread_start(call_plainly, (void *)endpoint);
	struct message m = {0};

	CHECK_IS(ipc_recv(endpoint, &m), OK);
	m = (struct message){.word = {[4] = moved, bits},
			     .info = LORIS_MSG_HANDLES(2) | LORIS_MSG_MOVE(0) | LORIS_MSG_TIMEOUT};
	CHECK_IS(ipc_reply_recv(endpoint, &m), ERR_TIMEOUT);
	check_sender(tid, ERR_REFUSED);
	CHECK_IS(sys_signal(moved, 1), ERR_HANDLE);
	CHECK(sys_signal(bits, 2) == OK && sys_wait_bits(bits, 0) == 2);
	CHECK(sys_handle_close(bits) == OK && sys_handle_close(endpoint) == OK);
}

/* ---- ends of processes ------------------------------------------------------------------------------------ */

static long kill_when_idle(void *process)
{
	sys_thread_pin(hart);
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	return sys_process_kill((handle_t)process);
}

static struct message next_from(const struct puppet *p)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};

	CHECK_IS(ipc_recv(p->endpoint, &m), OK);
	return m;
}

/* Whoever receives already when it is killed hears first that all its handles are gone, then of its end. */
static void check_told(const struct puppet *p)
{
	int tid = thread_start(kill_when_idle, (void *)p->process);
	struct message m = next_from(p);

	CHECK(LORIS_MSG_KIND(m.info) == LORIS_MSG_BITS && m.word[0] == 8);
	m = next_from(p);
	CHECK(LORIS_MSG_KIND(m.info) == LORIS_MSG_EXIT && m.badge == PUPPET_BADGE);
	CHECK(m.word[0] == (uint64_t)sys_process_info(p->process, NULL) &&
	      m.word[1] == LORIS_KILLED && m.word[2] == 0);
	m = (struct message){.info = LORIS_MSG_TIMEOUT};
	CHECK_IS(ipc_recv(p->endpoint, &m), ERR_TIMEOUT);
	check_sender(tid, OK);
}

/* Told once, with what it was; and by then all handles have been let go. */
static void test_end_is_told(void)
{
	handle_t gate = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create(), kept;
	struct puppet p;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return;
	kept = (handle_t)sys_reply_keep(); /* or it would end when we receive again */
	CHECK(puppet_give(&p, gate, LORIS_RIGHTS_ALL) > 0);
	CHECK_IS(sys_handle_watch(gate, bits, 8), OK);
	CHECK_IS(sys_wait_bits(bits, 0), ERR_TIMEOUT);
	CHECK_IS(sys_notification_bind(bits), OK);
	check_told(&p);
	CHECK_IS(sys_notification_bind(0), OK);
	CHECK_IS(sys_handle_close(kept), OK);
	puppet_end(&p);
	CHECK(sys_handle_close(gate) == OK && sys_handle_close(bits) == OK);
}

/* It has ended, and what it had to say has been posted: it lets go of its handles, then says so, and the kernel does
 * that for one process after another, so it has when somebody is heard of who ended after that. */
static void end_and_await(struct puppet *p)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};
	struct loris_process_info info = {.threads = 1};
	uint64_t end = sys_clock() + PATIENCE_NS;
	struct puppet later;

	CHECK_IS(sys_process_kill(p->process), OK);
	while ((info.threads || info.handles) && sys_clock() < end)
		CHECK(sys_sleep(MS) == OK && sys_process_info(p->process, &info) > 0);
	if (!puppet_start(&later, LORIS_ON_EXIT, 0, 0))
		return;
	CHECK_IS(sys_process_kill(later.process), OK);
	CHECK_IS(ipc_recv(later.endpoint, &m), OK);
	puppet_end(&later);
}

/* The last word of one that nobody listens to: it waits in the line, before those who call. */
static void test_end_waits(void)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};
	struct parcel parcel = {.info = LORIS_MSG_HANDLES(1)};
	struct puppet p;
	int tid;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return;
	parcel.endpoint = p.endpoint;
	parcel.handle = p.endpoint;
	tid = start_sender(&parcel);
	end_and_await(&p);
	CHECK_IS(ipc_recv(p.endpoint, &m), OK);
	CHECK_IS(LORIS_MSG_KIND(m.info), LORIS_MSG_EXIT);
	m = (struct message){.info = LORIS_MSG_TIMEOUT | LORIS_MSG_ACCEPT(1)};
	CHECK_IS(ipc_recv(p.endpoint, &m), OK);
	CHECK_IS(LORIS_MSG_KIND(m.info), LORIS_MSG_SEND);
	CHECK_IS(sys_handle_close(m.word[4]), OK);
	check_sender(tid, OK);
	puppet_end(&p);
}

void test_underway(void)
{
	struct loris_self self;

	sys_self(&self);
	hart = self.harts - 1;
	sys_thread_pin(hart);
	test_parcels();
	test_all_or_none();
	test_sender_is_killed();
	test_reply_is_refused();
	test_end_is_told();
	test_end_waits();
	sys_thread_pin(-1);
}
