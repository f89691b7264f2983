// SPDX-License-Identifier: MIT
/* Values of all kinds, and how they are laid out. */
#include <ctype.h>
#include "json.h"

#define INDENT 2

static bool value(struct json *json);

static void put(struct json *json, char c)
{
	if (json->style != SILENT)
		putc(c, json->out);
}

static void new_line(struct json *json)
{
	if (json->style == PRETTY)
		fprintf(json->out, "\n%*s", INDENT * json->depth, "");
}

static void space(struct json *json)
{
	while (json->next == ' ' || json->next == '\t' || json->next == '\n' || json->next == '\r')
		json_skip(json);
}

static bool word(struct json *json, const char *text)
{
	for (; *text; text++) {
		if (json->next != *text)
			return json_fail(json, "expected a value");
		json_copy(json);
	}
	return true;
}

static bool member(struct json *json)
{
	if (json->next != '"')
		return json_fail(json, "expected a name in quotes");
	if (!json_string(json))
		return false;
	space(json);
	if (json->next != ':')
		return json_fail(json, "expected ':'");
	json_copy(json);
	if (json->style == PRETTY)
		put(json, ' ');
	return value(json);
}

/* What is between the brackets of an array or object that is not empty. */
static bool elements(struct json *json, int end, bool (*element)(struct json *))
{
	for (;;) {
		new_line(json);
		space(json);
		if (!element(json))
			return false;
		space(json);
		if (json->next == end)
			return true;
		if (json->next != ',')
			return json_fail(json, end == ']' ? "expected ',' or ']'"
							  : "expected ',' or '}'");
		json_copy(json);
	}
}

static bool nested(struct json *json, int end, bool (*element)(struct json *))
{
	if (++json->depth > DEPTH_MAX)
		return json_fail(json, "nested too deep");
	json_copy(json);
	space(json);
	if (json->next != end) {
		if (!elements(json, end, element))
			return false;
		json->depth--;
		new_line(json);
	} else {
		json->depth--;
	}
	json_copy(json);
	return true;
}

static bool value(struct json *json)
{
	space(json);
	json->values++;
	switch (json->next) {
	case '{':
		return nested(json, '}', member);
	case '[':
		return nested(json, ']', value);
	case '"':
		json->strings++;
		return json_string(json);
	case 't':
		return word(json, "true");
	case 'f':
		return word(json, "false");
	case 'n':
		return word(json, "null");
	}
	if (json->next != '-' && (json->next == EOF || !isdigit(json->next)))
		return json_fail(json, "expected a value");
	json->numbers++;
	return json_number(json);
}

void json_begin(struct json *json, FILE *in, FILE *out, enum style style)
{
	*json = (struct json){.in = in, .out = out, .style = style, .line = 1};
	json_skip(json);
}

bool json_run(struct json *json)
{
	if (!value(json))
		return false;
	space(json);
	put(json, '\n');
	return json->next == EOF || json_fail(json, "something follows the value");
}
