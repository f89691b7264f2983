/* SPDX-License-Identifier: MIT */
/*
 * Typed characters on their way to programs, with the keys of the kernel's console: Backspace, Ctrl-U,
 * Enter, Ctrl-D. A line can be edited until it is ended; then it is read, in pieces if need be.
 */
#ifndef LORIS_UART_LINE_H
#define LORIS_UART_LINE_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_SIZE 256

struct line {
	char bytes[LINE_SIZE];
	size_t length;
	size_t taken; /* of an ended line: what has been read */
	bool ended;
};

typedef void line_echo(const char *text, size_t length);

/* The line is not ended. True: now it is. */
bool line_type(struct line *line, char c, line_echo *echo);

/* Of an ended line: at most `most` bytes, which stay where they are; 0: it is the end of the input. */
size_t line_peek(const struct line *line, const char **text, size_t most);
/* So many have been read. A line that has been read to its end makes place for the next. */
void line_take(struct line *line, size_t n);

void line_forget(struct line *line);

#endif
