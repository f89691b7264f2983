// SPDX-License-Identifier: MIT
/* Faults as messages: what they say, repairing and skipping, the verdict, handlers that end. */
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define PAGE	    LORIS_PAGE_SIZE
#define CAUSE_ILL   2
#define CAUSE_LOAD  13
#define CAUSE_STORE 15
#define VALUE	    0x1122334455667788ull
#define NOWHERE	    ((uint64_t)PUPPET_SPACE)
#define REG_S1	    9

static void check_fault(const struct puppet *p, enum loris_fault event, uint64_t cause,
			uint64_t value)
{
	const struct message *m = &p->received;

	CHECK_IS(LORIS_MSG_KIND(m->info), LORIS_MSG_FAULT);
	CHECK_IS(m->badge, PUPPET_BADGE);
	CHECK(m->word[0] == event && m->word[1] == cause && m->word[2] == value);
	CHECK(m->word[3] >= (uint64_t)PUPPET_CODE && m->word[3] < (uint64_t)PUPPET_CODE + PAGE);
	CHECK(m->word[4] > 0);
}

static void check_end(const struct puppet *p, enum loris_how how, uint64_t code)
{
	CHECK_IS(LORIS_MSG_KIND(p->received.info), LORIS_MSG_EXIT);
	CHECK_IS(p->received.badge, PUPPET_BADGE);
	CHECK(p->received.word[1] == how && p->received.word[2] == code);
}

/* A page where there was none: the instruction that missed it is done again. */
static void test_repair(void)
{
	struct puppet p;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	CHECK_IS(puppet_do(&p, PUPPET_STORE, NOWHERE, VALUE, 0, 0), ERR_IO);
	check_fault(&p, LORIS_FAULT_PAGE, CAUSE_STORE, NOWHERE);
	CHECK_IS(sys_map_into(p.process, PUPPET_SPACE, PAGE, PROT_RW, 0, 0, 0), (long)NOWHERE);
	CHECK_IS(puppet_verdict(&p, LORIS_FAULT_RESUME), 0);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, NOWHERE, 0, 0, 0), (long)VALUE);
	CHECK_IS(sys_protect_in(p.process, PUPPET_SPACE, PAGE, LORIS_PROT_READ), OK);
	CHECK_IS(puppet_do(&p, PUPPET_STORE, NOWHERE, 1, 0, 0), ERR_IO);
	check_fault(&p, LORIS_FAULT_PAGE, CAUSE_STORE, NOWHERE);
	CHECK_IS(sys_protect_in(p.process, PUPPET_SPACE, PAGE, PROT_RW), OK);
	CHECK_IS(puppet_verdict(&p, LORIS_FAULT_RESUME), 0);
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, NOWHERE, 0, 0, 0), 1);
	puppet_end(&p);
}

/* The handler reads and changes the registers: pc to go on behind the instruction, and another one. */
static void test_skip(void)
{
	struct loris_registers r;
	struct puppet p;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	CHECK_IS(sys_fault_registers(0, &r), ERR_NOT_FOUND); /* a call is no fault */
	CHECK_IS(puppet_do(&p, PUPPET_ILLEGAL, 0, 0, 0, 0), ERR_IO);
	CHECK(p.received.word[0] == LORIS_FAULT_ILLEGAL && p.received.word[1] == CAUSE_ILL);
	CHECK_IS(sys_fault_registers(2, &r), ERR_INVALID);
	CHECK_IS(sys_fault_registers(0, (void *)KERNEL_HALF), ERR_FAULT);
	CHECK_IS(sys_fault_registers(0, &r), OK);
	CHECK(r.x[0] == p.received.word[3] && r.x[REG_S1] == 1);
	r.x[0] += 4;
	CHECK_IS(sys_fault_registers(1, &r), OK);
	CHECK_IS(puppet_verdict(&p, LORIS_FAULT_RESUME), 2);
	CHECK_IS(sys_fault_registers(0, &r), ERR_NOT_FOUND);
	CHECK_IS(puppet_do(&p, PUPPET_ILLEGAL, 0, 0, 0, 0), ERR_IO);
	CHECK_IS(sys_fault_registers(0, &r), OK);
	r.x[0] += 4;
	r.x[REG_S1] = 40;
	CHECK_IS(sys_fault_registers(1, &r), OK);
	CHECK_IS(puppet_verdict(&p, LORIS_FAULT_RESUME), 41);
	puppet_end(&p);
}

/* pc where no program may be: another fault, nothing worse. */
static void test_wild_registers(void)
{
	static const uint64_t pcs[] = {KERNEL_HALF, USER_END, 1, UINT64_MAX};
	struct loris_registers r;
	struct puppet p;

	for (unsigned i = 0; i < sizeof(pcs) / sizeof(pcs[0]); i++) {
		if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
			return;
		CHECK_IS(puppet_do(&p, PUPPET_ILLEGAL, 0, 0, 0, 0), ERR_IO);
		CHECK_IS(sys_fault_registers(0, &r), OK);
		r.x[0] = pcs[i];
		CHECK_EITHER(sys_fault_registers(1, &r), OK, ERR_INVALID);
		CHECK_IS(puppet_verdict(&p, LORIS_FAULT_RESUME), ERR_IO);
		CHECK_IS(LORIS_MSG_KIND(p.received.info), LORIS_MSG_FAULT);
		puppet_end(&p);
	}
}

static void test_kill_verdict(void)
{
	struct puppet p;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	CHECK_IS(puppet_do(&p, PUPPET_LOAD, NOWHERE, 0, 0, 0), ERR_IO);
	check_fault(&p, LORIS_FAULT_PAGE, CAUSE_LOAD, NOWHERE);
	CHECK_IS(puppet_verdict(&p, LORIS_FAULT_KILL), ERR_IO);
	check_end(&p, LORIS_FAULTED, CAUSE_LOAD);
	puppet_end(&p);
}

/* Only the exit goes to the handler: a fault ends the process as if there were none. */
static void test_no_handler(void)
{
	struct puppet p;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return;
	CHECK_IS(puppet_do(&p, PUPPET_JUMP, KERNEL_HALF, 0, 0, 0), ERR_IO);
	check_end(&p, LORIS_FAULTED, 12);
	puppet_end(&p);
}

/* A handler that repairs what was wrong, and closes its endpoint while the fault waits for its verdict. */
static void test_handler_closes(void)
{
	handle_t told = (handle_t)sys_endpoint_create();
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};
	struct puppet p;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	CHECK_IS(sys_process_handler(p.process, told, LORIS_ON_EXIT), OK);
	CHECK_IS(puppet_do(&p, PUPPET_STORE, NOWHERE, 0, 0, 0), ERR_IO);
	CHECK_IS(sys_map_into(p.process, PUPPET_SPACE, PAGE, PROT_RW, 0, 0, 0), (long)NOWHERE);
	CHECK_IS(sys_handle_close(p.endpoint), OK);
	CHECK_IS(ipc_recv(told, &m), OK); /* whom was received last is let go by it */
	CHECK(LORIS_MSG_KIND(m.info) == LORIS_MSG_EXIT && m.word[1] == LORIS_FAULTED);
	p.endpoint = told;
	puppet_end(&p);
}

/* Or its maker would wait for it for ever. */
static void test_own_end(void)
{
	CHECK_IS(sys_process_handler(0, 0, LORIS_ON_EXIT), ERR_INVALID);
	CHECK_IS(sys_process_handler(0, 0, PUPPET_EVENTS), ERR_INVALID);
	CHECK_IS(sys_process_handler(0, 0, PUPPET_EVENTS & ~LORIS_ON_EXIT), OK);
}

void test_faults(void)
{
	test_own_end();
	test_repair();
	test_skip();
	test_wild_registers();
	test_kill_verdict();
	test_no_handler();
	test_handler_closes();
}
