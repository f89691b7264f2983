/* SPDX-License-Identifier: MIT */
/* A short while of the model in test/host/protocol, under each policy and under changing ones. */
#include "test/host/support.h"
#include "test/host/protocol/run.h"

enum { RUNS = 100 };

static uint64_t first_seed(void)
{
	const char *given = getenv("SEED");

	return given ? strtoull(given, NULL, 0) : 1;
}

static void runs_well(const char *policy, unsigned runs)
{
	const struct options o = {.steps = 20000, .policy = policy};

	for (uint64_t seed = first_seed(); runs; runs--, seed++)
		assert_true(run_alone(&o, seed));
}

static void under_the_default_policy(void **state)
{
	(void)state;
	runs_well("lazy,asid,global", RUNS);
}

static void under_the_others(void **state)
{
	static const char *const others[] = {"flush",
					     "lazy",
					     "asid",
					     "lazy,asid,borrow=count",
					     "lazy,asid,defer=off",
					     "lazy,asid,global,kpti",
					     "lazy,kpti,borrow=count,defer=off"};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		runs_well(others[i], RUNS / 2);
}

static void while_policies_change(void **state)
{
	(void)state;
	runs_well(NULL, 3 * RUNS);
}

/* What never took place was not tested. */
static void and_everything_took_place(void **state)
{
	const struct totals *t = run_totals();

	(void)state;
	assert_true(t->stats.asid_rollovers > 0);
	assert_true(t->stats.asid_kept > 0);
	assert_true(t->stats.shootdown_ipis > 0);
	assert_true(t->stats.shootdown_deferred > 0);
	assert_true(t->stats.satp_writes_leave > 0);
	assert_true(t->stats.satp_writes_policy > 0);
	assert_true(t->stats.uses > 0);
	assert_true(t->stats.grabs > 0);
	assert_true(t->stats.mms_freed > 0);
	assert_true(t->hart_stops > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(under_the_default_policy),
		cmocka_unit_test(under_the_others),
		cmocka_unit_test(while_policies_change),
		cmocka_unit_test(and_everything_took_place),
	};

	return RUN_TESTS(tests);
}
