// SPDX-License-Identifier: MIT
#include <string.h>
#include "proto/uart.h"
#include "user/servers/uart/readers.h"

#define READERS 16

static struct reader readers[READERS];
static unsigned count;

static bool still_waits(const struct reader *reader)
{
	struct loris_handle info;

	return sys_handle_info(reader->reply, &info) >= 0 && info.copies != 0;
}

void readers_remove_first(void)
{
	sys_handle_close(readers[0].reply); /* unless its reply has used it up */
	memmove(&readers[0], &readers[1], --count * sizeof(readers[0]));
}

/* Also makes room: what a dead caller left is closed here, when somebody types or reads. */
const struct reader *readers_first(void)
{
	while (count && !still_waits(&readers[0]))
		readers_remove_first();
	return count ? &readers[0] : NULL;
}

void readers_end(void)
{
	while (count)
		readers_remove_first();
}

void readers_refuse(void)
{
	for (unsigned i = 0; i < count; i++)
		uart_read_reply(readers[i].reply, ERR_PERM, NULL, 0);
	readers_end();
}

long readers_add(uint64_t most)
{
	long reply;

	readers_first();
	if (count == READERS)
		return ERR_BUSY;
	reply = sys_reply_keep();
	if (reply < 0)
		return reply;
	readers[count++] = (struct reader){(handle_t)reply, most};
	return OK;
}
