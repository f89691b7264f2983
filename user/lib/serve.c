// SPDX-License-Identifier: MIT
#include "user/lib/serve.h"
#include "lib/abi.h"

_Noreturn void loris_serve(handle_t endpoint, loris_handler *handle, void *context)
{
	struct message m = {0};
	bool reply = false;

	for (;;) {
		long err;

		if (!reply)
			m.info = 0;
		m.info |= LORIS_MSG_ACCEPT(LORIS_MSG_HANDLES_MAX);
		err = reply ? ipc_reply_recv(endpoint, &m) : ipc_recv(endpoint, &m);
		reply = err == OK && handle(context, &m);
	}
}
