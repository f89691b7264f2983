// SPDX-License-Identifier: MIT
#include "user/servers/uart/owner.h"
#include "user/servers/driver/badge.h"

static handle_t own; /* what the client's was copied from; 0: nobody has the keyboard */
static uint64_t badge = BADGE_OWN;
static uint64_t owner_pid;
/* A pid: this one and all before it. They count up, and none is used twice. */
static uint64_t last_refused;

static long client_copy(const struct service *service, uint64_t bits)
{
	long copy = sys_handle_copy(own, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);
	long err = copy < 0 ? copy : sys_handle_watch(own, service->notification, bits);

	if (err >= 0)
		return copy;
	if (copy > 0)
		sys_handle_close((handle_t)copy);
	return err;
}

static void end(void)
{
	sys_handle_close(own);
	own = 0;
	badge++;
}

/* Those before it, too: or two in the background would have it by turns, and we a list of those that may not. */
void owner_end(void)
{
	if (!own)
		return;
	last_refused = owner_pid;
	end();
}

long owner_begin(const struct service *service, uint64_t bits, uint64_t pid)
{
	long result;

	if (pid <= last_refused)
		return ERR_PERM;
	if (own)
		return ERR_BUSY;
	result = sys_handle_copy(service->endpoint, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, badge);
	if (result < 0)
		return result;
	own = (handle_t)result;
	owner_pid = pid;
	result = client_copy(service, bits);
	if (result < 0)
		end();
	return result;
}

bool owner_is(uint64_t of)
{
	return own && of == badge;
}

bool owner_exists(void)
{
	return own;
}

bool owner_ended(void)
{
	struct loris_handle info;

	if (!own || (sys_handle_info(own, &info) >= 0 && info.copies != 0))
		return false;
	end();
	return true;
}
