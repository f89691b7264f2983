// SPDX-License-Identifier: MIT
#include "user/lib/present.h"
#include <string.h>
#include "lib/abi.h"

#define STACK_USED 16384 /* bytes; more than any server needs */

extern char __data_start[], __heap_start[]; /* user.ld; each on a page */

static __attribute__((noinline)) void touch_stack(void)
{
	char stack[STACK_USED];

	memset(stack, 0, sizeof(stack));
	__asm__ volatile("" : : "r"(stack) : "memory");
}

void loris_stay_present(void)
{
	touch_stack();
	for (char *page = __data_start; page < __heap_start; page += LORIS_PAGE_SIZE) {
		volatile char *byte = page;

		*byte = *byte;
	}
	loris_heap_present = true;
}
