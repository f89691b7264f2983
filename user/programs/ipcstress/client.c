// SPDX-License-Identifier: MIT
#include "user/lib/servers.h"
#include "user/programs/ipcstress/ipcstress.h"

#define KERNEL_SERVERS 4 /* of as many harts, if there are */

static uint64_t draw(struct client *c, uint64_t below)
{
	c->random ^= c->random >> 12;
	c->random ^= c->random << 25;
	c->random ^= c->random >> 27;
	return (c->random * 0x2545F4914F6CDD1Dull >> 16) % below;
}

static void question(struct client *c, struct message *m, uint64_t op)
{
	m->word[0] = op;
	m->word[1] = c->id;
	m->word[2] = __atomic_add_fetch(&c->seq, 1, __ATOMIC_RELAXED);
	for (unsigned i = 3; i < LORIS_MSG_WORDS; i++)
		m->word[i] = WORD((uint64_t)c->id, m->word[2], (uint64_t)i);
	m->info = 0;
	m->timeout = 0;
}

static void check_answer(struct client *c, const struct message *m, unsigned handles)
{
	if (m->word[0] != OK || m->word[1] != c->id || m->word[2] != c->seq)
		wrong("somebody else's answer", c->id, c->seq, m->word[1] << 32 | m->word[2],
		      c->seq);
	for (unsigned i = 3; i < LORIS_MSG_WORDS; i++)
		if (m->word[i] != (WORD((uint64_t)c->id, c->seq, (uint64_t)i) ^ ANSWER) &&
		    !(handles && i == 4))
			wrong("a word of an answer", c->id, c->seq, m->word[i],
			      WORD((uint64_t)c->id, c->seq, (uint64_t)i) ^ ANSWER);
	if (m->info != handles)
		wrong("info of an answer", c->id, c->seq, m->info, handles);
	c->good++;
}

static void ask(struct client *c, uint64_t op)
{
	struct message m;
	long result;

	question(c, &m, op);
	result = ipc_call(c->endpoint, &m);
	if (result == OK)
		check_answer(c, &m, 0);
	else
		wrong("a call", c->id, c->seq, (uint64_t)result, OK);
}

static void echo(struct client *c)
{
	double sum = 0;
	uint64_t n = 1 + draw(c, 8);

	for (uint64_t i = 0; i < n; i++) {
		ask(c, OP_ECHO);
		sum += 0.5; /* the FPU is everyone's, the sum is ours */
	}
	if (sum != (double)n / 2)
		wrong("a sum", c->id, c->seq, (uint64_t)(sum * 2), n);
}

static void echo_keep(struct client *c)
{
	ask(c, OP_KEEP);
}

static void in_time(struct client *c)
{
	struct message m;
	long result;

	question(c, &m, draw(c, 2) ? OP_ECHO : OP_KEEP);
	m.info = LORIS_MSG_TIMEOUT;
	m.timeout = draw(c, 3) ? draw(c, 300000) : 0;
	result = ipc_call(c->endpoint, &m);
	if (result == OK)
		check_answer(c, &m, 0);
	else if (result == ERR_TIMEOUT)
		c->late++;
	else
		wrong("a call in time", c->id, c->seq, (uint64_t)result, ERR_TIMEOUT);
}

static void tell(struct client *c)
{
	struct message m;
	long result;

	question(c, &m, OP_TELL);
	if (draw(c, 2)) {
		m.info = LORIS_MSG_TIMEOUT;
		m.timeout = draw(c, 200000);
	}
	result = ipc_send(c->endpoint, &m);
	c->told += result == OK;
	c->late += result == ERR_TIMEOUT;
	if (result != OK && result != ERR_TIMEOUT)
		wrong("a send", c->id, c->seq, (uint64_t)result, OK);
}

/* It goes there, is signalled there, comes back, and has what was signalled. */
static void carry(struct client *c)
{
	long n = sys_notification_create();
	bool moved = draw(c, 2);
	struct message m;
	long result;

	if (n < 0)
		return;
	question(c, &m, OP_CARRY);
	m.word[4] = (handle_t)n;
	m.info = LORIS_MSG_HANDLES(1) | (moved ? LORIS_MSG_MOVE(0) : 0) | LORIS_MSG_ACCEPT(1);
	result = ipc_call(c->endpoint, &m);
	if (result != OK) {
		wrong("a call with a handle", c->id, c->seq, (uint64_t)result, OK);
		return;
	}
	check_answer(c, &m, 1);
	if (moved && sys_handle_close((handle_t)n) != ERR_HANDLE)
		wrong("a handle that was moved away", c->id, c->seq, (uint64_t)n, 0);
	if (sys_wait_bits(m.word[4], 0) != 2)
		wrong("the handle that came back", c->id, c->seq, m.word[4], 0);
	sys_handle_close(m.word[4]);
	if (!moved)
		sys_handle_close((handle_t)n);
}

/* A server is signalled while it receives or serves, and we are. */
static void ring(struct client *c)
{
	long n = sys_notification_create(), bits;
	struct message m;

	if (n < 0)
		return;
	question(c, &m, OP_RING);
	m.word[3] = draw(c, SERVERS);
	m.word[4] = (handle_t)n;
	m.info = LORIS_MSG_HANDLES(1);
	if (ipc_call(c->endpoint, &m) != OK || m.word[2] != c->seq)
		wrong("a ring", c->id, c->seq, m.word[2], c->seq);
	bits = sys_wait_bits((handle_t)n, (int64_t)(20000 * NS_PER_MS));
	if (bits != 1)
		wrong("a signal", c->id, c->seq, (uint64_t)bits, 1);
	sys_handle_close((handle_t)n);
}

/* 0: there is none. Who comes second finds the same. */
static handle_t kernel_server(unsigned hart)
{
	static handle_t servers[KERNEL_SERVERS];
	char name[] = "kthread0";

	name[sizeof(name) - 2] += (char)hart;
	if (!servers[hart]) {
		long found = loris_server(name);
		if (found > 0)
			servers[hart] = (handle_t)found;
	}
	return servers[hart];
}

/* A server without a space: whatever is loaded stays. Its answer is the next word. Its hart may be off. */
static void ask_kernel(struct client *c)
{
	unsigned hart = (unsigned)draw(c, KERNEL_SERVERS);
	handle_t server = kernel_server(hart);
	struct message m;

	if (!server && hart == 0)
		wrong("kthread0", c->id, 0, 0, 1);
	for (uint64_t i = draw(c, 6); server && i < 6; i++) {
		long err;

		m = (struct message){.word = {c->seq << 4 | i}, .timeout = NS_PER_MS};
		m.info = hart ? LORIS_MSG_TIMEOUT : 0;
		err = ipc_call(server, &m);
		if (hart && err == ERR_TIMEOUT)
			return;
		if (err != OK || m.word[0] != (c->seq << 4 | i) + 1)
			wrong("the kernel's answer", c->id, c->seq, m.word[0], c->seq << 4 | i);
	}
}

static void move(struct client *c)
{
	sys_thread_pin((long)draw(c, 6) - 2);
}

static void priority(struct client *c)
{
	sys_thread_priority(0, 16 + (unsigned)draw(c, 16));
	for (unsigned i = 0; i < 4; i++)
		ask(c, OP_ECHO);
	sys_thread_priority(0, 16);
}

static void doze(struct client *c)
{
	sys_sleep(draw(c, 200000));
}

static void one(struct client *c)
{
	static void (*const kinds[])(struct client * c) = {
		echo, echo,  echo, echo,       echo,	   echo_keep, in_time,	in_time, tell,
		tell, carry, ring, ask_kernel, ask_kernel, move,      priority, doze,
	};

	kinds[draw(c, sizeof(kinds) / sizeof(*kinds))](c);
}

long client_main(void *arg)
{
	struct client *c = arg;
	struct message m;

	while (sys_clock() < c->ends && !failed)
		one(c);
	sys_thread_pin(-1);
	question(c, &m, OP_REPORT);
	m.word[3] = c->told;
	if (ipc_call(c->endpoint, &m) != OK)
		wrong("a report", c->id, c->seq, 0, 0);
	return 0;
}

/* Killed wherever it is, so it keeps to what needs no lock and loses no handle. */
long victim_main(void *arg)
{
	struct client *c = arg;

	for (;;) {
		if (draw(c, 4) == 0)
			in_time(c);
		else
			ask(c, draw(c, 4) ? OP_ECHO : OP_KEEP);
	}
}
