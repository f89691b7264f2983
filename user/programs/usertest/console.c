// SPDX-License-Identifier: MIT
/* write; read is left to a test that has a keyboard, but for the pointers it must refuse. */
#include <string.h>
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

#define PAGE LORIS_PAGE_SIZE

/* Carriage returns: written to a terminal, they leave nothing behind. */
void test_console(void)
{
	char *two = test_pages(2, PROT_RW);
	long n;

	memset(two, '\r', 2 * PAGE);
	CHECK_IS(sys_write(two, 0), 0);
	CHECK_IS(sys_write(two, 1), 1);
	CHECK_IS(sys_write(two + PAGE - 1, 2), 2);
	n = sys_write(two, 2 * PAGE);
	CHECK(n > 0 && n <= LORIS_IO_MAX);
	CHECK_IS(sys_protect(two, 2 * PAGE, LORIS_PROT_READ), 0);
	CHECK_IS(sys_write(two, 1), 1);
	CHECK_IS(sys_unmap(two, 2 * PAGE), 0);
}
