// SPDX-License-Identifier: MIT
/*
 * What a worker's children run: copied to another address of another process, so it may refer to nothing
 * outside this section, nor to constants of the compiler's.
 */
#include "user/programs/fuzz/fuzz.h"

#define IN_CHILD __attribute__((section("childcode"), noinline))

IN_CHILD static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* Not those that may wait for ever, or that only the hub may be asked about. */
IN_CHILD static uint64_t number(uint64_t *x)
{
	uint64_t n = next(x) % (SYS_COUNT + 1);

	if (n == SYS_exit || n == SYS_thread_exit || n == SYS_thread_join ||
	    n == SYS_process_handler || n == SYS_process_create)
		return SYS_null;
	return n;
}

IN_CHILD static uint64_t value(uint64_t *x)
{
	uint64_t v = next(x);

	/* No switch: its table would stay behind. */
	if ((v & 3) == 0)
		return (v >> 8 & 15) | 1ull << 32; /* a handle, it may be */
	if ((v & 3) == 1)
		return v >> 8 & 63;
	return (v & 3) == 2 ? CHILD_STACK + (v >> 8 & 0xfff) : v;
}

IN_CHILD static void one_call(uint64_t *x)
{
	struct message m;
	uint64_t n = number(x), a0 = value(x);

	for (unsigned i = 0; i < LORIS_MSG_WORDS; i++)
		m.word[i] = value(x);
	m.info = (next(x) & 0x7f7) | LORIS_MSG_TIMEOUT;
	m.timeout = next(x) & 0xfffff;
	if (n == SYS_sleep)
		a0 &= 0xfffff;
	if (n == SYS_wait_bits)
		m.word[0] &= 0xfffff;
	if (n == SYS_system)
		m.word[1] = value(x) | NOT_A_BYTE;
	ipc_ecall((long)n, a0, &m);
}

__attribute__((section("childcode"))) void child_main(uint64_t seed, uint64_t calls)
{
	uint64_t x = seed | 1;

	while (calls--)
		one_call(&x);
	sys_exit(0);
}
