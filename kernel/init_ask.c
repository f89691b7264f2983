/* SPDX-License-Identifier: MIT */
#include "kernel/init.h"
#include "kernel/endpoint.h"
#include "lib/string.h"

#define INLINE_BYTES 56

enum { OP_ARGUMENT = 1, OP_WAIT = 3, OP_SPAWN_PLAIN = 11 };

#define WAIT_NO_WAIT 1 /* in the flags of OP_WAIT */

struct endpoint *init_endpoint;

bool init_alive(void)
{
	return init_endpoint && !load_once(&init_endpoint->closed);
}

/* The result in word 0, or what kept it from coming. */
static long ask(struct message *m, uint64_t ns)
{
	long e = init_alive() ? ipc_kernel_call(init_endpoint, m, ns) : ERR_CLOSED;

	return e == OK ? (long)m->word[0] : e;
}

/* The result is that of the last piece, which starts the program. */
long init_spawn(const char *block, size_t len)
{
	long e = OK;

	for (size_t at = 0; at < len && e >= 0; at += INLINE_BYTES) {
		bool last = len - at <= INLINE_BYTES;
		size_t n = last ? len - at : INLINE_BYTES;
		struct message m = {.word = {(last ? OP_SPAWN_PLAIN : OP_ARGUMENT) | n << 8}};

		memcpy(&m.word[1], block + at, n);
		e = ask(&m, UINT64_MAX);
	}
	return e;
}

long init_wait(int pid, struct loris_exit *out, uint64_t ns)
{
	struct message m = {.word = {OP_WAIT, (uint64_t)pid, ns ? 0 : WAIT_NO_WAIT}};
	long ended = ask(&m, ns ? ns : UINT64_MAX);

	*out = (struct loris_exit){
		.pid = (int32_t)ended, .how = (int32_t)m.word[1], .code = (int32_t)m.word[2]};
	return ended;
}
