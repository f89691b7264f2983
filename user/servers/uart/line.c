// SPDX-License-Identifier: MIT
#include "user/servers/uart/line.h"

#define CTRL(letter) (0x1f & (letter))
#define DELETE	     127

static bool is_continuation(char c) /* of a UTF-8 character */
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void erase_last(struct line *line, line_echo *echo)
{
	if (!line->length)
		return;
	while (line->length > 1 && is_continuation(line->bytes[line->length - 1]))
		line->length--;
	line->length--;
	echo("\b \b", 3);
}

static void insert(struct line *line, char c, line_echo *echo)
{
	if (line->length == LINE_SIZE - 1) { /* the last place is for the end of the line */
		echo("\a", 1);
		return;
	}
	line->bytes[line->length++] = c;
	echo(&c, 1);
}

/* Ctrl-D ends a line without a newline: alone it is the end of the input. */
static bool end(struct line *line, bool newline, line_echo *echo)
{
	if (newline) {
		line->bytes[line->length++] = '\n';
		echo("\n", 1);
	}
	line->ended = true;
	return true;
}

bool line_type(struct line *line, char c, line_echo *echo)
{
	if (c == '\r' || c == '\n')
		return end(line, true, echo);
	if (c == CTRL('D'))
		return end(line, false, echo);
	if (c == CTRL('H') || c == DELETE) {
		erase_last(line, echo);
	} else if (c == CTRL('U')) {
		while (line->length)
			erase_last(line, echo);
	} else if ((unsigned char)c >= ' ' || c == '\t') {
		insert(line, c, echo);
	}
	return false;
}

size_t line_peek(const struct line *line, const char **text, size_t most)
{
	size_t left = line->length - line->taken;

	*text = line->bytes + line->taken;
	return most < left ? most : left;
}

void line_take(struct line *line, size_t n)
{
	line->taken += n;
	if (line->taken == line->length)
		line_forget(line);
}

void line_forget(struct line *line)
{
	*line = (struct line){0};
}
