// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "proto/init.h"
#include "user/lib/present.h"
#include "user/lib/serve.h"
#include "user/servers/driver/service.h"

long service_make(struct service *service)
{
	long endpoint = sys_endpoint_create();
	long notification = sys_notification_create();

	loris_stay_present();
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

struct calls {
	service_dispatch *dispatch;
	service_bits *on_bits;
};

static bool serve_one(void *context, struct message *m)
{
	const struct calls *calls = context;

	if (LORIS_MSG_KIND(m->info) != LORIS_MSG_BITS)
		return calls->dispatch(m);
	calls->on_bits(m->word[0]);
	return false;
}

_Noreturn void service_run(const struct service *service, service_dispatch *dispatch,
			   service_bits *on_bits)
{
	struct calls calls = {dispatch, on_bits};

	loris_serve(service->endpoint, serve_one, &calls);
}

void service_need(long result, const char *what)
{
	if (result >= 0)
		return;
	printf("%s: error %ld\n", what, result);
	exit(EXIT_FAILURE);
}
