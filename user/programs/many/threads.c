// SPDX-License-Identifier: MIT
/* Threads with the smallest stacks: they use nothing of the C library. */
#include <stdio.h>
#include "many.h"
#include "user/lib/err.h"
#include "user/lib/sys.h"

#define STACK_WORDS 64

struct tiny {
	uint64_t stack[STACK_WORDS] __attribute__((aligned(16)));
	long tid;
	uint64_t told;
};

static handle_t endpoint;

/* Waits until it is asked, answers with its own address. */
static void tiny_main(struct tiny *t)
{
	struct message m = {0};

	if (ipc_recv(endpoint, &m) == OK) {
		m.word[0] = (uint64_t)t;
		m.info = 0;
		ipc_reply(0, &m);
	}
	sys_thread_exit((long)t);
}

static long start_all(struct tiny *t, long count)
{
	void *tp;

	__asm__("mv %0, tp" : "=r"(tp));
	for (long i = 0; i < count; i++) {
		t[i].tid =
			sys_thread_create((void *)tiny_main, &t[i], t[i].stack + STACK_WORDS, tp);
		if (t[i].tid > 0)
			continue;
		printf("many: thread %ld: %s\n", i, err_name(t[i].tid));
		return i;
	}
	return count;
}

/* Each answers once. */
static long ask_all(struct tiny *t, long count)
{
	long good = 0;

	for (long i = 0; i < count; i++) {
		struct message m = {0};
		struct tiny *who;

		if (ipc_call(endpoint, &m) != OK)
			break;
		who = (struct tiny *)m.word[0];
		if (who >= t && who < t + count && !who->told++)
			good++;
	}
	return good;
}

static long join_all(struct tiny *t, long count)
{
	long good = 0;

	for (long i = 0; i < count; i++) {
		long value = 0;

		good += sys_thread_join(t[i].tid, &value) == OK && value == (long)&t[i];
	}
	return good;
}

int many_threads(long count)
{
	size_t size = (size_t)count * sizeof(struct tiny);
	long made = sys_endpoint_create(), have, answered, joined;
	long at = sys_map(NULL, size, LORIS_PROT_READ | LORIS_PROT_WRITE);
	struct tiny *t = (struct tiny *)at;

	if (at < 0 || made < 0) {
		printf("many: no memory\n");
		return 1;
	}
	endpoint = (handle_t)made;
	have = start_all(t, count);
	answered = ask_all(t, have);
	joined = join_all(t, have);
	printf("many: %ld threads at once, %ld answered, %ld joined: %s\n", have, answered, joined,
	       have == count && answered == count && joined == count ? "ok" : "FAILED");
	sys_handle_close(endpoint);
	sys_unmap(t, size);
	return have != count || answered != count || joined != count;
}
