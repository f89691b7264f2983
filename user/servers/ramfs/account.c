/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/account.h"
#include <stdlib.h>

#define BUCKETS 256

/*
 * Sessions and files are handles of the server's, of which it can have 16,383, buffers mappings, of which it can have
 * about a thousand: in all as many as leave room for what else it needs. The last ones are for who has few: so
 * something is left for who comes next, however many processes somebody starts.
 */
static struct share {
	unsigned most;	   /* of one process */
	unsigned few;	   /* who has fewer gets one */
	unsigned reserved; /* also of the last so many */
	unsigned left;
} shares[COUNTED] = {
	[COUNT_SESSIONS] = {8, 1, 1500, 2500},
	[COUNT_FILES] = {512, 4, 4000, 9000},
	[COUNT_BUFFERS] = {32, 1, 400, 800},
};

static struct account *bucket[BUCKETS];

static struct account **place_of(uint64_t pid)
{
	struct account **at = &bucket[pid % BUCKETS];

	while (*at && (*at)->pid != pid)
		at = &(*at)->next;
	return at;
}

enum err account_take(struct account *a, enum counted what)
{
	struct share *s = &shares[what];

	if (a->count[what] >= s->most || !s->left)
		return ERR_QUOTA;
	if (a->count[what] >= s->few && s->left <= s->reserved)
		return ERR_QUOTA;
	a->count[what]++;
	s->left--;
	return OK;
}

/* It lives while it has something. */
static void end_if_empty(struct account *a)
{
	struct account **at = place_of(a->pid);

	for (int i = 0; i < COUNTED; i++)
		if (a->count[i])
			return;
	*at = a->next;
	free(a);
}

enum err account_take_for(uint64_t pid, enum counted what, struct account **out)
{
	struct account **at = place_of(pid);
	enum err e;

	if (!*at)
		*at = calloc(1, sizeof(**at));
	if (!*at)
		return ERR_NO_MEMORY;
	(*at)->pid = pid;
	*out = *at;
	e = account_take(*at, what);
	end_if_empty(*at);
	return e;
}

void account_return(struct account *a, enum counted what)
{
	a->count[what]--;
	shares[what].left++;
	end_if_empty(a);
}
