/* SPDX-License-Identifier: MIT */
/*
 * `test`: what can only be checked from inside. Nothing else should run meanwhile: pages and
 * processes are counted. Tests from outside are in test/.
 */
#include "kernel/shell/shell.h"
#include "kernel/debug/debug.h"
#include "kernel/hart.h"
#include "kernel/printk.h"
#include "lib/string.h"

struct test {
	const char *name;
	const char *(*run)(void);
};

/* Under each combination of policies that the machine can have. */
static const struct test policy_tests[] = {
	{"policy", test_identities}, /* right after the change */
	{"transitions", test_transitions}, {"user_address", test_user_address},
	{"tables", test_tables},	   {"use_mm", test_use_mm},
	{"daemonize", test_daemonize},	   {"bench", test_bench},
	{"identities", test_identities},
};

static const struct test memory_tests[] = {
	{"pages", test_pages},
	{"boot_memory", test_boot_memory},
	{"hidden_memory", test_hidden_memory},
	{"slabs", test_slabs},
	{"memory_objects", test_memory_objects},
	{"new_stack", test_new_stack},
	{"processes", test_processes},
	{"patience", test_patience},
	{"failures", test_failures},
	{"identities", test_identities},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static unsigned passed, failed;
static const char *wanted; /* NULL: all */

static void run_list(const struct test *t, size_t count, const char *suffix)
{
	for (; count--; t++) {
		const char *why;

		if (wanted && strcmp(t->name, wanted) != 0)
			continue;
		why = t->run();
		passed += !why;
		failed += why != NULL;
		console_printf("test %s%s%s: %s%s%s\n", t->name, *suffix ? "/" : "", suffix,
			       why ? "FAILED (" : "ok", why ? why : "", why ? ")" : "");
	}
}

static void run_under(struct policy p)
{
	char text[POLICY_TEXT_MAX];

	policy_format(&p, text);
	if (policy_set(&p) == OK)
		run_list(policy_tests, COUNT(policy_tests), text);
	else
		console_printf("test */%s: skipped (%u ASID bits)\n", text, policy_asid_bits());
}

int cmd_test(int argc, char **argv)
{
	const struct policy before = policy;

	if (argc > 2)
		return SHELL_USAGE;
	wanted = argv[1];
	if (!await_rest())
		console_printf("test: programs are running, what is counted may differ\n");
	passed = failed = 0;
	for (unsigned bits = 0; bits < 64; bits++)
		run_under((struct policy){.lazy = bits & 1,
					  .asid = bits & 2,
					  .global = bits & 4,
					  .kpti = bits & 8,
					  .shoot = bits & 16,
					  .defer = bits & 32});
	policy_set(&before);
	run_list(memory_tests, COUNT(memory_tests), "");
	console_printf("tests: %u passed, %u failed\n", passed, failed);
	return failed || !passed ? SHELL_FAILED : SHELL_OK;
}
