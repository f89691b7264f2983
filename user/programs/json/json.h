/* SPDX-License-Identifier: MIT */
/*
 * A JSON text (RFC 8259) that is read once, checked and printed as it comes: nothing of it is kept but one
 * character.
 */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include <stdbool.h>
#include <stdio.h>

/* Deeper nesting is refused: each level is a call on the stack. */
#define DEPTH_MAX 500

enum style { PRETTY, COMPACT, SILENT };

struct json {
	FILE *in, *out;
	enum style style;
	int next;	   /* the character that comes next, or EOF */
	long line, column; /* of it, from 1 */
	int depth;
	const char *error; /* the first one; NULL: none */
	unsigned long values, strings, numbers;
};

void json_begin(struct json *json, FILE *in, FILE *out, enum style style);

/* Reads one value and nothing but space behind it. False: error says what is wrong, at line and column. */
bool json_run(struct json *json);

/* For the parser's parts: the next character goes by; as it was written, or only read. */
void json_skip(struct json *json);
void json_copy(struct json *json);
bool json_fail(struct json *json, const char *error);

bool json_string(struct json *json);
bool json_number(struct json *json);

#endif
