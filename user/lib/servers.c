// SPDX-License-Identifier: MIT
#include "user/lib/servers.h"
#include <string.h>
#include "proto/filesystem.h"
#include "proto/init.h"
#include "user/lib/lock.h"
#include "user/lib/start.h"

static handle_t session_handle;
static struct __lock session_lock; /* covers session_handle and the path that the server collects */

long loris_server(const char *name)
{
	handle_t server;
	long err = init_lookup(start_handle(LORIS_START_INIT), name, strlen(name), &server);

	return err < 0 ? err : (long)server;
}

static long connect(void)
{
	long server = loris_server("ramfs");
	long err;

	if (server < 0)
		return server;
	err = filesystem_connect((handle_t)server, &session_handle);
	sys_handle_close((handle_t)server);
	return err < 0 ? err : OK;
}

long loris_session_begin(handle_t *session)
{
	long err = OK;

	loris_lock_acquire(&session_lock);
	if (!session_handle)
		err = connect();
	if (err < 0)
		loris_lock_release(&session_lock);
	*session = session_handle;
	return err;
}

long loris_session_end(long err)
{
	if (err == ERR_CLOSED || err == ERR_HANDLE) {
		sys_handle_close(session_handle);
		session_handle = 0;
	}
	loris_lock_release(&session_lock);
	return err;
}
