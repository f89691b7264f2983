// SPDX-License-Identifier: MIT
/*
 * Walks the tree. A value that a function returns belongs to its caller, who drops it or keeps it. Names are
 * those of the function that runs, or else those of the script.
 */
#include "run.h"
#include <math.h>
#include <stdint.h>
#include "error.h"
#include "names.h"

#define STACK_MAX \
	0x600000 /* bytes that trees walked inside each other may take; Loris gives 0x800000 */
#define ARGUMENTS_MAX 8

struct frame {
	struct names names;
	bool returns;	     /* the rest of the function is passed over */
	struct value result; /* then */
};

static struct frame script_frame;
static struct frame *frame = &script_frame;
static struct names functions;
static uintptr_t stack_base;

static struct value value_of(const struct node *node);

static struct value arithmetic(const struct node *node, double a, double b)
{
	switch (node->token) {
	case '+':
		return value_number(a + b);
	case '-':
		return value_number(a - b);
	case '*':
		return value_number(a * b);
	case '/':
		return value_number(a / b);
	case '%':
		return value_number(fmod(a, b));
	case '^':
		return value_number(pow(a, b));
	}
	fail(node->line, "no such operator");
}

static bool compares(int token, int order)
{
	switch (token) {
	case TOKEN_EQUAL:
		return order == 0;
	case TOKEN_UNEQUAL:
		return order != 0;
	case '<':
		return order < 0;
	case '>':
		return order > 0;
	case TOKEN_AT_MOST:
		return order <= 0;
	default:
		return order >= 0;
	}
}

static bool is_comparison(int token)
{
	return (token >= TOKEN_EQUAL && token <= TOKEN_AT_LEAST) || token == '<' || token == '>';
}

static struct value operate(const struct node *node, struct value a, struct value b)
{
	if (is_comparison(node->token))
		return value_number(compares(node->token, value_compare(a, b)));
	if (node->token == '+' && (a.type == STRING || b.type == STRING))
		return value_join(a, b);
	if (a.type != NUMBER || b.type != NUMBER)
		fail(node->line, "expected numbers");
	return arithmetic(node, a.number, b.number);
}

static struct value binary(const struct node *node)
{
	struct value a = value_of(node->child[0]);
	struct value b = value_of(node->child[1]);
	struct value result = operate(node, a, b);

	value_drop(a);
	value_drop(b);
	return result;
}

static struct value unary(const struct node *node)
{
	struct value value = value_of(node->child[0]);
	struct value result;

	if (node->token == '-' && value.type != NUMBER)
		fail(node->line, "expected a number");
	result = value_number(node->token == '-' ? -value.number : !value_true(value));
	value_drop(value);
	return result;
}

/* The right side is looked at only if the left one does not decide. */
static struct value and_or(const struct node *node)
{
	struct value left = value_of(node->child[0]);

	if (value_true(left) == (node->token == TOKEN_OR))
		return left;
	value_drop(left);
	return value_of(node->child[1]);
}

static struct value variable(const struct node *node)
{
	struct name *name = names_find(&frame->names, node->name);

	if (!name)
		name = names_find(&script_frame.names, node->name);
	if (!name)
		fail(node->line, "%s has no value yet", node->name);
	return value_hold(name->value);
}

static struct value assign(const struct node *node)
{
	struct value value = value_of(node->child[0]);
	struct name *name = names_find(&frame->names, node->name);

	if (!name)
		name = names_find(&script_frame.names, node->name);
	if (!name)
		name = names_add(&frame->names, node->name);
	value_drop(name->value);
	name->value = value;
	return value_hold(value);
}

static struct value call_function(const struct node *node, const struct node *function,
				  const struct value *argument)
{
	struct frame *caller = frame, called = {0};

	for (unsigned i = 0; i < node->children; i++) {
		struct name *name = names_add(&called.names, function->child[i + 1]->name);

		value_drop(name->value);
		name->value = value_hold(argument[i]);
	}
	frame = &called;
	value_drop(value_of(function->child[0]));
	frame = caller;
	names_end(&called.names);
	return called.result;
}

static struct value call(const struct node *node)
{
	const struct name *name = names_find(&functions, node->name);
	const struct node *function = name ? name->more : NULL;
	const struct builtin *builtin = function ? NULL : builtin_find(node->name);
	unsigned wanted = function ? function->children - 1 : builtin ? builtin->arguments : 0;
	struct value argument[ARGUMENTS_MAX], result;

	if (!function && !builtin)
		fail(node->line, "no function %s", node->name);
	if (node->children != wanted || wanted > ARGUMENTS_MAX)
		fail(node->line, "%s takes %u arguments (of at most %d)", node->name, wanted,
		     ARGUMENTS_MAX);
	for (unsigned i = 0; i < wanted; i++)
		argument[i] = value_of(node->child[i]);
	result = function ? call_function(node, function, argument)
			  : builtin->call(node->line, argument);
	for (unsigned i = 0; i < wanted; i++)
		value_drop(argument[i]);
	return result;
}

static bool holds(const struct node *condition)
{
	struct value value = value_of(condition);
	bool result = value_true(value);

	value_drop(value);
	return result;
}

/* The last value of a block is dropped: only return gives one. */
static void block(const struct node *node)
{
	for (unsigned i = 0; i < node->children && !frame->returns; i++)
		value_drop(value_of(node->child[i]));
}

static struct value statement(const struct node *node)
{
	if (node->kind == BLOCK) {
		block(node);
	} else if (node->kind == WHILE) {
		while (!frame->returns && holds(node->child[0]))
			block(node->child[1]);
	} else if (node->kind == IF) {
		if (holds(node->child[0]))
			block(node->child[1]);
		else if (node->children > 2)
			value_drop(value_of(node->child[2]));
	} else if (node->kind == RETURN) {
		frame->result = node->children ? value_of(node->child[0]) : (struct value){0};
		frame->returns = true;
	} else {
		names_add(&functions, node->name)->more = node;
	}
	return (struct value){0};
}

static struct value walk(const struct node *node)
{
	switch (node->kind) {
	case CONSTANT:
		return value_hold(node->value);
	case VARIABLE:
		return variable(node);
	case ASSIGN:
		return assign(node);
	case UNARY:
		return unary(node);
	case BINARY:
		return binary(node);
	case AND_OR:
		return and_or(node);
	case CALL:
		return call(node);
	default:
		return statement(node);
	}
}

static struct value value_of(const struct node *node)
{
	char here;

	if (stack_base - (uintptr_t)&here > STACK_MAX)
		fail(node->line, "calls inside calls, too many of them");
	return walk(node);
}

void run(const struct node *script)
{
	char here;

	stack_base = (uintptr_t)&here;
	block(script);
	value_drop(script_frame.result);
	names_end(&script_frame.names);
	names_end(&functions);
}
