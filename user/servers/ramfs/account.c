/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/account.h"
#include <stdlib.h>

#define BUCKETS 256

/* Buffers are mappings of the server's own, of which it can have about a thousand. */
static const unsigned limits[COUNTED] = {
	[COUNT_SESSIONS] = 8, [COUNT_FILES] = 512, [COUNT_BUFFERS] = 32};

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
	if (a->count[what] == limits[what])
		return ERR_QUOTA;
	a->count[what]++;
	return OK;
}

enum err account_take_for(uint64_t pid, enum counted what, struct account **out)
{
	struct account **at = place_of(pid);

	if (!*at)
		*at = calloc(1, sizeof(**at));
	if (!*at)
		return ERR_NO_MEMORY;
	(*at)->pid = pid;
	*out = *at;
	return account_take(*at, what);
}

void account_return(struct account *a, enum counted what)
{
	struct account **at;

	a->count[what]--;
	for (int i = 0; i < COUNTED; i++)
		if (a->count[i])
			return;
	at = place_of(a->pid);
	*at = a->next;
	free(a);
}
