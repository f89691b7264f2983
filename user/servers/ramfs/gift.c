/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/gift.h"
#include "user/lib/sys.h"
#include "user/servers/ramfs/slots.h"

#define RIGHTS (LORIS_RIGHT_SEND | LORIS_RIGHT_COPY)

static handle_t endpoint, notification;

void gift_init(handle_t served, handle_t signalled)
{
	endpoint = served;
	notification = signalled;
}

static void end(struct slot *s)
{
	enum slot_kind kind = s->kind;
	void *what = s->what;

	if (s->own)
		sys_handle_close(s->own);
	slot_free(s);
	if (kind == SLOT_SESSION)
		session_end(what);
	else
		open_file_end(what);
}

/* The client's copy is made before ours is watched: of one without copies the signal would come at once. */
static long make_handles(struct slot *s, handle_t *out)
{
	long own = sys_handle_copy(endpoint, RIGHTS, slot_badge(s)), copy, e;

	if (own < 0)
		return own;
	s->own = (handle_t)own;
	copy = sys_handle_copy(s->own, RIGHTS, 0);
	if (copy < 0)
		return copy;
	e = sys_handle_watch(s->own, notification, 1ull << s->index % SLOT_BITS);
	if (e < 0) {
		sys_handle_close((handle_t)copy);
		return e;
	}
	*out = (handle_t)copy;
	return OK;
}

static long gift(struct slot *s, handle_t *out)
{
	long e = make_handles(s, out);

	if (e < 0)
		end(s);
	return e;
}

long gift_session(struct session *session, handle_t *out)
{
	struct slot *s = slot_new(SLOT_SESSION, session);

	if (s)
		return gift(s, out);
	session_end(session);
	return ERR_NO_MEMORY;
}

long gift_file(struct open_file *f, handle_t *out)
{
	struct slot *s = slot_new(SLOT_FILE, f);

	if (s)
		return gift(s, out);
	open_file_end(f);
	return ERR_NO_MEMORY;
}

static void end_if_unused(struct slot *s)
{
	struct loris_handle info;

	if (sys_handle_info(s->own, &info) != OK || info.copies == 0)
		end(s);
}

void gift_returned(uint64_t bits)
{
	for (uint32_t bit = 0; bit < SLOT_BITS; bit++) {
		uint32_t at = bit;
		struct slot *s;

		if (!(bits >> bit & 1))
			continue;
		while ((s = slot_next(&at)))
			end_if_unused(s);
	}
}
