/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/account.h"
#include <stdlib.h>
#include "user/servers/driver/badge.h"

#define BUCKETS 256

/*
 * Sessions, files and waiting calls are handles of the server's, of which it can have 16,383, buffers mappings, of
 * which it can have about a thousand: in all as many as leave room for what else it needs. The last ones are for who
 * has few, and a quarter for other lines: so something is left for who comes next, however many processes somebody
 * starts.
 */
static struct share {
	unsigned most;	   /* of one process */
	unsigned line;	   /* of one line */
	unsigned few;	   /* who has fewer gets one */
	unsigned reserved; /* also of the last so many */
	unsigned left;
} shares[COUNTED] = {
	[COUNT_SESSIONS] = {8, 1875, 1, 1500, 2500},
	[COUNT_FILES] = {512, 6750, 4, 4000, 9000},
	[COUNT_BUFFERS] = {32, 600, 1, 400, 800},
	[COUNT_WAITS] = {3375, 3375, 4, 500, 4500},
};

static struct account *bucket[BUCKETS];

static struct account **place_of(uint64_t badge)
{
	struct account **at = &bucket[badge % BUCKETS];

	while (*at && (*at)->of != badge)
		at = &(*at)->next;
	return at;
}

/* NULL: no memory. */
static struct account *account_of(uint64_t badge)
{
	struct account **at = place_of(badge);

	if (!*at)
		*at = calloc(1, sizeof(**at));
	if (*at)
		(*at)->of = badge;
	return *at;
}

enum err account_take(struct account *a, enum counted what)
{
	struct share *s = &shares[what];

	if (a->count[what] >= s->most || !s->left)
		return ERR_QUOTA;
	if (a->line && a->line->count[what] >= s->line)
		return ERR_QUOTA;
	if (a->count[what] >= s->few && s->left <= s->reserved)
		return ERR_QUOTA;
	a->count[what]++;
	if (a->line)
		a->line->count[what]++;
	s->left--;
	return OK;
}

/* It lives while it has something. */
static void end_if_empty(struct account *a)
{
	struct account **at = place_of(a->of);

	for (int i = 0; i < COUNTED; i++)
		if (a->count[i])
			return;
	*at = a->next;
	free(a);
}

static void end_both_if_empty(struct account *a)
{
	struct account *line = a->line;

	end_if_empty(a);
	if (line)
		end_if_empty(line);
}

static struct account *account_and_line(uint64_t badge)
{
	struct account *line = NULL, *a;

	if (badge_line(badge)) {
		line = account_of(badge_line(badge));
		if (!line)
			return NULL;
	}
	a = account_of(badge);
	if (a)
		a->line = line;
	else if (line)
		end_if_empty(line);
	return a;
}

enum err account_take_for(uint64_t badge, enum counted what, struct account **out)
{
	struct account *a = account_and_line(badge);
	enum err e;

	if (!a)
		return ERR_NO_MEMORY;
	*out = a;
	e = account_take(a, what);
	end_both_if_empty(a);
	return e;
}

void account_return(struct account *a, enum counted what)
{
	a->count[what]--;
	if (a->line)
		a->line->count[what]--;
	shares[what].left++;
	end_both_if_empty(a);
}
