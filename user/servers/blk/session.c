// SPDX-License-Identifier: MIT
#include "user/servers/blk/session.h"
#include "user/servers/driver/badge.h"
#include "user/servers/driver/shared.h"

static struct session sessions[SESSIONS];

#define PAGE_MASK ((uint64_t)LORIS_PAGE_SIZE - 1)

/* An entry that is used again gets another badge. */
static uint64_t badge_of(const struct session *session)
{
	return BADGE_OWN | (uint64_t)session->uses << 32 | (uint64_t)(session - sessions);
}

struct session *session_of(uint64_t badge)
{
	struct session *session = &sessions[(uint32_t)badge % SESSIONS];

	return session->own && badge == badge_of(session) ? session : NULL;
}

bool session_is_badge(uint64_t badge)
{
	return badge & BADGE_OWN;
}

/* Clients that init does not tell apart, with badge 0, share no limit. */
static long free_session(uint64_t opener, struct session **found)
{
	const uint64_t line = badge_line(opener);
	int count = 0, of_line = 0, left = 0;

	*found = NULL;
	for (int i = 0; i < SESSIONS; i++) {
		if (!sessions[i].own) {
			*found = &sessions[i];
			left++;
		} else {
			count += opener && sessions[i].opener == opener;
			of_line += line && badge_line(sessions[i].opener) == line;
		}
	}
	if (count >= SESSIONS_EACH || of_line >= SESSIONS_LINE || (count && left <= SESSIONS_LAST))
		return ERR_QUOTA;
	return *found ? OK : ERR_NO_MEMORY;
}

/* The client's copy is there before we watch, or nobody would hold the handle and it would end at once. */
static long client_copy(struct session *session, handle_t notification, uint64_t bits)
{
	long copy = sys_handle_copy(session->own, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);
	long err;

	if (copy < 0)
		return copy;
	err = sys_handle_watch(session->own, notification, bits);
	if (err >= 0)
		return copy;
	sys_handle_close((handle_t)copy);
	return err;
}

long session_open(const struct service *service, uint64_t opener, uint64_t bits)
{
	struct session *session;
	long own, result = free_session(opener, &session);

	if (result < 0)
		return result;
	session->uses = (session->uses + 1) & (UINT32_MAX >> 1);
	own = sys_handle_copy(service->endpoint, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY,
			      badge_of(session));
	if (own < 0)
		return own;
	session->own = (handle_t)own;
	session->opener = opener;
	result = client_copy(session, service->notification, bits);
	if (result < 0) {
		sys_handle_close(session->own);
		session->own = 0;
	}
	return result;
}

static uint64_t whole_pages(uint64_t size)
{
	return (size + PAGE_MASK) & ~PAGE_MASK;
}

static void drop_buffer(struct session *session)
{
	if (session->buffer)
		sys_unmap(session->buffer, whole_pages(session->size));
	session->buffer = NULL;
	session->size = 0;
}

static long check_memory(handle_t memory, uint64_t size)
{
	struct loris_handle info;
	long err = sys_handle_info(memory, &info);

	if (err < 0)
		return err;
	if (info.type != LORIS_MEMORY || size == 0 || size > info.size || info.size > SHARED_MAX)
		return ERR_INVALID;
	return OK;
}

long session_buffer(struct session *session, handle_t memory, uint64_t size)
{
	long at = check_memory(memory, size);

	if (at < 0)
		return at;
	if (session->requests)
		return ERR_BUSY;
	at = shared_map(memory, whole_pages(size));
	if (at < 0)
		return at;
	drop_buffer(session);
	session->buffer = (uint8_t *)at;
	session->size = size;
	return OK;
}

static bool is_held(const struct session *session)
{
	struct loris_handle info;

	return sys_handle_info(session->own, &info) >= 0 && info.copies != 0;
}

static void end(struct session *session)
{
	drop_buffer(session);
	sys_handle_close(session->own);
	session->own = 0;
}

bool sessions_collect(void)
{
	bool all = true;

	for (int i = 0; i < SESSIONS; i++) {
		struct session *session = &sessions[i];

		if (!session->own || is_held(session))
			continue;
		if (session->requests)
			all = false;
		else
			end(session);
	}
	return all;
}
