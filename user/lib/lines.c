// SPDX-License-Identifier: MIT
/* What POSIX has in <stdio.h> besides C. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include "user/lib/stream.h"

#define FIRST_BYTES 128

/* Room for one more byte and the NUL. */
static bool make_room(char **line, size_t *size, size_t len)
{
	size_t bigger = *size ? *size * 2 : FIRST_BYTES;
	char *moved;

	if (*line && len + 2 <= *size)
		return true;
	moved = realloc(*line, bigger);
	if (!moved)
		return false;
	*line = moved;
	*size = bigger;
	return true;
}

ssize_t getdelim(char **restrict line, size_t *restrict size, int end, FILE *restrict file)
{
	size_t len = 0;
	int c = 0;

	if (!line || !size) {
		errno = EINVAL;
		return -1;
	}
	if (!*line)
		*size = 0;
	while ((len == 0 || c != end) && (c = getc(file)) != EOF) {
		if (!make_room(line, size, len))
			return -1;
		(*line)[len++] = (char)c;
	}
	if (len == 0)
		return -1;
	(*line)[len] = '\0';
	return (ssize_t)len;
}

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict file)
{
	return getdelim(line, size, '\n', file);
}

int vdprintf(int fd, const char *restrict format, va_list args)
{
	char *text;
	int n = vasprintf(&text, format, args);

	if (n < 0)
		return n;
	if (write(fd, text, (size_t)n) != n)
		n = -1;
	free(text);
	return n;
}

int dprintf(int fd, const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vdprintf(fd, format, args);
	va_end(args);
	return n;
}

void flockfile(FILE *file)
{
	if (file->flags & __SBUF)
		__bufio_lock(file);
}

int ftrylockfile(FILE *file)
{
	return file->flags & __SBUF && !loris_lock_try(((struct __file_bufio *)file)->lock);
}

void funlockfile(FILE *file)
{
	if (file->flags & __SBUF)
		__bufio_unlock(file);
}
