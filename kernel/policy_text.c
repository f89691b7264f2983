/* SPDX-License-Identifier: MIT */
/* Policies as text; runs on the host too. */
#include "kernel/policy.h"
#include "lib/string.h"

#define NONE "flush"

static bool is(const char *word, size_t len, const char *name)
{
	return len == strlen(name) && memcmp(word, name, len) == 0;
}

static bool parse_choice(const char *value, size_t len, const char *yes, const char *no, bool *out)
{
	if (!is(value, len, yes) && !is(value, len, no))
		return false;
	*out = is(value, len, yes);
	return true;
}

bool policy_parse_borrow(const char *value, size_t len, struct policy *out)
{
	return parse_choice(value, len, "shoot", "count", &out->shoot);
}

bool policy_parse_defer(const char *value, size_t len, struct policy *out)
{
	return parse_choice(value, len, "on", "off", &out->defer);
}

static bool parse_item(const char *item, size_t len, struct policy *p)
{
	static const char borrow[] = "borrow=", defer[] = "defer=";
	const size_t b = sizeof(borrow) - 1, d = sizeof(defer) - 1;

#define POLICY_MATCH(f)        \
	if (is(item, len, #f)) \
		return p->f = true;
	POLICY_NAMED(POLICY_MATCH)
#undef POLICY_MATCH
	if (len > b && memcmp(item, borrow, b) == 0)
		return policy_parse_borrow(item + b, len - b, p);
	if (len > d && memcmp(item, defer, d) == 0)
		return policy_parse_defer(item + d, len - d, p);
	return false;
}

enum err policy_parse(const char *text, struct policy *out)
{
	struct policy p = {.shoot = true, .defer = true};
	bool none = false;

	for (bool first = true;; first = false) {
		const char *comma = strchr(text, ',');
		size_t len = comma ? (size_t)(comma - text) : strlen(text);

		if (first && is(text, len, NONE))
			none = true;
		else if (!parse_item(text, len, &p))
			return ERR_INVALID;
		if (!comma)
			break;
		text = comma + 1;
	}
	if (none && (p.lazy || p.asid || p.global || p.kpti))
		return ERR_INVALID;
	*out = p;
	return OK;
}

static char *append(char *at, const char *word)
{
	size_t len = strlen(word);

	memcpy(at, word, len);
	at[len] = ',';
	return at + len + 1;
}

void policy_format(const struct policy *p, char out[POLICY_TEXT_MAX])
{
	char *at = out;

#define POLICY_APPEND(f) at = p->f ? append(at, #f) : at;
	POLICY_NAMED(POLICY_APPEND)
#undef POLICY_APPEND
	if (at == out)
		at = append(at, NONE);
	if (!p->shoot)
		at = append(at, "borrow=count");
	if (!p->defer)
		at = append(at, "defer=off");
	at[-1] = '\0';
}
