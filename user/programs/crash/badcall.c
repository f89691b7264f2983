// SPDX-License-Identifier: MIT
/*
 * Every system call with every mix of arguments that no caller may give: addresses of the kernel
 * half and of no half, lengths that wrap. Each must come back with a typed error. usertest checks
 * which error belongs to what; this checks that nothing at all gets through.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include "user/lib/err.h"
#include "user/lib/sys.h"
#include "user/programs/crash/crash.h"

/* As a pointer, a length, a number of anything: never right. */
static const long evil[] = {
	(long)0xffffffc000000000, /* the kernel half begins */
	(long)0xffffffc080200000, /* the kernel's usual place */
	(long)0xfffffffffffff000, /* the last page */
	(long)0x8000000000000000, /* no Sv39 address */
	0x4000000000,		  /* the first address above the user half */
	0x7ffffffffffff000,	  /* wraps with almost anything */
	LONG_MIN + 1,
	-3,
};

#define EVILS (sizeof(evil) / sizeof(evil[0]))

/* These take no argument, or any at all, or would not come back. */
static bool is_skipped(long number)
{
	switch (number) {
	case SYS_null:
	case SYS_exit:
	case SYS_yield:
	case SYS_sleep:
	case SYS_clock:
	case SYS_endpoint_create:
	case SYS_notification_create:
	case SYS_thread_create: /* may start a thread that faults, and this process ends */
	case SYS_thread_exit:
		return true;
	default:
		return false;
	}
}

static int call(long number, long a0, long a1, long a2, long a3)
{
	long result = ecall4(number, a0, a1, a2, a3);

	if (result < 0 && result >= ERR_IO)
		return 0;
	printf("crash: badcall: call %ld(%lx, %lx, %lx, %lx) returned %ld\n", number, a0, a1, a2,
	       a3, result);
	return 1;
}

static int all_mixes(long number)
{
	int wrong = 0;

	for (size_t i = 0; i < EVILS * EVILS * EVILS && wrong < 3; i++) {
		long a0 = evil[i % EVILS], a1 = evil[i / EVILS % EVILS];
		long a2 = evil[i / EVILS / EVILS];

		wrong += call(number, a0, a1, a2, a1);
	}
	return wrong;
}

static int bad_numbers(void)
{
	static const long numbers[] = {SYS_COUNT, SYS_COUNT + 1, 255, 4096, INT_MAX,
				       1l << 32,  LONG_MAX,	 -1,  -8,   LONG_MIN};
	int wrong = 0;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		long result = ecall4(numbers[i], 0, 0, 0, 0);

		if (result != ERR_NO_CALL)
			printf("crash: badcall: call %ld returned %ld\n", numbers[i], result);
		wrong += result != ERR_NO_CALL;
	}
	return wrong;
}

int bad_calls(void)
{
	int wrong = bad_numbers();

	for (long number = 0; number < SYS_COUNT; number++) {
		if (!is_skipped(number))
			wrong += all_mixes(number);
	}
	printf("crash: badcall: %s\n", wrong ? "WRONG" : "ok, all refused");
	return wrong != 0;
}
