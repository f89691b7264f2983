// SPDX-License-Identifier: MIT
/* Handles: what a copy may do, badges, closing, revoking, values that are none. */
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

#define BADGE	    0x123456789abcull
#define TABLE_MAX   16384 /* handles of one process */
#define MANY	    3000
#define SEND_COPY   (LORIS_RIGHT_SEND | LORIS_RIGHT_COPY)
#define GENERATIONS (1ull << 32)

static long call_with(handle_t handle)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	return ipc_call(handle, &m);
}

static struct loris_handle info_of(handle_t handle)
{
	struct loris_handle info = {0};

	CHECK_IS(sys_handle_info(handle, &info), OK);
	return info;
}

/* Nobody receives, so a call that is let through times out at once. */
static void test_rights(void)
{
	handle_t all = (handle_t)sys_endpoint_create();
	handle_t send = (handle_t)sys_handle_copy(all, SEND_COPY, 0);
	handle_t receive = (handle_t)sys_handle_copy(all, LORIS_RIGHT_RECV, 0);
	handle_t more = (handle_t)sys_handle_copy(send, LORIS_RIGHTS_ALL, 0);
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	CHECK_IS(info_of(all).rights, LORIS_RIGHTS_ALL);
	CHECK_IS(info_of(send).rights, SEND_COPY);
	CHECK_IS(info_of(more).rights, SEND_COPY);
	CHECK(call_with(all) == ERR_TIMEOUT && call_with(send) == ERR_TIMEOUT);
	CHECK_IS(call_with(receive), ERR_PERM);
	CHECK_IS(ipc_recv(send, &m), ERR_PERM);
	m = (struct message){.info = LORIS_MSG_TIMEOUT};
	CHECK_IS(ipc_recv(receive, &m), ERR_TIMEOUT);
	CHECK_IS(sys_handle_copy(receive, LORIS_RIGHTS_ALL, 0), ERR_PERM);
	CHECK_IS(sys_handle_copy(all, LORIS_RIGHTS_ALL + 1, 0), ERR_INVALID);
	CHECK_IS(info_of(all).copies, 3);
	CHECK_IS(sys_handle_close(more), OK);
	CHECK(info_of(send).copies == 0 && info_of(all).copies == 2);
	sys_handle_close(receive);
	sys_handle_close(send);
	sys_handle_close(all);
}

/* Given once, inherited by copies, never changed. */
static void test_badges(void)
{
	handle_t plain = (handle_t)sys_endpoint_create();
	handle_t badged = (handle_t)sys_handle_copy(plain, LORIS_RIGHTS_ALL, BADGE);
	handle_t copy = (handle_t)sys_handle_copy(badged, LORIS_RIGHTS_ALL, 0);

	CHECK(info_of(plain).badge == 0 && info_of(badged).badge == BADGE);
	CHECK(info_of(copy).badge == BADGE);
	CHECK_IS(sys_handle_copy(badged, LORIS_RIGHTS_ALL, BADGE + 1), ERR_PERM);
	CHECK_IS(sys_handle_copy(copy, LORIS_RIGHTS_ALL, BADGE), ERR_PERM);
	CHECK(sys_handle_close(copy) == OK && sys_handle_close(badged) == OK);
	CHECK_IS(sys_handle_close(plain), OK);
}

static void test_values(void)
{
	handle_t first = (handle_t)sys_endpoint_create(), second;
	static const handle_t forged[] = {0,
					  1,
					  GENERATIONS,
					  (1ull << 31) + GENERATIONS,
					  TABLE_MAX + GENERATIONS,
					  UINT64_MAX,
					  INT64_MAX,
					  0xffffffc000000000};

	for (unsigned i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
		CHECK_IS(call_with(forged[i]), ERR_HANDLE);
		CHECK_IS(sys_handle_close(forged[i]), ERR_HANDLE);
		CHECK_IS(sys_handle_revoke(forged[i]), ERR_HANDLE);
		CHECK_IS(sys_handle_copy(forged[i], LORIS_RIGHTS_ALL, 0), ERR_HANDLE);
	}
	CHECK_IS(call_with(first + GENERATIONS), ERR_HANDLE);
	CHECK_IS(call_with(first - GENERATIONS), ERR_HANDLE);
	CHECK_IS(sys_handle_close(first), OK);
	CHECK_IS(call_with(first), ERR_HANDLE);
	CHECK_IS(sys_handle_close(first), ERR_HANDLE);
	second = (handle_t)sys_endpoint_create();
	CHECK(second != first);
	CHECK_IS(call_with(first), ERR_HANDLE);
	CHECK_IS(sys_handle_close(second), OK);
}

static void test_types(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();
	handle_t memory = (handle_t)sys_memory_create(LORIS_PAGE_SIZE, 0);

	CHECK_IS(info_of(endpoint).type, LORIS_ENDPOINT);
	CHECK_IS(info_of(bits).type, LORIS_NOTIFICATION);
	CHECK(info_of(memory).type == LORIS_MEMORY && info_of(memory).size == LORIS_PAGE_SIZE);
	CHECK(call_with(bits) == ERR_HANDLE && call_with(memory) == ERR_HANDLE);
	CHECK_IS(sys_signal(endpoint, 1), ERR_HANDLE);
	CHECK_IS(sys_wait_bits(memory, 0), ERR_HANDLE);
	CHECK_IS(sys_notification_bind(endpoint), ERR_HANDLE);
	CHECK_IS(sys_process_kill(endpoint), ERR_HANDLE);
	CHECK_IS(sys_process_kill(0), ERR_HANDLE);
	CHECK_IS(sys_thread_kill(memory), ERR_HANDLE);
	CHECK_IS(sys_interrupt_ack(bits), ERR_HANDLE);
	CHECK_IS(sys_interrupt_create(endpoint, 1), ERR_HANDLE);
	CHECK_IS(sys_system(memory, LORIS_SYSTEM_KTHREAD, 0), ERR_HANDLE);
	CHECK_IS(sys_memory_physical(bits, 0x80000000, LORIS_PAGE_SIZE), ERR_HANDLE);
	CHECK_IS(sys_map_into(0, NULL, LORIS_PAGE_SIZE, PROT_RW, endpoint, 0, 0), ERR_HANDLE);
	sys_handle_close(memory);
	sys_handle_close(bits);
	sys_handle_close(endpoint);
}

/* Every copy of a copy is dead, the handle itself lives and can be copied again. */
static void test_revoke(void)
{
	handle_t root = (handle_t)sys_endpoint_create();
	handle_t a = (handle_t)sys_handle_copy(root, LORIS_RIGHTS_ALL, 0);
	handle_t b = (handle_t)sys_handle_copy(a, LORIS_RIGHTS_ALL, 0);
	handle_t c = (handle_t)sys_handle_copy(b, LORIS_RIGHTS_ALL, 0);

	CHECK_IS(sys_handle_revoke(b), OK);
	CHECK(call_with(c) == ERR_HANDLE && call_with(b) == ERR_TIMEOUT);
	CHECK_IS(sys_handle_revoke(root), OK);
	CHECK(call_with(a) == ERR_HANDLE && call_with(b) == ERR_HANDLE);
	CHECK_IS(sys_handle_copy(a, LORIS_RIGHTS_ALL, 0), ERR_HANDLE);
	CHECK_IS(call_with(root), ERR_TIMEOUT);
	CHECK(sys_handle_close(a) == OK && sys_handle_close(b) == OK && sys_handle_close(c) == OK);
	a = (handle_t)sys_handle_copy(root, LORIS_RIGHTS_ALL, 0);
	CHECK(call_with(a) == ERR_TIMEOUT && sys_handle_close(a) == OK);
	CHECK_IS(sys_handle_close(root), OK);
}

static void test_watch(void)
{
	handle_t root = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();
	handle_t a = (handle_t)sys_handle_copy(root, LORIS_RIGHTS_ALL, 0);
	handle_t b = (handle_t)sys_handle_copy(a, LORIS_RIGHTS_ALL, 0);

	CHECK_IS(sys_handle_watch(root, bits, 5), OK);
	CHECK_IS(sys_wait_bits(bits, 0), ERR_TIMEOUT);
	CHECK_IS(sys_handle_close(a), OK);
	CHECK_IS(sys_wait_bits(bits, 0), ERR_TIMEOUT);
	CHECK_IS(sys_handle_close(b), OK);
	CHECK_IS(sys_wait_bits(bits, 0), 5);
	CHECK_IS(sys_handle_watch(root, root, 1), ERR_HANDLE);
	CHECK_IS(sys_handle_watch(bits + GENERATIONS, bits, 1), ERR_HANDLE);
	CHECK_IS(sys_handle_close(bits), OK);
	CHECK_IS(sys_handle_close(root), OK);
}

/* The table grows; what is in it stays. */
static void test_many(void)
{
	static handle_t many[MANY];
	struct loris_process_info before, now;
	handle_t root = (handle_t)sys_endpoint_create();
	long made = 0, right = 0;

	sys_process_info(0, &before);
	for (int i = 0; i < MANY; i++) {
		many[i] = (handle_t)sys_handle_copy(root, LORIS_RIGHTS_ALL, (uint64_t)i + 1);
		made += (long)many[i] > 0;
	}
	CHECK_IS(made, MANY);
	sys_process_info(0, &now);
	CHECK_IS(now.handles - before.handles, MANY);
	for (int i = 0; i < MANY; i++) {
		struct loris_handle info = {0};

		right += sys_handle_info(many[i], &info) == OK && info.badge == (uint64_t)i + 1;
		right += sys_handle_close(many[i]) == OK;
	}
	CHECK_IS(right, 2 * MANY);
	CHECK_IS(info_of(root).copies, 0);
	CHECK_IS(sys_handle_close(root), OK);
}

void test_handles(void)
{
	test_rights();
	test_badges();
	test_values();
	test_types();
	test_revoke();
	test_watch();
	test_many();
}
