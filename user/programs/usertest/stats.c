// SPDX-License-Identifier: MIT
/* The counters, and the calls of the benchmarks. */
#include <string.h>
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

#define UNTOUCHED 0x5A

/* As many whole counters as were asked for and exist are written. */
static void test_sizes(void)
{
	static unsigned char buf[sizeof(struct loris_stats) + 64];
	const size_t sizes[] = {0, 1, 8, 12, sizeof(struct loris_stats)};

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t whole = sizes[i] & -sizeof(uint64_t);

		memset(buf, UNTOUCHED, sizeof(buf));
		CHECK_IS(sys_stats(-1, (void *)buf, sizes[i]), (long)whole);
		CHECK(buf[whole] == UNTOUCHED);
	}
	CHECK_IS(sys_stats(0, (void *)buf, sizeof(buf)), sizeof(struct loris_stats));
	CHECK(buf[sizeof(struct loris_stats)] == UNTOUCHED);
}

static void check_identities(long hart)
{
	struct loris_stats s;

	CHECK_IS(sys_stats(hart, &s, sizeof(s)), sizeof(s));
	CHECK(s.switches == s.kernel_to_kernel + s.user_to_kernel + s.kernel_to_same_user +
				    s.kernel_to_other_user + s.user_to_same_user +
				    s.user_to_other_user);
	CHECK(s.satp_writes == s.satp_writes_switch + s.satp_writes_eager + s.satp_writes_leave +
				       s.satp_writes_use + s.satp_writes_trap +
				       s.satp_writes_policy);
	CHECK(s.fences == s.fences_all + s.fences_asid + s.fences_va_asid + s.fences_sinval);
}

static void test_harts(void)
{
	struct loris_self self;
	struct loris_stats before, after;

	sys_self(&self);
	for (int hart = -1; hart < self.harts; hart++)
		check_identities(hart);
	CHECK_EITHER(sys_stats(self.harts, &before, sizeof(before)), ERR_INVALID, ERR_NOT_FOUND);
	CHECK_EITHER(sys_stats(-2, &before, sizeof(before)), ERR_INVALID, ERR_NOT_FOUND);
	sys_thread_pin(self.hart);
	sys_stats(self.hart, &before, sizeof(before));
	sys_sleep(1000000);
	sys_stats(self.hart, &after, sizeof(after));
	CHECK(!kernel_counts() || after.user_to_kernel > before.user_to_kernel);
	sys_thread_pin(-1);
}

static void test_bench_calls(void)
{
	CHECK_IS(sys_bench_call(41, 0), 42);
	CHECK_IS(sys_bench_call(0, 2), ERR_INVALID);
	CHECK_IS(sys_bench_call(0, -1), ERR_INVALID);
}

void test_stats(void)
{
	test_sizes();
	test_harts();
	test_bench_calls();
}
