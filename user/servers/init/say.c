/* SPDX-License-Identifier: MIT */
#include "user/servers/init/say.h"
#include <string.h>
#include "proto/console.h"
#include "user/lib/start.h"

#define LINE_MAX 160

static size_t append(char *line, size_t at, const char *text)
{
	size_t len = strnlen(text, LINE_MAX - 1 - at);

	memcpy(line + at, text, len);
	return at + len;
}

static void write_line(char *line, size_t len)
{
	line[len++] = '\n';
	for (size_t at = 0; at < len; at += MESSAGE_INLINE) {
		size_t piece = len - at < MESSAGE_INLINE ? len - at : MESSAGE_INLINE;

		console_write(start_handle(LORIS_START_CONSOLE), line + at, piece);
	}
}

void say(const char *who, const char *what)
{
	char line[LINE_MAX];

	write_line(line, append(line, append(line, append(line, 0, who), ": "), what));
}

void say_not_program(const char *name, const char *why)
{
	char line[LINE_MAX];

	write_line(line,
		   append(line, append(line, append(line, 0, name), ": not a program: "), why));
}
