// SPDX-License-Identifier: MIT
/*
 * Streams of wide characters. In the one locale there is, C, a character is a byte, and a stream is both: what is
 * read and written are the bytes.
 */
#include <errno.h>
#include <stdio.h>
#include <wchar.h>

static wint_t fail(void)
{
	errno = EILSEQ;
	return WEOF;
}

int fwide(FILE *file, int mode)
{
	(void)file;
	return mode;
}

wint_t fgetwc(FILE *file)
{
	int c = getc(file);

	return c == EOF ? WEOF : btowc(c);
}

wint_t fputwc(wchar_t wide, FILE *file)
{
	int c = wctob((wint_t)wide);

	if (c == EOF)
		return fail();
	return putc(c, file) == EOF ? WEOF : (wint_t)wide;
}

wint_t ungetwc(wint_t wide, FILE *file)
{
	int c = wide == WEOF ? EOF : wctob(wide);

	return c == EOF || ungetc(c, file) == EOF ? WEOF : wide;
}

wchar_t *fgetws(wchar_t *restrict to, int size, FILE *restrict file)
{
	wint_t wide = 0;
	int len = 0;

	while (len + 1 < size && wide != L'\n' && (wide = fgetwc(file)) != WEOF)
		to[len++] = (wchar_t)wide;
	if (size < 1 || len == 0 || ferror(file))
		return NULL;
	to[len] = L'\0';
	return to;
}

int fputws(const wchar_t *restrict from, FILE *restrict file)
{
	for (; *from; from++)
		if (fputwc(*from, file) == WEOF)
			return -1;
	return 0;
}

#undef getwc
#undef putwc
#undef getwchar
#undef putwchar

wint_t getwc(FILE *file)
{
	return fgetwc(file);
}

wint_t putwc(wchar_t wide, FILE *file)
{
	return fputwc(wide, file);
}

wint_t getwchar(void)
{
	return fgetwc(stdin);
}

wint_t putwchar(wchar_t wide)
{
	return fputwc(wide, stdout);
}
