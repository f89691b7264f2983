/* SPDX-License-Identifier: MIT */
#include "kernel/shell/shell.h"
#include "kernel/printk.h"

enum err policy_choose(const char *text)
{
	struct policy wanted;
	enum err e = policy_parse(text, &wanted);

	if (e != OK) {
		console_printf("policy: '%s': wants " POLICY_WANTS "\n", text);
		return e;
	}
	e = policy_set(&wanted);
	if (e == ERR_NO_MEMORY)
		console_printf("policy: not enough memory for kpti\n");
	else if (e != OK)
		console_printf("policy: %u ASID bits are too few for asid\n", policy_asid_bits());
	return e;
}

int cmd_policy(int argc, char **argv)
{
	char text[POLICY_TEXT_MAX];

	if (argc > 2)
		return SHELL_USAGE;
	if (argc == 2 && policy_choose(argv[1]) != OK)
		return SHELL_FAILED;
	policy_format(&policy, text);
	console_printf("policy: %s (%u ASID bits)\n", text, policy_asid_bits());
	return SHELL_OK;
}
