// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "proto/init.h"
#include "user/servers/driver/service.h"

long service_make(struct service *service)
{
	long endpoint = sys_endpoint_create();
	long notification = sys_notification_create();

	if (endpoint < 0)
		return endpoint;
	if (notification < 0)
		return notification;
	*service = (struct service){(handle_t)endpoint, (handle_t)notification};
	return sys_notification_bind(service->notification);
}

/* Clients get no right to receive: whoever could would take other clients' calls. */
long service_publish(const struct service *service, handle_t init, const char *name)
{
	long copy = sys_handle_copy(service->endpoint, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);

	if (copy < 0)
		return copy;
	return init_register_name(init, name, strlen(name), (handle_t)copy);
}

static bool serve_one(struct message *m, long err, service_dispatch *dispatch,
		      service_bits *on_bits)
{
	if (err != OK)
		return false;
	if (LORIS_MSG_KIND(m->info) != LORIS_MSG_BITS)
		return dispatch(m);
	on_bits(m->word[0]);
	return false;
}

_Noreturn void service_run(const struct service *service, service_dispatch *dispatch,
			   service_bits *on_bits)
{
	struct message m = {0};
	bool reply = false;

	for (;;) {
		long err;

		if (!reply)
			m.info = LORIS_MSG_ACCEPT(LORIS_MSG_HANDLES_MAX);
		err = reply ? ipc_reply_recv(service->endpoint, &m)
			    : ipc_recv(service->endpoint, &m);
		reply = serve_one(&m, err, dispatch, on_bits);
	}
}

void service_need(long result, const char *what)
{
	if (result >= 0)
		return;
	printf("%s: error %ld\n", what, result);
	exit(EXIT_FAILURE);
}
