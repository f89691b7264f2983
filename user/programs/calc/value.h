/* SPDX-License-Identifier: MIT */
/* What a variable holds. A string is shared by counting; it never changes. */
#ifndef CALC_VALUE_H
#define CALC_VALUE_H

#include <stdbool.h>
#include <stddef.h>

enum type { NIL, NUMBER, STRING };

struct string {
	unsigned refs;
	size_t len;
	char text[]; /* NUL-ended */
};

struct value {
	enum type type;
	union {
		double number;
		struct string *string;
	};
};

struct value value_number(double number);

/* A copy of the text. */
struct value value_string(const char *text, size_t len);

/* The two, one behind the other. */
struct value value_join(struct value a, struct value b);

/* One more holder; one less. */
struct value value_hold(struct value value);
void value_drop(struct value value);

/* nil, 0 and "" are false. */
bool value_true(struct value value);

/* Below, at or above 0 as a is before, like or behind b; values of different types are in order of type. */
int value_compare(struct value a, struct value b);

#define VALUE_TEXT_MAX 32
/* As print shows it. A number is written into buffer. */
const char *value_text(struct value value, char buffer[VALUE_TEXT_MAX]);

#endif
