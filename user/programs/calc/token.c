// SPDX-License-Identifier: MIT
#include "token.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "error.h"

static const char *const keywords[] = {"fn",  "if", "else", "while", "return",
				       "and", "or", "not",  "nil"};

static const struct {
	char text[3];
	enum token token;
} pairs[] = {
	{"==", TOKEN_EQUAL}, {"!=", TOKEN_UNEQUAL}, {"<=", TOKEN_AT_MOST}, {">=", TOKEN_AT_LEAST}};

static void skip_space(struct scanner *s)
{
	while (isspace((unsigned char)*s->at) || *s->at == '#') {
		if (*s->at == '#')
			s->at += strcspn(s->at, "\n");
		else
			s->line += *s->at++ == '\n';
	}
}

static int word(struct scanner *s)
{
	while (isalnum((unsigned char)*s->at) || *s->at == '_')
		s->at++;
	s->len = (size_t)(s->at - s->start);
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
		if (strlen(keywords[i]) == s->len && memcmp(keywords[i], s->start, s->len) == 0)
			return TOKEN_FN + (int)i;
	}
	return TOKEN_NAME;
}

static char escaped(const struct scanner *s, char c)
{
	static const char from[] = "nt\\\"", to[] = "\n\t\\\"";
	const char *at = c ? strchr(from, c) : NULL;

	if (!at)
		fail(s->line, "no such escape: \\%c", c);
	return to[at - from];
}

static int string(struct scanner *s)
{
	char *text = allocate(NULL, strcspn(s->at + 1, "\n") + 1);
	size_t len = 0;

	for (s->at++; *s->at != '"'; s->at++) {
		if (!*s->at || *s->at == '\n')
			fail(s->line, "a string without an end");
		if (*s->at == '\\')
			s->at++;
		text[len++] = s->at[-1] == '\\' ? escaped(s, *s->at) : *s->at;
	}
	s->at++;
	s->value = value_string(text, len);
	free(text);
	return TOKEN_STRING;
}

static int number(struct scanner *s)
{
	char *end;

	s->value = value_number(strtod(s->at, &end));
	s->at = end;
	return TOKEN_NUMBER;
}

static int sign(struct scanner *s)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		if (strncmp(s->at, pairs[i].text, 2) == 0) {
			s->at += 2;
			return pairs[i].token;
		}
	}
	return (unsigned char)*s->at++;
}

void scanner_next(struct scanner *s)
{
	skip_space(s);
	s->start = s->at;
	if (!*s->at)
		s->token = TOKEN_END;
	else if (isalpha((unsigned char)*s->at) || *s->at == '_')
		s->token = word(s);
	else if (isdigit((unsigned char)*s->at))
		s->token = number(s);
	else
		s->token = *s->at == '"' ? string(s) : sign(s);
}

void scanner_begin(struct scanner *scanner, const char *text)
{
	*scanner = (struct scanner){.at = text, .line = 1};
	scanner_next(scanner);
}
