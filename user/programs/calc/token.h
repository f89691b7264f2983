/* SPDX-License-Identifier: MIT */
/* A script as words, numbers, strings and signs. */
#ifndef CALC_TOKEN_H
#define CALC_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include "value.h"

/* A sign of one character is that character; the others are: */
enum token {
	TOKEN_END = 256,
	TOKEN_NAME,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_EQUAL, /* == */
	TOKEN_UNEQUAL,
	TOKEN_AT_MOST,
	TOKEN_AT_LEAST,
	TOKEN_FN, /* these in the order of the table in token.c */
	TOKEN_IF,
	TOKEN_ELSE,
	TOKEN_WHILE,
	TOKEN_RETURN,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,
	TOKEN_NIL,
};

struct scanner {
	const char *at;
	int line;
	int token; /* the one that comes next: an enum token or a character */
	const char *start;
	size_t len;	    /* of a name, at start */
	struct value value; /* of a number or string; whoever takes the token has it then */
};

void scanner_begin(struct scanner *scanner, const char *text);
void scanner_next(struct scanner *scanner);

#endif
