// SPDX-License-Identifier: MIT
#include <string.h>
#include "user/lib/lock.h"
#include "user/programs/ipcstress/ipcstress.h"

#define SEEN 64
#define KEPT 16

struct server servers[SERVERS];

/* The messages that came last from each client, by number: none may come again. */
static uint64_t seen[CLIENTS_MAX][SEEN];
static uint64_t heard[CLIENTS_MAX], reported[CLIENTS_MAX];

static struct kept {
	handle_t reply;
	uint64_t client, seq;
} kept[KEPT];
static struct __lock kept_lock;

static void check(const struct message *m)
{
	uint64_t client = m->word[1], seq = m->word[2];

	if (client >= CLIENTS_MAX || !seq) {
		wrong("a message from nobody", client, seq, m->word[0], 0);
		return;
	}
	for (unsigned i = 3; m->word[0] < OP_CARRY && i < LORIS_MSG_WORDS; i++)
		if (m->word[i] != WORD(client, seq, (uint64_t)i))
			wrong("a word of a message", client, seq, m->word[i],
			      WORD(client, seq, (uint64_t)i));
	if (__atomic_exchange_n(&seen[client][seq % SEEN], seq, __ATOMIC_RELAXED) == seq)
		wrong("a message came twice", client, seq, m->word[0], 0);
}

static void make_answer(struct message *m, uint64_t client, uint64_t seq)
{
	m->word[0] = OK;
	m->word[1] = client;
	m->word[2] = seq;
	for (unsigned i = 3; i < LORIS_MSG_WORDS; i++)
		m->word[i] = WORD(client, seq, (uint64_t)i) ^ ANSWER;
	m->info = 0;
}

static void answer_one(const struct kept *k)
{
	struct message m;
	long result;

	make_answer(&m, k->client, k->seq);
	result = ipc_reply(k->reply, &m);
	if (result != OK && result != ERR_CLOSED) /* it has died, or its time was over */
		wrong("a kept answer", k->client, k->seq, (uint64_t)result, OK);
}

void answer_kept(void)
{
	struct kept now[KEPT];

	loris_lock_acquire(&kept_lock);
	memcpy(now, kept, sizeof(now));
	memset(kept, 0, sizeof(kept));
	loris_lock_release(&kept_lock);
	for (unsigned i = 0; i < KEPT; i++)
		if (now[i].reply)
			answer_one(&now[i]);
}

/* False: there is no room; answer it now. */
static bool keep(const struct message *m)
{
	long reply = sys_reply_keep();
	struct kept k = {(handle_t)reply, m->word[1], m->word[2]};
	bool room = false;

	if (reply == ERR_NOT_FOUND) /* it has died meanwhile, or its time was over */
		return true;
	if (reply < 0) {
		wrong("nothing to keep", m->word[1], m->word[2], (uint64_t)reply, 0);
		return true;
	}
	loris_lock_acquire(&kept_lock);
	for (unsigned i = 0; i < KEPT && !room; i++) {
		room = !kept[i].reply;
		if (room)
			kept[i] = k;
	}
	loris_lock_release(&kept_lock);
	if (!room)
		answer_one(&k);
	return true;
}

static void carry_back(struct message *m)
{
	handle_t h = m->word[4];
	bool came = LORIS_MSG_COUNT(m->info) == 1;

	if (!came)
		wrong("no handle came", m->word[1], m->word[2], m->info, 1);
	if (came && sys_signal(h, 2) != OK)
		wrong("the handle that came", m->word[1], m->word[2], h, 0);
	make_answer(m, m->word[1], m->word[2]);
	m->word[4] = h;
	m->info = came ? LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0) : 0;
}

/* Bits of the bell tell who waits for what: 1 << client; they are signalled back by their own handle. */
static void ring(const struct message *m)
{
	if (!LORIS_MSG_COUNT(m->info))
		return;
	if (sys_signal(servers[m->word[3] % SERVERS].bell, 1) != OK)
		wrong("the bell", m->word[1], m->word[2], m->word[3], 0);
	if (sys_signal(m->word[4], 1) != OK)
		wrong("the client's bell", m->word[1], m->word[2], m->word[4], 0);
	sys_handle_close(m->word[4]);
}

/* *m becomes the answer. False: that is the end. */
static bool serve(struct message *m)
{
	uint64_t client = m->word[1], seq = m->word[2], kind = LORIS_MSG_KIND(m->info);

	if (kind == LORIS_MSG_BITS) {
		m->info = 0;
		return true;
	}
	if (m->word[0] == OP_QUIT)
		return false;
	check(m);
	if (client >= CLIENTS_MAX)
		return true;
	switch (m->word[0]) {
	case OP_KEEP:
		keep(m);
		m->info = 0;
		return true;
	case OP_TELL:
		if (kind != LORIS_MSG_SEND)
			wrong("a kind", client, seq, kind, LORIS_MSG_SEND);
		__atomic_fetch_add(&heard[client], 1, __ATOMIC_RELAXED);
		break;
	case OP_CARRY:
		carry_back(m);
		return true;
	case OP_RING:
		ring(m);
		break;
	case OP_REPORT:
		reported[client] = m->word[3] + 1;
		break;
	default:
		break;
	}
	make_answer(m, client, seq);
	return true;
}

long server_main(void *arg)
{
	const struct server *s = arg;
	struct message m = {.info = LORIS_MSG_ACCEPT(1)};
	long result;

	if (sys_notification_bind(s->bell) != OK)
		wrong("bind", 0, 0, s->index, 0);
	result = ipc_recv(s->endpoint, &m);
	while (result == OK && serve(&m)) {
		m.info |= LORIS_MSG_ACCEPT(1);
		result = ipc_reply_recv(s->endpoint, &m);
	}
	if (result != OK)
		wrong("a server's end", s->index, 0, (uint64_t)result, OK);
	m = (struct message){.word = {OK}};
	ipc_reply(0, &m);
	return 0;
}

bool reports_fit(void)
{
	for (unsigned i = 0; i < CLIENTS_MAX; i++)
		if (reported[i] && reported[i] - 1 != heard[i])
			wrong("told and heard", i, 0, heard[i], reported[i] - 1);
	return !failed;
}
