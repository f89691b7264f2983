// SPDX-License-Identifier: MIT
/* sbrk, from which malloc takes all its memory: one range that starts on the page after bss and grows up. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include "user/lib/err.h"
#include "user/lib/present.h"
#include "user/lib/sys.h"

/* Mapped at a time: who asks for a few bytes at each call shall not make a call of the kernel for each. */
#define GROW_BYTES 0x4000

extern char __heap_start[];

static char *heap_break = __heap_start;
static char *heap_mapped = __heap_start;
bool loris_heap_present;

/* The kernel writes to each page for us: where it has none it says so, and we live. */
static bool fill(char *at, size_t bytes)
{
	for (char *page = at; page < at + bytes; page += LORIS_PAGE_SIZE) {
		struct loris_self *here = (struct loris_self *)page;

		if (sys_self(here) < 0)
			return false;
		*here = (struct loris_self){0};
	}
	return true;
}

/* Maps what lies between heap_mapped and end. */
static int map_up_to(const char *end)
{
	size_t missing, grow;
	long at;

	if (end <= heap_mapped)
		return 0;
	missing = (size_t)(end - heap_mapped);
	grow = (missing + GROW_BYTES - 1) / GROW_BYTES * GROW_BYTES;
	at = sys_map(heap_mapped, grow, LORIS_PROT_READ | LORIS_PROT_WRITE);
	if (at < 0)
		return -1;
	if (loris_heap_present && !fill(heap_mapped, grow)) {
		sys_unmap(heap_mapped, grow);
		return -1;
	}
	heap_mapped += grow;
	return 0;
}

/* What lies behind the page of the break goes back to the system. */
static void unmap_from(const char *end)
{
	char *page = (char *)(((uintptr_t)end + LORIS_PAGE_SIZE - 1) & ~(LORIS_PAGE_SIZE - 1ul));

	if (page < heap_mapped && sys_unmap(page, (size_t)(heap_mapped - page)) == OK)
		heap_mapped = page;
}

void *sbrk(ptrdiff_t increment)
{
	char *old = heap_break;
	uintptr_t end;

	if (__builtin_add_overflow((uintptr_t)old, increment, &end) ||
	    end < (uintptr_t)__heap_start || end > UINTPTR_MAX - GROW_BYTES ||
	    map_up_to((char *)end) < 0) {
		errno = ENOMEM;
		return (void *)-1;
	}
	heap_break = (char *)end;
	if (increment < 0)
		unmap_from(heap_break);
	return old;
}
