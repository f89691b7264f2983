/* SPDX-License-Identifier: MIT */
/* Policies as text; runs on the host too. */
#include "kernel/policy.h"
#include "lib/string.h"

#define NONE "flush"

static bool *field(struct policy *p, const char *name, size_t len)
{
#define POLICY_MATCH(f)                                          \
	if (len == sizeof(#f) - 1 && memcmp(name, #f, len) == 0) \
		return &p->f;
	POLICY_LIST(POLICY_MATCH)
#undef POLICY_MATCH
	return NULL;
}

enum err policy_parse(const char *text, struct policy *out)
{
	struct policy p = {0};

	if (strcmp(text, NONE) == 0) {
		*out = p;
		return OK;
	}
	for (;;) {
		const char *comma = strchr(text, ',');
		bool *on = field(&p, text, comma ? (size_t)(comma - text) : strlen(text));

		if (!on)
			return ERR_INVALID;
		*on = true;
		if (!comma)
			break;
		text = comma + 1;
	}
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
	POLICY_LIST(POLICY_APPEND)
#undef POLICY_APPEND
	if (at == out)
		at = append(at, NONE);
	at[-1] = '\0';
}
