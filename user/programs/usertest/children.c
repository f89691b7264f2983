// SPDX-License-Identifier: MIT
/* Processes made by hand: what may be done to them, their limits, their ends. */
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define PAGE	      LORIS_PAGE_SIZE
#define GIVEN_PAGES   64
#define GIVEN_OBJECTS 20
#define SPACE	      ((uint64_t)PUPPET_SPACE)
#define VALUE	      0x55aa55aa55aaull

static void test_create_refuses(void)
{
	struct loris_process what = {.name = ""};

	CHECK_IS(sys_process_create(&what), ERR_INVALID);
	for (unsigned i = 0; i < sizeof(what.name); i++)
		what.name[i] = 'x';
	CHECK_IS(sys_process_create(&what), ERR_INVALID);
	CHECK_IS(sys_process_create(NULL), ERR_FAULT);
}

/* One that never had a thread. */
static void test_empty(void)
{
	struct loris_process what = {.name = "empty"};
	struct loris_process_info info = {.threads = 9};
	handle_t process = (handle_t)sys_process_create(&what), look;

	CHECK(sys_process_info(process, &info) > 0 && info.threads == 0 && info.handles == 0);
	CHECK(info.pid != sys_self(NULL));
	look = (handle_t)sys_handle_copy(process, LORIS_RIGHT_READ, 0);
	CHECK(sys_process_info(look, NULL) == info.pid);
	CHECK_IS(sys_process_kill(look), ERR_PERM);
	CHECK_IS(sys_map_into(look, PUPPET_SPACE, PAGE, PROT_RW, 0, 0, 0), ERR_PERM);
	CHECK_IS(sys_process_start(look, SPACE, 0, 0, 0), ERR_PERM);
	CHECK_IS(sys_process_give(look, process, 0), ERR_PERM);
	CHECK_IS(sys_process_start(process, 1, 0, 0, 0), ERR_INVALID);
	CHECK_IS(sys_process_start(process, KERNEL_HALF, 0, 0, 0), ERR_INVALID);
	CHECK_IS(sys_process_start(process, SPACE, 8, 0, 0), ERR_INVALID);
	CHECK_IS(sys_handle_close(look), OK);
	CHECK_IS(sys_process_kill(process), OK);
	CHECK_IS(sys_handle_close(process), OK);
}

static void test_steps(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	struct loris_process_info info;
	struct puppet p;
	long given;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	CHECK(sys_process_info(p.process, &info) > 0 && info.threads == 1);
	CHECK_IS(puppet_call(&p, SYS_null, 0, 0, 0), OK);
	CHECK_IS(puppet_call(&p, SYS_self, 0, 0, 0), info.pid);
	CHECK_IS(puppet_call(&p, SYS_COUNT, 0, 0, 0), ERR_NO_CALL);
	CHECK_IS(puppet_call(&p, (uint64_t)-1, 0, 0, 0), ERR_NO_CALL);
	CHECK_IS(puppet_call(&p, 1ull << 32, 0, 0, 0), ERR_NO_CALL);
	CHECK_IS(puppet_call(&p, SYS_signal, bits, 1, 0), ERR_HANDLE); /* it is ours */
	given = puppet_give(&p, bits, LORIS_RIGHT_SEND);
	CHECK_IS(puppet_call(&p, SYS_signal, (uint64_t)given, 6, 0), OK);
	CHECK_IS(sys_wait_bits(bits, 0), 6);
	CHECK_IS(puppet_call(&p, SYS_wait_bits, (uint64_t)given, 0, 0), ERR_PERM);
	CHECK_IS(puppet_call(&p, SYS_process_info, p.process, 0, 0), ERR_HANDLE);
	CHECK_IS(sys_map_into(p.process, PUPPET_SPACE, PAGE, PROT_RW, 0, 0, 0), (long)SPACE);
	CHECK_IS(puppet_do(&p, PUPPET_STORE, SPACE + 8, VALUE, 0, 0), 0);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, SPACE + 8, 0, 0, 0), (long)VALUE);
	CHECK_IS(sys_unmap_from(p.process, PUPPET_SPACE, PAGE), OK);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, SPACE + 8, 0, 0, 0), ERR_IO);
	CHECK_IS(LORIS_MSG_KIND(p.received.info), LORIS_MSG_FAULT);
	puppet_end(&p);
	CHECK_IS(sys_handle_close(bits), OK);
}

static void test_exit(void)
{
	struct puppet p;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	CHECK_IS(puppet_call(&p, SYS_exit, 0x1ff, 0, 0), ERR_IO);
	CHECK_IS(LORIS_MSG_KIND(p.received.info), LORIS_MSG_EXIT);
	CHECK(p.received.word[1] == LORIS_EXITED && p.received.word[2] == 0xff);
	CHECK_IS(p.received.badge, PUPPET_BADGE);
	CHECK_IS(sys_process_start(p.process, (uint64_t)PUPPET_CODE, 0, 0, 0), ERR_CLOSED);
	CHECK_IS(sys_map_into(p.process, PUPPET_SPACE, PAGE, PROT_RW, 0, 0, 0), ERR_CLOSED);
	puppet_end(&p);
}

/* Killed while it waits for a reply, by somebody who then hears of its end. */
static void test_kill(void)
{
	struct puppet p;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	CHECK_IS(sys_process_kill(p.process), OK);
	p.received = (struct message){.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};
	CHECK_IS(ipc_recv(p.endpoint, &p.received), OK);
	CHECK(LORIS_MSG_KIND(p.received.info) == LORIS_MSG_EXIT &&
	      p.received.word[1] == LORIS_KILLED);
	CHECK_IS(sys_process_kill(p.process), ERR_CLOSED);
	puppet_end(&p);
}

/* What a process may have; what it cannot get costs only itself. */
static void test_limits(void)
{
	struct loris_process_info info;
	struct puppet p;
	long result = OK, made = 0;

	if (!puppet_start(&p, PUPPET_EVENTS, GIVEN_PAGES, GIVEN_OBJECTS))
		return;
	CHECK(sys_process_info(p.process, &info) > 0);
	CHECK(info.pages_max == GIVEN_PAGES && info.objects_max == GIVEN_OBJECTS);
	CHECK(info.pages > 0 && info.objects > 0);
	CHECK_EITHER(puppet_call(&p, SYS_memory_create, GIVEN_PAGES * PAGE, 0, 0), ERR_QUOTA,
		     ERR_NO_MEMORY);
	for (made = 0; made < 100 && result >= 0; made++)
		result = puppet_call(&p, SYS_endpoint_create, 0, 0, 0);
	CHECK_EITHER(result, ERR_QUOTA, ERR_NO_MEMORY);
	CHECK(made > 5 && made <= GIVEN_OBJECTS);
	CHECK_IS(puppet_call(&p, SYS_null, 0, 0, 0), OK);
	puppet_end(&p);
}

static void test_threads_of(void)
{
	struct puppet p;
	long tid, thread;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	tid = (long)(puppet_call(&p, SYS_self, 0, 0, 0) > 0);
	thread = sys_thread_open(p.process, tid);
	CHECK(thread > 0);
	CHECK_IS(sys_thread_open(p.process, 99999), ERR_NOT_FOUND);
	CHECK_IS(sys_thread_priority((handle_t)thread, LORIS_PRIORITY_LOWEST), LORIS_PRIORITY_USER);
	CHECK_IS(sys_thread_priority((handle_t)thread, LORIS_PRIORITY_USER), LORIS_PRIORITY_LOWEST);
	CHECK_IS(sys_thread_kill((handle_t)thread), OK);
	p.received = (struct message){.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};
	CHECK_IS(ipc_recv(p.endpoint, &p.received), OK);
	CHECK_IS(LORIS_MSG_KIND(p.received.info), LORIS_MSG_EXIT); /* it was the last one */
	CHECK_IS(sys_handle_close((handle_t)thread), OK);
	puppet_end(&p);
}

void test_children(void)
{
	test_create_refuses();
	test_empty();
	test_steps();
	test_exit();
	test_kill();
	test_limits();
	test_threads_of();
}
