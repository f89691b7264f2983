// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include "many.h"
#include "user/lib/err.h"
#include "user/lib/sys.h"

/* Copies of copies: each third one is made of the one before. */
static long copy_up_to(handle_t *handles, long have, long want)
{
	while (have < want) {
		handle_t of = handles[have % 3 ? 0 : have - 1];
		long copy = sys_handle_copy(of, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);

		if (copy < 0) {
			printf("many: handle %ld: %s\n", have, err_name(copy));
			break;
		}
		handles[have++] = (handle_t)copy;
	}
	return have;
}

static void line(const handle_t *handles, long have)
{
	ipc_line("ipc between threads, so many handles", have, ipc_ticks_by(handles[have - 1]));
}

/* Every one is good until it is closed, and is none then. */
static long close_all(const handle_t *handles, long count)
{
	struct loris_handle info;
	long good = 0;

	for (long i = count - 1; i > 0; i--)
		good += sys_handle_info(handles[i], &info) == OK && info.type == LORIS_ENDPOINT &&
			sys_handle_close(handles[i]) == OK &&
			sys_handle_close(handles[i]) == ERR_HANDLE;
	return good + (sys_handle_close(handles[0]) == OK);
}

int many_handles(long count)
{
	handle_t *handles = calloc((size_t)count, sizeof(*handles));
	long made = sys_endpoint_create(), have = 1, closed;

	if (!handles || made < 0 || !ipc_serve((handle_t)made)) {
		printf("many: no memory\n");
		return 1;
	}
	handles[0] = (handle_t)made;
	for (long step = 10; step < count; step *= 10) {
		have = copy_up_to(handles, have, step);
		line(handles, have);
	}
	have = copy_up_to(handles, have, count);
	line(handles, have);
	closed = close_all(handles, have);
	printf("many: %ld handles at once, %ld closed as they should: %s\n", have, closed,
	       have == count && closed == count ? "ok" : "FAILED");
	return have != count || closed != count;
}
