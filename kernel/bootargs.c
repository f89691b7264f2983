/* SPDX-License-Identifier: MIT */
#include "kernel/bootargs.h"
#include "kernel/machine.h"
#include "kernel/policy.h"
#include "kernel/printk.h"
#include "lib/string.h"

#define SHOWN 60 /* of an argument, in a message */

const char *boot_run;

static bool take_policy(char *value)
{
	return policy_parse(value, &policy_wanted) == OK;
}

static bool take_asidbits(char *value)
{
	uint64_t bits;

	if (!str_parse_u64(value, &bits) || bits > 16)
		return false;
	policy_asid_bits_cap = (unsigned)bits;
	return true;
}

static bool take_run(char *value)
{
	boot_run = value;
	return true;
}

static const struct {
	const char *name;
	bool (*take)(char *value);
	const char *wants;
} arguments[] = {
	{"policy", take_policy, "a list of lazy, asid, global, or flush"},
	{"asidbits", take_asidbits, "a number from 0 to 16"},
	{"run", take_run, "shell commands in double quotes"},
};

static void take(char *name, char *value)
{
	for (unsigned i = 0; i < sizeof(arguments) / sizeof(*arguments); i++) {
		if (strcmp(name, arguments[i].name))
			continue;
		if (!value || !arguments[i].take(value))
			printk("boot argument %.*s: wants %s\n", SHOWN, name, arguments[i].wants);
		return;
	}
	printk("boot argument %.*s: there is no such argument\n", SHOWN, *name ? name : "=");
}

/* Ends the word at *text and moves on behind it; gives its value, or NULL. */
static char *split(char **text)
{
	char *value = NULL, *c = *text;
	bool quoted = false;

	for (; *c && (quoted || *c != ' '); c++) {
		if (*c == '"')
			quoted = !quoted;
		else if (*c == '=' && !value) {
			*c = '\0';
			value = c + 1;
		}
	}
	if (*c)
		*c++ = '\0';
	*text = c;
	return value;
}

static char *unquote(char *value)
{
	size_t len = value ? strlen(value) : 0;

	if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
		value[len - 1] = '\0';
		value++;
	}
	return value;
}

void bootargs_parse(char *text)
{
	while (*text) {
		char *name = text, *value = split(&text);
		if (*name || value)
			take(name, unquote(value));
	}
}
