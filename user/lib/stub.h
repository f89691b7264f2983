/* SPDX-License-Identifier: MIT */
/* What the headers that tools/stubs makes have in common. */
#ifndef LORIS_USER_STUB_H
#define LORIS_USER_STUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "user/lib/ipc.h"
#include "user/lib/sys.h"

/* A handler's result when it has kept the call (SYS_reply_keep) and answers later. */
#define STUB_KEPT (-1000000l)

/* How many inline bytes the request says it has; more than it can hold is refused before anyone looks. */
#define STUB_LENGTH(m) ((size_t)((m)->word[0] >> 8))

static inline void stub_close_handles(const struct message *m)
{
	for (unsigned i = 0; i < LORIS_MSG_COUNT(m->info) && i < LORIS_MSG_HANDLES_MAX; i++)
		sys_handle_close(m->word[4 + i]);
}

/* The reply's result. A reply with other handles than the call gives is not to be trusted. */
static inline long stub_result(const struct message *m, unsigned handles)
{
	long result = (long)m->word[0];

	if (LORIS_MSG_COUNT(m->info) == (result < 0 ? 0 : handles))
		return result;
	stub_close_handles(m);
	return ERR_IO;
}

/* What came with a request that nobody takes is closed, or a client could fill the server's table. */
static inline long stub_refuse(const struct message *m, long err)
{
	stub_close_handles(m);
	return err;
}

/* Puts the reply into m, for ipc_reply_recv: true. False: nobody waits for one, or not yet. */
static inline bool stub_finish(struct message *m, struct message *reply, long result)
{
	bool called = LORIS_MSG_KIND(m->info) == LORIS_MSG_CALL;

	reply->word[0] = (uint64_t)result;
	reply->info |= LORIS_MSG_ACCEPT(LORIS_MSG_HANDLES_MAX);
	*m = *reply;
	return called && result != STUB_KEPT;
}

#endif
