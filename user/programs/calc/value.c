// SPDX-License-Identifier: MIT
#include "value.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "error.h"

struct value value_number(double number)
{
	return (struct value){.type = NUMBER, .number = number};
}

static struct string *new_string(size_t len)
{
	struct string *string = allocate(NULL, sizeof(*string) + len + 1);

	string->refs = 1;
	string->len = len;
	string->text[len] = '\0';
	return string;
}

struct value value_string(const char *text, size_t len)
{
	struct value value = {.type = STRING, .string = new_string(len)};

	memcpy(value.string->text, text, len);
	return value;
}

struct value value_join(struct value a, struct value b)
{
	char number[2][VALUE_TEXT_MAX];
	const char *left = value_text(a, number[0]), *right = value_text(b, number[1]);
	size_t len = strlen(left);
	struct value both = {.type = STRING, .string = new_string(len + strlen(right))};

	strcpy(both.string->text, left);
	strcpy(both.string->text + len, right);
	return both;
}

struct value value_hold(struct value value)
{
	if (value.type == STRING)
		value.string->refs++;
	return value;
}

void value_drop(struct value value)
{
	if (value.type == STRING && --value.string->refs == 0)
		free(value.string);
}

bool value_true(struct value value)
{
	if (value.type == NUMBER)
		return value.number != 0;
	return value.type == STRING && value.string->len > 0;
}

int value_compare(struct value a, struct value b)
{
	if (a.type != b.type)
		return a.type < b.type ? -1 : 1;
	if (a.type == NUMBER)
		return (a.number > b.number) - (a.number < b.number);
	return a.type == STRING ? strcmp(a.string->text, b.string->text) : 0;
}

const char *value_text(struct value value, char buffer[VALUE_TEXT_MAX])
{
	if (value.type == STRING)
		return value.string->text;
	if (value.type == NIL)
		return "nil";
	snprintf(buffer, VALUE_TEXT_MAX, "%.12g", value.number);
	return buffer;
}
