// SPDX-License-Identifier: MIT
/* The functions that every script has. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "error.h"
#include "run.h"

#define LINE_MAX_BYTES 1024

static double number(int line, struct value value)
{
	if (value.type != NUMBER)
		fail(line, "expected a number");
	return value.number;
}

static const struct string *string(int line, struct value value)
{
	if (value.type != STRING)
		fail(line, "expected a string");
	return value.string;
}

static struct value do_print(int line, const struct value *argument)
{
	char buffer[VALUE_TEXT_MAX];

	(void)line;
	puts(value_text(*argument, buffer));
	return (struct value){0};
}

static struct value do_write(int line, const struct value *argument)
{
	char buffer[VALUE_TEXT_MAX];

	(void)line;
	fputs(value_text(*argument, buffer), stdout);
	return (struct value){0};
}

/* nil at the end of the input. */
static struct value do_read(int line, const struct value *argument)
{
	char text[LINE_MAX_BYTES];

	(void)line;
	(void)argument;
	if (!fgets(text, sizeof(text), stdin))
		return (struct value){0};
	return value_string(text, strcspn(text, "\n"));
}

#define MATH(name)                                                            \
	static struct value do_##name(int line, const struct value *argument) \
	{                                                                     \
		return value_number(name(number(line, *argument)));           \
	}
MATH(sqrt)
MATH(sin)
MATH(cos)
MATH(atan)
MATH(exp)
MATH(log)
MATH(floor)
MATH(fabs)

static struct value do_len(int line, const struct value *argument)
{
	return value_number((double)string(line, *argument)->len);
}

/* Bytes from..to-1, as far as there are any. */
static struct value do_part(int line, const struct value *argument)
{
	const struct string *text = string(line, argument[0]);
	double len = (double)text->len;
	double from = fmin(fmax(number(line, argument[1]), 0), len);
	double to = fmin(fmax(number(line, argument[2]), from), len);

	return value_string(text->text + (size_t)from, (size_t)to - (size_t)from);
}

static struct value do_upper(int line, const struct value *argument)
{
	const struct string *text = string(line, *argument);
	struct value upper = value_string(text->text, text->len);

	for (size_t i = 0; i < text->len; i++)
		upper.string->text[i] = (char)toupper((unsigned char)text->text[i]);
	return upper;
}

static struct value do_number(int line, const struct value *argument)
{
	if (argument->type == NUMBER)
		return *argument;
	return value_number(strtod(string(line, *argument)->text, NULL));
}

static struct value do_text(int line, const struct value *argument)
{
	char buffer[VALUE_TEXT_MAX];
	const char *text = value_text(*argument, buffer);

	(void)line;
	return value_string(text, strlen(text));
}

static const struct builtin builtins[] = {
	{"print", 1, do_print}, {"write", 1, do_write}, {"read", 0, do_read},
	{"sqrt", 1, do_sqrt},	{"sin", 1, do_sin},	{"cos", 1, do_cos},
	{"atan", 1, do_atan},	{"exp", 1, do_exp},	{"log", 1, do_log},
	{"floor", 1, do_floor}, {"abs", 1, do_fabs},	{"len", 1, do_len},
	{"part", 3, do_part},	{"upper", 1, do_upper}, {"number", 1, do_number},
	{"text", 1, do_text},
};

const struct builtin *builtin_find(const char *name)
{
	for (size_t i = 0; i < sizeof(builtins) / sizeof(*builtins); i++) {
		if (strcmp(builtins[i].name, name) == 0)
			return &builtins[i];
	}
	return NULL;
}
