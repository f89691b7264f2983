// SPDX-License-Identifier: MIT
/* That protections hold, by processes that fault on them (roles.c), and that rights once gained
 * work. */
#include "user/programs/usertest/check.h"

#define FETCH_FAULT 12 /* RISC-V exception causes */
#define LOAD_FAULT  13
#define STORE_FAULT 15

void test_protect(void)
{
	check_role("write_read_only", LORIS_FAULTED, STORE_FAULT);
	check_role("write_rodata", LORIS_FAULTED, STORE_FAULT);
	check_role("write_after_protect", LORIS_FAULTED, STORE_FAULT);
	check_role("read_execute_only", LORIS_FAULTED, LOAD_FAULT);
	check_role("read_after_unmap", LORIS_FAULTED, LOAD_FAULT);
	check_role("fetch_data", LORIS_FAULTED, FETCH_FAULT);
	check_role("fetch_after_protect", LORIS_FAULTED, FETCH_FAULT);
	check_role("fetch_code", LORIS_EXITED, 42);
	check_role("sibling_protect", LORIS_FAULTED, STORE_FAULT);
	check_role("sibling_unmap", LORIS_FAULTED, STORE_FAULT);
	check_role("guard_page", LORIS_FAULTED, STORE_FAULT);
}
