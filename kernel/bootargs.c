/* SPDX-License-Identifier: MIT */
#include "kernel/bootargs.h"
#include "kernel/hart.h"
#include "kernel/init.h"
#include "kernel/machine.h"
#include "kernel/policy.h"
#include "kernel/printk.h"
#include "lib/string.h"

#define SHOWN 60 /* of an argument, in a message */

#ifndef LORIS_SMALL /* which has one policy, and so no choice */
static bool take_policy(char *value)
{
	struct policy p;

	if (policy_parse(value, &p) != OK)
		return false;
	policy_wanted = p;
	return true;
}

static bool take_borrow(char *value)
{
	return policy_parse_borrow(value, strlen(value), &policy_wanted);
}

static bool take_defer(char *value)
{
	return policy_parse_defer(value, strlen(value), &policy_wanted);
}

/* One number for all harts, or one for each, the last for all that follow. */
static bool take_asidbits(char *value)
{
	uint8_t caps[MAX_HARTS];
	unsigned n = 0;

	for (char *next = value; next; n++) {
		char *end = strchr(next, ',');
		uint64_t bits;

		if (end)
			*end++ = '\0';
		if (n == MAX_HARTS || !str_parse_u64(next, &bits) || bits > ASID_BITS_MAX)
			return false;
		caps[n] = (uint8_t)bits;
		next = end;
	}
	for (unsigned i = 0; i < MAX_HARTS; i++)
		policy_cap_asid_bits(i, caps[i < n ? i : n - 1]);
	return true;
}
#endif

static bool take_fences(char *value)
{
	if (strcmp(value, "bare") == 0)
		tlb_form = TLB_BARE;
	return tlb_form == TLB_BARE || strcmp(value, "exact") == 0;
}

static bool take_run(char *value)
{
	boot_run = value;
	return true;
}

static bool take_trust(char *value)
{
	if (!*value || strlen(value) >= INIT_TRUST_MAX)
		return false;
	init_trust = value;
	return true;
}

static const struct {
	const char *name;
	bool (*take)(char *value);
	const char *wants;
} arguments[] = {
#ifndef LORIS_SMALL
	{"policy", take_policy, POLICY_WANTS},
	{"borrow", take_borrow, "count or shoot"},
	{"defer", take_defer, "on or off"},
	{"asidbits", take_asidbits, "a number from 0 to 16, or a list of them, one for each hart"},
#endif
	{"fences", take_fences, "exact or bare"},
	{"run", take_run, "shell commands in double quotes"},
	{"trust", take_trust, "a list of programs, less than 128 characters"},
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
