// SPDX-License-Identifier: MIT
/* map, unmap and protect: which arguments they take and what they leave behind. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

#define PAGE   LORIS_PAGE_SIZE
#define FIXED  ((char *)0x20000000) /* an address of the test's own, far from everything */
#define TIB    (1ul << 40)
#define HALF   (USER_END / 2) /* room enough for it, memory not */
#define MIDDLE 0xAB

static bool all_zero(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (at[i])
			return false;
	}
	return true;
}

static void test_map_refuses(void)
{
	CHECK_IS(sys_map(NULL, 0, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map(FIXED, 0, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map(FIXED + 1, PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map(FIXED + PAGE / 2, PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map(FIXED, PAGE, 0), ERR_INVALID);
	CHECK_IS(sys_map(FIXED, PAGE, 8), ERR_INVALID);
	CHECK_IS(sys_map(FIXED, PAGE, PROT_RW | LORIS_PROT_EXEC), ERR_INVALID);
	CHECK_IS(sys_map(FIXED, PAGE, ~0u), ERR_INVALID);
	CHECK_IS(sys_map((void *)KERNEL_HALF, PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map((void *)-PAGE, PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map((void *)USER_END, PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map((void *)(USER_END - PAGE), 2 * PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map((void *)(1ul << 63), PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map(FIXED, -PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map(FIXED, (size_t)-1, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_map(FIXED, 0 - (size_t)FIXED, PROT_RW), ERR_INVALID);
	CHECK_EITHER(sys_map(NULL, TIB, PROT_RW), ERR_INVALID, ERR_NO_MEMORY);
	CHECK_EITHER(sys_map(NULL, (size_t)-1, PROT_RW), ERR_INVALID, ERR_NO_MEMORY);
	CHECK_IS(sys_map(NULL, HALF, PROT_RW), ERR_NO_MEMORY);
}

static void test_map_taken(void)
{
	CHECK_IS(sys_map(FIXED, 4 * PAGE, PROT_RW), (long)FIXED);
	CHECK_IS(sys_map(FIXED, PAGE, PROT_RW), ERR_EXISTS);
	CHECK_IS(sys_map(FIXED + 3 * PAGE, 2 * PAGE, PROT_RW), ERR_EXISTS);
	CHECK_IS(sys_map(FIXED - PAGE, 6 * PAGE, PROT_RW), ERR_EXISTS);
	CHECK_IS(sys_map((void *)((uintptr_t)test_map_taken & -PAGE), PAGE, PROT_RW), ERR_EXISTS);
	CHECK_IS(sys_map(FIXED + 4 * PAGE, PAGE, PROT_RW), (long)FIXED + 4 * PAGE);
	CHECK_IS(sys_unmap(FIXED, 5 * PAGE), 0);
	CHECK_IS(sys_map(FIXED, PAGE, PROT_RW), (long)FIXED);
	CHECK_IS(sys_unmap(FIXED, PAGE), 0);
}

/* Two mappings where the kernel chooses do not overlap, and one that was given back is zero again.
 */
static void test_contents(void)
{
	char *a = test_pages(3, PROT_RW), *b = test_pages(1, PROT_RW);

	CHECK(a + 3 * PAGE <= b || b + PAGE <= a);
	CHECK(all_zero(a, 3 * PAGE) && all_zero(b, PAGE));
	memset(a, MIDDLE, 3 * PAGE);
	memset(b, MIDDLE, PAGE);
	CHECK_IS(sys_unmap(a + PAGE, PAGE), 0);
	CHECK((unsigned char)a[PAGE - 1] == MIDDLE && (unsigned char)a[2 * PAGE] == MIDDLE);
	CHECK_IS(sys_map(a + PAGE, PAGE, PROT_RW), (long)a + PAGE);
	CHECK(all_zero(a + PAGE, PAGE));
	CHECK_IS(sys_unmap(a, 3 * PAGE), 0);
	CHECK_IS(sys_unmap(b, PAGE), 0);
}

static void test_unmap(void)
{
	char *a = test_pages(1, PROT_RW);

	CHECK_IS(sys_unmap(a + 8, PAGE), ERR_INVALID);
	CHECK_IS(sys_unmap((void *)KERNEL_HALF, PAGE), ERR_INVALID);
	CHECK_IS(sys_unmap((void *)(USER_END - PAGE), 2 * PAGE), ERR_INVALID);
	CHECK_IS(sys_unmap(a, -PAGE), ERR_INVALID);
	CHECK_IS(sys_unmap(a, (size_t)-1), ERR_INVALID);
	CHECK_IS(sys_unmap(a, 0), ERR_INVALID);
	a[0] = 1;
	CHECK_IS(sys_unmap(a, PAGE), 0);
	CHECK_IS(sys_unmap(a, PAGE), 0);
	CHECK_IS(sys_process_create((void *)a), ERR_FAULT);
	CHECK_IS(sys_map(FIXED + 7 * PAGE, PAGE, PROT_RW), (long)FIXED + 7 * PAGE);
	CHECK_IS(sys_unmap(FIXED, 1000 * PAGE), 0);
	CHECK_IS(sys_process_create((void *)(FIXED + 7 * PAGE)), ERR_FAULT);
}

/* A protection that is refused, for whatever page of the range, changes none of them. */
static void test_protect_refuses(void)
{
	char *a = test_pages(3, PROT_RW);

	sys_unmap(a + 2 * PAGE, PAGE);
	CHECK_IS(sys_protect(a, 3 * PAGE, LORIS_PROT_READ), ERR_NOT_FOUND);
	a[0] = a[PAGE] = 1;
	CHECK_IS(sys_protect(a + 2 * PAGE, PAGE, LORIS_PROT_READ), ERR_NOT_FOUND);
	CHECK_IS(sys_protect(a + 1, PAGE, LORIS_PROT_READ), ERR_INVALID);
	CHECK_IS(sys_protect(a, 0, LORIS_PROT_READ), ERR_INVALID);
	CHECK_IS(sys_protect(a, PAGE, 16), ERR_INVALID);
	CHECK_IS(sys_protect(a, -PAGE, LORIS_PROT_READ), ERR_INVALID);
	CHECK_IS(sys_protect((void *)KERNEL_HALF, PAGE, PROT_RW), ERR_INVALID);
	CHECK_IS(sys_protect(a, PAGE, LORIS_PROT_READ), 0);
	CHECK(a[0] == 1);
	CHECK_IS(sys_protect(a, PAGE, 0), ERR_INVALID);
	CHECK_IS(sys_protect(a, PAGE, PROT_RW | LORIS_PROT_EXEC), ERR_INVALID);
	CHECK_IS(sys_protect(a, PAGE, LORIS_PROT_EXEC), 0);
	CHECK_IS(sys_protect(a, PAGE, PROT_RW), 0);
	CHECK(a[0] == 1);
	a[0] = 2;
	CHECK_IS(sys_unmap(a, 2 * PAGE), 0);
}

void test_memory(void)
{
	test_map_refuses();
	test_map_taken();
	test_contents();
	test_unmap();
	test_protect_refuses();
}
