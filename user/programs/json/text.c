// SPDX-License-Identifier: MIT
/* Characters, and the two kinds of value that are made of them. */
#include <ctype.h>
#include <string.h>
#include "json.h"

void json_skip(struct json *json)
{
	if (json->next == '\n') {
		json->line++;
		json->column = 0;
	}
	json->next = getc(json->in);
	json->column++;
}

void json_copy(struct json *json)
{
	if (json->style != SILENT)
		putc(json->next, json->out);
	json_skip(json);
}

bool json_fail(struct json *json, const char *error)
{
	if (!json->error)
		json->error = error;
	return false;
}

static bool escape(struct json *json)
{
	json_copy(json);
	if (json->next == 'u') {
		json_copy(json);
		for (int i = 0; i < 4; i++) {
			if (json->next == EOF || !isxdigit(json->next))
				return json_fail(json, "\\u needs four hexadecimal digits");
			json_copy(json);
		}
		return true;
	}
	if (json->next == EOF || !json->next || !strchr("\"\\/bfnrt", json->next))
		return json_fail(json, "no such escape");
	json_copy(json);
	return true;
}

/* How many bytes follow the first one of a UTF-8 sequence; -1: it cannot be first. */
static int followers(int byte)
{
	if (byte < 0x80)
		return 0;
	if (byte < 0xc2 || byte > 0xf4)
		return -1;
	return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

static bool character(struct json *json)
{
	int more = followers(json->next);

	if (more < 0)
		return json_fail(json, "not UTF-8");
	json_copy(json);
	while (more--) {
		if (json->next == EOF || (json->next & 0xc0) != 0x80)
			return json_fail(json, "not UTF-8");
		json_copy(json);
	}
	return true;
}

bool json_string(struct json *json)
{
	json_copy(json);
	while (json->next != '"') {
		if (json->next == EOF)
			return json_fail(json, "the text ends inside a string");
		if (json->next < ' ')
			return json_fail(json, "a control character inside a string");
		if (json->next == '\\' ? !escape(json) : !character(json))
			return false;
	}
	json_copy(json);
	return true;
}

static bool digits(struct json *json)
{
	if (json->next == EOF || !isdigit(json->next))
		return json_fail(json, "expected a digit");
	while (json->next != EOF && isdigit(json->next))
		json_copy(json);
	return true;
}

bool json_number(struct json *json)
{
	if (json->next == '-')
		json_copy(json);
	if (json->next == '0')
		json_copy(json);
	else if (!digits(json))
		return false;
	if (json->next == '.') {
		json_copy(json);
		if (!digits(json))
			return false;
	}
	if (json->next != 'e' && json->next != 'E')
		return true;
	json_copy(json);
	if (json->next == '+' || json->next == '-')
		json_copy(json);
	return digits(json);
}
