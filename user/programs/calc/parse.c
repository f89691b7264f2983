// SPDX-License-Identifier: MIT
/*
 * Recursive descent:
 *
 *	script	   = statement*
 *	statement  = "fn" name "(" names ")" block | "if" expression block ["else" (if | block)]
 *		   | "while" expression block | "return" [expression] ";" | [expression] ";" | block
 *	expression = name "=" expression | or
 *	or, and, comparison, sum, product: the usual precedence, from the left
 *	unary	   = ("-" | "not") unary | primary ["^" unary]
 *	primary	   = number | string | "nil" | name | name "(" expressions ")" | "(" expression ")"
 */
#include <stdlib.h>
#include <string.h>
#include "error.h"
#include "tree.h"

#define DEPTH_MAX 200 /* of nested expressions and blocks, each of which is calls on the stack */

static struct scanner scanner;
static int depth;

static struct node *expression(void);
static struct node *statement(void);

static struct node *node(enum kind kind)
{
	struct node *made = allocate(NULL, sizeof(*made));

	*made = (struct node){.kind = kind, .line = scanner.line, .token = scanner.token};
	return made;
}

static void add(struct node *parent, struct node *child)
{
	parent->child = allocate(parent->child, (parent->children + 1) * sizeof(*parent->child));
	parent->child[parent->children++] = child;
}

static bool accept(int token)
{
	if (scanner.token != token)
		return false;
	scanner_next(&scanner);
	return true;
}

static void expect(int token, const char *what)
{
	if (!accept(token))
		fail(scanner.line, "expected %s", what);
}

static char *name(void)
{
	char *text;

	if (scanner.token != TOKEN_NAME)
		fail(scanner.line, "expected a name");
	text = allocate(NULL, scanner.len + 1);
	memcpy(text, scanner.start, scanner.len);
	text[scanner.len] = '\0';
	scanner_next(&scanner);
	return text;
}

static void deeper(void)
{
	if (++depth > DEPTH_MAX)
		fail(scanner.line, "nested too deep");
}

static struct node *constant(struct value value)
{
	struct node *made = node(CONSTANT);

	made->value = value;
	scanner_next(&scanner);
	return made;
}

static struct node *named(void)
{
	struct node *made = node(VARIABLE);

	made->name = name();
	if (!accept('('))
		return made;
	made->kind = CALL;
	while (scanner.token != ')') {
		add(made, expression());
		if (!accept(','))
			break;
	}
	expect(')', "')'");
	return made;
}

static struct node *primary(void)
{
	struct node *inner;

	switch (scanner.token) {
	case TOKEN_NUMBER:
	case TOKEN_STRING:
		return constant(scanner.value);
	case TOKEN_NIL:
		return constant((struct value){0});
	case TOKEN_NAME:
		return named();
	}
	expect('(', "a value");
	inner = expression();
	expect(')', "')'");
	return inner;
}

static struct node *unary(void)
{
	struct node *made, *operand;

	deeper();
	if (scanner.token == '-' || scanner.token == TOKEN_NOT) {
		made = node(UNARY);
		scanner_next(&scanner);
		add(made, unary());
	} else {
		made = primary();
		if (scanner.token == '^') {
			operand = made;
			made = node(BINARY);
			scanner_next(&scanner);
			add(made, operand);
			add(made, unary());
		}
	}
	depth--;
	return made;
}

static const int levels[][5] = {
	{TOKEN_OR},
	{TOKEN_AND},
	{TOKEN_EQUAL, TOKEN_UNEQUAL},
	{'<', '>', TOKEN_AT_MOST, TOKEN_AT_LEAST},
	{'+', '-'},
	{'*', '/', '%'},
};
#define LEVELS (sizeof(levels) / sizeof(*levels))

static bool is_of(size_t level)
{
	for (const int *token = levels[level]; *token; token++) {
		if (*token == scanner.token)
			return true;
	}
	return false;
}

static struct node *binary(size_t level)
{
	struct node *left;

	if (level == LEVELS)
		return unary();
	left = binary(level + 1);
	while (is_of(level)) {
		struct node *made = node(level < 2 ? AND_OR : BINARY);

		scanner_next(&scanner);
		add(made, left);
		add(made, binary(level + 1));
		left = made;
	}
	return left;
}

static struct node *expression(void)
{
	struct node *left;

	deeper();
	left = binary(0);
	if (scanner.token == '=') {
		if (left->kind != VARIABLE)
			fail(scanner.line, "only a variable can be assigned to");
		scanner_next(&scanner);
		left->kind = ASSIGN;
		add(left, expression());
	}
	depth--;
	return left;
}

static struct node *block(void)
{
	struct node *made = node(BLOCK);

	expect('{', "'{'");
	while (scanner.token != '}' && scanner.token != TOKEN_END)
		add(made, statement());
	expect('}', "'}'");
	return made;
}

static struct node *function(void)
{
	struct node *made = node(FUNCTION), *parameter;

	made->name = name();
	add(made, NULL);
	expect('(', "'('");
	while (scanner.token != ')') {
		parameter = node(VARIABLE);
		parameter->name = name();
		add(made, parameter);
		if (!accept(','))
			break;
	}
	expect(')', "')'");
	made->child[0] = block();
	return made;
}

static struct node *conditional(void)
{
	struct node *made = node(IF);

	add(made, expression());
	add(made, block());
	if (accept(TOKEN_ELSE))
		add(made, scanner.token == TOKEN_IF ? statement() : block());
	return made;
}

static struct node *loop(void)
{
	struct node *made = node(WHILE);

	add(made, expression());
	add(made, block());
	return made;
}

/* With its semicolon; RETURN or, without the word, the value itself. */
static struct node *simple(bool returns)
{
	struct node *made = node(returns ? RETURN : BLOCK);

	if (scanner.token != ';')
		add(made, expression());
	expect(';', "';'");
	return made;
}

static struct node *statement(void)
{
	struct node *made;

	deeper();
	if (scanner.token == '{')
		made = block();
	else if (accept(TOKEN_FN))
		made = function();
	else if (accept(TOKEN_IF))
		made = conditional();
	else if (accept(TOKEN_WHILE))
		made = loop();
	else
		made = simple(accept(TOKEN_RETURN));
	depth--;
	return made;
}

struct node *parse(const char *text)
{
	struct node *script;

	scanner_begin(&scanner, text);
	depth = 0;
	script = node(BLOCK);
	while (scanner.token != TOKEN_END)
		add(script, statement());
	return script;
}
