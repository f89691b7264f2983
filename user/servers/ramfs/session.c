/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/session.h"
#include <stdlib.h>
#include <string.h>

enum err session_new(uint64_t badge, struct session **out)
{
	struct account *account;
	enum err e = account_take_for(badge, COUNT_SESSIONS, &account);

	if (e != OK)
		return e;
	*out = calloc(1, sizeof(**out));
	if (!*out) {
		account_return(account, COUNT_SESSIONS);
		return ERR_NO_MEMORY;
	}
	(*out)->account = account;
	return OK;
}

void session_end(struct session *s)
{
	account_return(s->account, COUNT_SESSIONS);
	free(s);
}

enum err session_append(struct session *s, const void *bytes, size_t n)
{
	if (n > PATH_BYTES_MAX - s->length)
		s->overflow = true;
	if (s->overflow)
		return ERR_INVALID;
	memcpy(s->path + s->length, bytes, n);
	s->length += n;
	return OK;
}

static enum err take_all(struct session *s, const void *bytes, size_t n, struct path *out)
{
	enum err e = session_append(s, bytes, n);

	*out = (struct path){s->path, s->length};
	s->length = 0;
	s->overflow = false;
	return e;
}

static enum err check(struct path p)
{
	return p.len > NAME_LEN_MAX || memchr(p.text, '\0', p.len) ? ERR_INVALID : OK;
}

enum err session_take(struct session *s, const void *bytes, size_t n, struct path *out)
{
	enum err e = take_all(s, bytes, n, out);

	return e == OK ? check(*out) : e;
}

enum err session_take_two(struct session *s, const void *bytes, size_t n, struct path out[2])
{
	struct path all;
	const char *nul;
	enum err e = take_all(s, bytes, n, &all);

	if (e != OK)
		return e;
	nul = memchr(all.text, '\0', all.len);
	if (!nul)
		return ERR_INVALID;
	out[0] = (struct path){all.text, (size_t)(nul - all.text)};
	out[1] = (struct path){nul + 1, all.len - out[0].len - 1};
	e = check(out[0]);
	return e == OK ? check(out[1]) : e;
}
