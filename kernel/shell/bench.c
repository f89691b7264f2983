/* SPDX-License-Identifier: MIT */
/*
 * `bench`: the program of that name measures and prints; here it is started, under the policy there is or
 * under one after the other, and told which that is.
 */
#include "kernel/shell/shell.h"
#include "kernel/console.h"
#include "lib/string.h"

static const char *const policies[] = {
	"flush",
	"lazy",
	"asid",
	"lazy,asid",
	"lazy,asid,global",
	"lazy,asid,global,kpti",
	"lazy,asid,global,borrow=count",
};

static char *put(char *at, const char *word)
{
	size_t size = strlen(word) + 1;

	memcpy(at, word, size);
	return at + size;
}

/* The words came out of one line. */
static int run(char **words)
{
	static char block[SHELL_LINE_SIZE + sizeof("-p") + POLICY_TEXT_MAX];
	char text[POLICY_TEXT_MAX], *end = block;

	while (*words)
		end = put(end, *words++);
	policy_format(&policy, text);
	end = put(put(end, "-p"), text);
	return job_run(block, (size_t)(end - block));
}

int cmd_bench(int argc, char **argv)
{
	const struct policy before = policy;
	int result = SHELL_OK;

	if (argc < 2 || strcmp(argv[1], "all") != 0)
		return run(argv);
	console_interrupted = false;
	for (size_t i = 0; i < sizeof(policies) / sizeof(*policies) && !console_interrupted; i++)
		if (policy_choose(policies[i]) != OK || run(argv) != SHELL_OK)
			result = SHELL_FAILED;
	policy_set(&before);
	return console_interrupted ? SHELL_FAILED : result;
}
