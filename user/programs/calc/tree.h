/* SPDX-License-Identifier: MIT */
/* A script as it is run. Trees live until the program ends, as functions may be called until then. */
#ifndef CALC_TREE_H
#define CALC_TREE_H

#include "token.h"

enum kind {
	CONSTANT,
	VARIABLE,
	ASSIGN,
	UNARY,
	BINARY,
	AND_OR,
	CALL,
	IF,
	WHILE,
	RETURN,
	BLOCK,
	FUNCTION,
};

struct node {
	enum kind kind;
	int line;
	int token;	    /* UNARY, BINARY, AND_OR: which */
	char *name;	    /* VARIABLE, ASSIGN, CALL, FUNCTION */
	struct value value; /* CONSTANT */
	/* IF: condition, then, else; WHILE: condition, body; BINARY: left, right; CALL: arguments; FUNCTION:
	 * body, then its parameters as VARIABLEs */
	struct node **child;
	unsigned children;
};

/* Parses a whole script into a BLOCK. Ends in fail() if it is none. */
struct node *parse(const char *text);

#endif
