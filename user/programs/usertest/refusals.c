// SPDX-License-Identifier: MIT
/* Watchers without bits, or of copies that were revoked; names that a terminal would obey. */
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

static void test_watch_nothing(void)
{
	handle_t root = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();

	CHECK_IS(sys_handle_watch(root, bits, 0), ERR_INVALID);
	CHECK_IS(sys_wait_bits(bits, 0), ERR_TIMEOUT);
	CHECK_IS(sys_handle_watch(root, bits, 1ull << 63), ERR_INVALID);
	CHECK_IS(sys_handle_watch(root, 0, 0), OK);
	sys_handle_close(bits);
	sys_handle_close(root);
}

/* Whoever watched has given up the copies himself. */
static void test_watch_revoked(void)
{
	handle_t root = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();
	handle_t copy = (handle_t)sys_handle_copy(root, LORIS_RIGHTS_ALL, 0);

	CHECK_IS(sys_handle_watch(root, bits, 1), OK);
	CHECK_IS(sys_handle_revoke(root), OK);
	CHECK_IS(sys_handle_close(copy), OK);
	CHECK_IS(sys_wait_bits(bits, 0), ERR_TIMEOUT);
	copy = (handle_t)sys_handle_copy(root, LORIS_RIGHTS_ALL, 0);
	CHECK_IS(sys_handle_close(copy), OK);
	CHECK_IS(sys_wait_bits(bits, 0), ERR_TIMEOUT);
	sys_handle_close(bits);
	sys_handle_close(root);
}

static void test_names(void)
{
	static const char *const bad[] = {"a\033[2Jb", "\n",	   "a\x7f",
					  "\x9b\x32J", "\xc3\xa4", "a\tb"};
	struct loris_process what = {.name = " ~A0"};
	long process = sys_process_create(&what);

	CHECK(process > 0);
	CHECK_IS(sys_handle_close((handle_t)process), OK);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct loris_process named = {0};

		for (unsigned c = 0; bad[i][c]; c++)
			named.name[c] = bad[i][c];
		CHECK_IS(sys_process_create(&named), ERR_INVALID);
	}
}

void test_refusals(void)
{
	test_watch_nothing();
	test_watch_revoked();
	test_names();
}
