// SPDX-License-Identifier: MIT
/*
 * What stands in the registers when a message has come: of those that the interface does not name nothing,
 * neither the kernel's nor another thread's nor what an interrupt has found there before. Whoever is asked:
 * a thread of the same process, and a kthread; with the FPU in use and without, which take different ways.
 */
#include <stdbool.h>
#include "user/lib/servers.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define STOP  7
#define PAGES 8 /* so many are not filled before they are touched */
#define MASK  0x0123456789abcdefull

/* regs.S knows the order. */
struct message_probe {
	handle_t endpoint;
	char *page; /* there when it is touched, which is a trap */
	uint64_t word1, not_zero;
};

/* 0, or the bits that changed in registers that must not. */
long regs_across_message(struct message_probe *p);

struct party {
	handle_t endpoint;
	int hart;
	bool fpu;
};

/* Whoever has done so once is looked at twice whenever it gives or takes a message. */
static void use_fpu(bool use)
{
	if (use)
		__asm__ volatile("fmv.d.x ft0, zero" ::: "ft0");
}

static long serve(void *arg)
{
	const struct party *p = arg;
	struct message m = {0};
	long err;

	sys_thread_pin(p->hart);
	use_fpu(p->fpu);
	err = ipc_recv(p->endpoint, &m);
	while (err == OK && m.word[1] != STOP) {
		m = (struct message){0};
		err = ipc_reply_recv(p->endpoint, &m);
	}
	m.info = 0;
	return err == OK ? ipc_reply(0, &m) : err;
}

static long probe(void *arg)
{
	const struct party *party = arg;
	struct message_probe p = {.endpoint = party->endpoint, .not_zero = 1};
	long changed = 0;

	sys_thread_pin(party->hart);
	use_fpu(party->fpu);
	for (unsigned i = 0; i < 4; i++) {
		char *pages = test_pages(PAGES, PROT_RW);

		p.page = pages + (PAGES - 1) * LORIS_PAGE_SIZE;
		changed |= regs_across_message(&p) | (long)p.not_zero;
		sys_unmap(pages, PAGES * LORIS_PAGE_SIZE);
	}
	return changed;
}

/* From a thread of its own, so that the first has not used the FPU. */
static void check_probe(handle_t endpoint, int hart, bool fpu)
{
	struct party p = {endpoint, hart, fpu};
	long value = -1;

	CHECK_IS(thread_join(thread_start(probe, &p), &value), 0);
	CHECK_IS(value, 0);
}

static void check_server(int hart, bool fpu)
{
	struct party p = {(handle_t)sys_endpoint_create(), hart, fpu};
	int tid = thread_start(serve, &p);
	struct message m = {.word = {0, STOP}};

	check_probe(p.endpoint, hart, false);
	check_probe(p.endpoint, hart, true);
	CHECK_IS(ipc_call(p.endpoint, &m), OK);
	CHECK_IS(thread_join(tid, NULL), 0);
	CHECK_IS(sys_handle_close(p.endpoint), OK);
}

/* The FPU's registers are kept across a call, whoever uses them meanwhile. */
static long serve_with_fpu(void *arg)
{
	const struct party *p = arg;
	struct message m = {0};
	long err;

	sys_thread_pin(p->hart);
	err = ipc_recv(p->endpoint, &m);
	while (err == OK && m.word[1] != STOP) {
		__asm__ volatile("fmv.d.x fs0, %0" ::"r"(m.word[0] ^ MASK));
		m.info = 0;
		err = ipc_reply_recv(p->endpoint, &m);
	}
	m.info = 0;
	return err == OK ? ipc_reply(0, &m) : err;
}

static uint64_t fpu_across(handle_t endpoint, uint64_t value)
{
	struct message m = {.word = {value}};
	uint64_t got;

	__asm__ volatile("fmv.d.x fs0, %0" ::"r"(value));
	ipc_call(endpoint, &m);
	__asm__ volatile("fmv.x.d %0, fs0" : "=r"(got));
	return got;
}

static void check_fpu(int hart)
{
	struct party p = {(handle_t)sys_endpoint_create(), hart, true};
	int tid = thread_start(serve_with_fpu, &p);
	struct message m = {.word = {0, STOP}};

	for (uint64_t i = 0; i < 8; i++)
		CHECK_IS(fpu_across(p.endpoint, i * MASK), (long)(i * MASK));
	CHECK_IS(ipc_call(p.endpoint, &m), OK);
	CHECK_IS(thread_join(tid, NULL), 0);
	CHECK_IS(sys_handle_close(p.endpoint), OK);
}

/* The kernel's own server gives back what it got, but for a word. */
static void check_kernel(void)
{
	struct message m = {.word = {41, 0, 2, 3, 4, 5, 6, 7}};
	long server = loris_server("kthread0");

	CHECK(server > 0);
	if (server < 0)
		return;
	check_probe((handle_t)server, 0, false);
	check_probe((handle_t)server, 0, true);
	CHECK_IS(ipc_call((handle_t)server, &m), OK);
	CHECK(m.word[0] == 42 && m.word[1] == 0 && m.badge == 0 && m.info == LORIS_MSG_REPLY);
	for (unsigned i = 2; i < LORIS_MSG_WORDS; i++)
		CHECK_IS(m.word[i], (long)i);
	CHECK_IS(sys_handle_close((handle_t)server), OK);
}

void test_leaks(void)
{
	struct loris_self self;

	sys_self(&self);
	sys_thread_pin(self.hart);
	for (int hart = 0; hart < self.harts; hart++)
		check_fpu(hart);
	check_server(self.hart, false);
	check_server(self.hart, true);
	check_kernel();
	sys_thread_pin(-1);
}
