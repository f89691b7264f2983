// SPDX-License-Identifier: MIT
#include "user/programs/usertest/puppet.h"
#include <string.h>
#include "user/programs/usertest/check.h"

#define PAGE LORIS_PAGE_SIZE

extern const char puppet_code[], puppet_code_end[];

/* A memory object that holds the code. */
static handle_t code_memory(void)
{
	handle_t memory = (handle_t)sys_memory_create(PAGE, 0);
	long at = sys_map_into(0, NULL, PAGE, PROT_RW, memory, 0, 0);

	CHECK(at > 0);
	if (at > 0) {
		memcpy((void *)at, puppet_code, (size_t)(puppet_code_end - puppet_code));
		sys_unmap((void *)at, PAGE);
	}
	return memory;
}

static long receive(struct puppet *p)
{
	p->received = (struct message){.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};
	return ipc_recv(p->endpoint, &p->received);
}

static long result(const struct puppet *p, long err)
{
	if (err != OK)
		return err;
	return LORIS_MSG_KIND(p->received.info) == LORIS_MSG_CALL ? (long)p->received.word[0]
								  : ERR_IO;
}

static long begin(struct puppet *p, handle_t code, handle_t badged, unsigned events)
{
	long at = sys_map_into(p->process, PUPPET_CODE, PAGE, PROT_RX, code, 0, 0);
	long given = sys_process_give(p->process, badged, LORIS_RIGHT_SEND);
	long err = sys_process_handler(p->process, badged, events);

	CHECK_IS(at, (long)PUPPET_CODE);
	CHECK(given > 0 && err == OK);
	p->by = (uint64_t)given;
	return sys_process_start(p->process, (uint64_t)PUPPET_CODE, 0, (uint64_t)given, 0);
}

bool puppet_start(struct puppet *p, unsigned events, uint64_t pages, uint64_t objects)
{
	struct loris_process what = {.name = "puppet", .pages = pages, .objects = objects};
	handle_t code = code_memory(), badged;
	bool started;

	p->endpoint = (handle_t)sys_endpoint_create();
	p->process = (handle_t)sys_process_create(&what);
	badged = (handle_t)sys_handle_copy(p->endpoint, LORIS_RIGHTS_ALL, PUPPET_BADGE);
	CHECK((long)p->process > 0);
	started = begin(p, code, badged, events) > 0 && receive(p) == OK;
	CHECK(started && p->received.badge == PUPPET_BADGE);
	sys_handle_close(badged);
	sys_handle_close(code);
	return started;
}

void puppet_end(struct puppet *p)
{
	struct loris_process_info info = {.threads = 1};

	sys_process_kill(p->process);
	while (info.threads && sys_process_info(p->process, &info) > 0)
		sys_sleep(100000);
	CHECK_IS(info.threads, 0);
	CHECK_IS(sys_handle_close(p->process), OK);
	CHECK_IS(sys_handle_close(p->endpoint), OK);
}

long puppet_answer(struct puppet *p, struct message *m)
{
	m->info |= LORIS_MSG_TIMEOUT;
	m->timeout = PATIENCE_NS;
	p->received = *m;
	return result(p, ipc_reply_recv(p->endpoint, &p->received));
}

long puppet_do(struct puppet *p, uint64_t what, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	return puppet_answer(p, &(struct message){.word = {what, a, b, c, d}});
}

long puppet_calls(struct puppet *p, uint64_t info)
{
	return puppet_answer(p,
			     &(struct message){.word = {PUPPET_CALL, SYS_call, p->by, [7] = info}});
}

long puppet_verdict(struct puppet *p, uint64_t verdict)
{
	return puppet_answer(p, &(struct message){.word = {verdict}});
}

long puppet_give(struct puppet *p, handle_t handle, unsigned rights)
{
	return sys_process_give(p->process, handle, rights);
}
