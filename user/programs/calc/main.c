// SPDX-License-Identifier: MIT
/*
 * calc [FILE]: runs a script in a small language (parse.c has its grammar), from its standard input if no
 * file is named. Numbers are doubles; variables, functions, loops, strings. Status 1 after an error.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "error.h"
#include "run.h"
#include "tree.h"

#define PIECE 4096

static jmp_buf after_failure;

void fail(int line, const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "calc: line %d: ", line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	longjmp(after_failure, 1);
}

void *allocate(void *old, unsigned long size)
{
	void *memory = realloc(old, size);

	if (!memory)
		fail(0, "out of memory");
	return memory;
}

/* All of it, NUL-ended; the caller's. */
static char *read_all(FILE *file)
{
	size_t len = 0, n;
	char *text = NULL;

	do {
		text = allocate(text, len + PIECE + 1);
		n = fread(text + len, 1, PIECE, file);
		len += n;
	} while (n > 0);
	text[len] = '\0';
	return text;
}

static int run_file(FILE *file)
{
	char *text;

	if (setjmp(after_failure))
		return 1;
	text = read_all(file);
	run(parse(text));
	free(text);
	return 0;
}

int main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : stdin;
	int result;

	if (!file) {
		fprintf(stderr, "calc: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	result = run_file(file);
	if (file != stdin)
		fclose(file);
	return fflush(stdout) == 0 ? result : 1;
}
