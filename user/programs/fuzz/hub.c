// SPDX-License-Identifier: MIT
#include "user/programs/fuzz/fuzz.h"

#define KEPT	 24
#define CHILDREN 128

static handle_t kept[KEPT], children[CHILDREN];
static struct dice dice;

static void put(handle_t *where, handle_t h, bool kill)
{
	if (*where && kill)
		sys_process_kill(*where);
	if (*where)
		sys_handle_close(*where);
	*where = h;
}

static handle_t handle_in(const struct message *m, unsigned i)
{
	return i < LORIS_MSG_COUNT(m->info) ? m->word[4 + i] : 0;
}

/* Keeps what came; gives copies of some that came before. */
static void swap(struct message *m)
{
	unsigned n = 0;

	for (unsigned i = 0; i < LORIS_MSG_HANDLES_MAX; i++)
		if (handle_in(m, i))
			put(&kept[draw(&dice, KEPT)], handle_in(m, i), false);
	for (; n < 2; n++) {
		m->word[4 + n] = kept[draw(&dice, KEPT)];
		if (!m->word[4 + n])
			break;
	}
	m->info = LORIS_MSG_HANDLES(n);
	m->word[0] = OK;
}

static void forget(const struct message *m)
{
	for (unsigned i = 0; i < LORIS_MSG_HANDLES_MAX; i++)
		if (handle_in(m, i))
			sys_handle_close(handle_in(m, i));
}

static void answer(const struct hub *hub, struct message *m)
{
	switch (m->word[0]) {
	case HUB_SHARED:
		forget(m);
		m->word[4] = hub->shared;
		m->word[5] = hub->machine;
		m->info = LORIS_MSG_HANDLES(hub->machine ? 2 : 1);
		m->word[0] = OK;
		break;
	case HUB_SWAP:
		swap(m);
		break;
	case HUB_CHILD:
		if (handle_in(m, 0))
			put(&children[draw(&dice, CHILDREN)], handle_in(m, 0), true);
		m->info = 0;
		m->word[0] = OK;
		break;
	default:
		forget(m);
		*m = (struct message){.word = {(uint64_t)ERR_NO_CALL}};
	}
}

long hub_main(void *arg)
{
	const struct hub *hub = arg;
	struct message m = {.info = LORIS_MSG_ACCEPT(4)};
	long result = ipc_recv(hub->endpoint, &m);

	dice.state = hub->seed | 1;
	while (result == OK) {
		answer(hub, &m);
		m.info |= LORIS_MSG_ACCEPT(4);
		result = ipc_reply_recv(hub->endpoint, &m);
	}
	return result;
}

void hub_close(void)
{
	for (unsigned i = 0; i < CHILDREN; i++)
		put(&children[i], 0, true);
	for (unsigned i = 0; i < KEPT; i++)
		put(&kept[i], 0, false);
}
