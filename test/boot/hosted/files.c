// SPDX-License-Identifier: MIT
/* Streams and files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "check.h"

#define NAME  "hosted.tmp"
#define OTHER "hosted.new"
#define LARGE 300000

static void check_text_file(void)
{
	FILE *file = fopen(NAME, "w");
	char line[80], word[20];
	int number;

	CHECK(file != NULL);
	for (int i = 0; i < 100; i++)
		CHECK(fprintf(file, "line %d\n", i) > 0);
	CHECK(fputs("the last, without its end", file) >= 0 && fclose(file) == 0);
	file = fopen(NAME, "r");
	CHECK(fscanf(file, "%19s %d", word, &number) == 2 && strcmp(word, "line") == 0 &&
	      number == 0);
	CHECK(fgets(line, sizeof(line), file) && strcmp(line, "\n") == 0);
	CHECK(fgets(line, 4, file) && strcmp(line, "lin") == 0);
	CHECK(ungetc('X', file) == 'X' && getc(file) == 'X' && getc(file) == 'e');
	while (fgets(line, sizeof(line), file))
		;
	CHECK(strcmp(line, "the last, without its end") == 0 && feof(file) && !ferror(file));
	clearerr(file);
	CHECK(!feof(file) && fseek(file, -3, SEEK_END) == 0 && getc(file) == 'e');
	CHECK(putc('x', file) == EOF);
	fclose(file);
}

/* Through fwrite in pieces of all sizes, and back in others. */
static void check_large_file(void)
{
	unsigned char *out = malloc(LARGE), *in = calloc(LARGE + 10, 1);
	FILE *file = fopen(NAME, "w+b");
	size_t done = 0, n;
	fpos_t middle;

	for (int i = 0; i < LARGE; i++)
		out[i] = (unsigned char)(i * 31 + i / 257);
	for (size_t part = 1; done < LARGE; done += n, part = part * 3 % 40009) {
		n = part < LARGE - done ? part : LARGE - done;
		CHECK(fwrite(out + done, 1, n, file) == n);
		if (done < 1000 && done + n >= 1000)
			CHECK(fgetpos(file, &middle) == 0);
	}
	CHECK(ftell(file) == LARGE);
	rewind(file);
	CHECK(getc(file) == out[0] && fread(in + 1, 1, 10, file) == 10);
	CHECK(fread(in + 11, 7, LARGE, file) == (LARGE - 11) / 7 && feof(file));
	in[0] = out[0];
	CHECK(memcmp(in, out, LARGE / 7 * 7) == 0);
	CHECK(fseek(file, 1000, SEEK_SET) == 0 && fwrite("changed", 1, 7, file) == 7);
	CHECK(fseek(file, -2, SEEK_CUR) == 0 && getc(file) == 'e' && getc(file) == 'd');
	CHECK(getc(file) == out[1007] && fsetpos(file, &middle) == 0 && ftell(file) >= 1000);
	fclose(file);
	free(in);
	free(out);
}

static void check_renaming(void)
{
	FILE *file;

	remove(OTHER);
	CHECK(rename(NAME, OTHER) == 0 && fopen(NAME, "r") == NULL);
	CHECK(fopen(OTHER, "wx") == NULL);
	file = fopen(OTHER, "a+");
	CHECK(file && fputs("end", file) >= 0 && ftell(file) == LARGE + 3);
	CHECK(fseek(file, 0, SEEK_SET) == 0 && fputs("+", file) >= 0 && ftell(file) == LARGE + 4);
	CHECK(fseek(file, -1, SEEK_CUR) == 0 && getc(file) == '+' && ungetc('!', file) == '!' &&
	      ftell(file) == LARGE + 3);
	CHECK(freopen(OTHER, "rb", file) == file && fseek(file, LARGE, SEEK_SET) == 0 &&
	      getc(file) == 'e');
	fclose(file);
	CHECK(remove(OTHER) == 0 && remove(OTHER) != 0);
	file = tmpfile();
	CHECK(file && fputs("gone afterwards", file) >= 0);
	rewind(file);
	CHECK(getc(file) == 'g' && fclose(file) == 0);
}

static void check_buffers(void)
{
	static char buffer[1000];
	FILE *file = fopen(NAME, "w+");

	CHECK(setvbuf(file, buffer, _IOFBF, sizeof(buffer)) == 0);
	CHECK(fwprintf(file, L"%ls %d %s\n", L"wide", 5, "narrow") == 14);
	rewind(file);
	CHECK(fgetwc(file) == L'w' && ungetwc(L'W', file) == L'W' && getwc(file) == L'W');
	fclose(file);
	file = fopen(NAME, "w");
	CHECK(setvbuf(file, NULL, _IONBF, 0) == 0 && putc('a', file) == 'a' &&
	      fwrite("bcd", 1, 3, file) == 3);
	fclose(file);
	file = fopen(NAME, "r");
	CHECK(fread(buffer, 1, 10, file) == 4 && memcmp(buffer, "abcd", 4) == 0);
	CHECK(fwrite(buffer, 1, 1, file) == 0 && ferror(file));
	fclose(file);
	file = fopen(NAME, "a");
	CHECK(fread(buffer, 1, 1, file) == 0 && ferror(file) && !feof(file));
	clearerr(file);
	CHECK(fgets(buffer, 10, file) == NULL && ferror(file));
	fclose(file);
	remove(NAME);
}

static int by_putc(FILE *file)
{
	return putc('x', file);
}

static int by_fputs(FILE *file)
{
	return fputs("text", file);
}

static int by_printf(FILE *file)
{
	return fprintf(file, "%d", 5);
}

static int by_putwc(FILE *file)
{
	return fputwc(L'x', file) == WEOF ? EOF : 0;
}

static int by_getc(FILE *file)
{
	return getc(file);
}

static int by_scanf(FILE *file)
{
	int number;

	return fscanf(file, "%d", &number);
}

static int by_getwc(FILE *file)
{
	return fgetwc(file) == WEOF ? EOF : 0;
}

/* Who reads until the end or an error must see one of them; after scanf glibc shows none. */
static void check_refused(const char *mode, int (*way)(FILE *))
{
	FILE *file = fopen(NAME, mode);

	errno = 0;
	CHECK(way(file) < 0 && errno == EBADF && !feof(file) && (ferror(file) || way == by_scanf));
	clearerr(file);
	CHECK(!ferror(file));
	fclose(file);
}

/* It has come once: then it stays, though the file grows. */
static void check_end(void)
{
	FILE *out = fopen(NAME, "w"), *in = fopen(NAME, "r");
	char byte;

	CHECK(getc(in) == EOF && feof(in));
	CHECK(fputs("5", out) >= 0 && fflush(out) == 0);
	CHECK(getc(in) == EOF && fread(&byte, 1, 1, in) == 0 && feof(in) && !ferror(in));
	clearerr(in);
	CHECK(getc(in) == '5' && getc(in) == EOF && ungetc('6', in) == '6' && !feof(in));
	CHECK(getc(in) == '6' && getc(in) == EOF && feof(in));
	fclose(in);
	fclose(out);
}

static void check_indicators(void)
{
	int (*const out[])(FILE *) = {by_putc, by_fputs, by_printf, by_putwc};
	int (*const in[])(FILE *) = {by_getc, by_scanf, by_getwc};

	check_end();
	for (size_t i = 0; i < sizeof(out) / sizeof(out[0]); i++)
		check_refused("r", out[i]);
	for (size_t i = 0; i < sizeof(in) / sizeof(in[0]); i++)
		check_refused("w", in[i]);
	remove(NAME);
}

void check_files(void)
{
	check_text_file();
	check_large_file();
	check_renaming();
	check_buffers();
	check_indicators();
	fprintf(stdout, "%-10s|%5d|%.*s\n", "stdout", 7, 2, "too long");
	CHECK(fopen("no/such/file", "r") == NULL);
}
