// SPDX-License-Identifier: MIT
/* scanf. */
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include "check.h"

#define NAME "hosted.scan"

static void check_integers(void)
{
	signed char tiny;
	short small;
	int a = 0, b = 0, c = 0, n = 0;
	long many;
	unsigned long most;
	ptrdiff_t distance;
	size_t size;

	CHECK(sscanf("12 -34", "%d%i%n", &a, &b, &n) == 2 && a == 12 && b == -34 && n == 6);
	CHECK(sscanf("0x1f 017 0", "%i %i %i", &a, &b, &c) == 3 && a == 31 && b == 15 && c == 0);
	CHECK(sscanf("123456", "%3d%2d%*d%n", &a, &b, &n) == 2 && a == 123 && b == 45 && n == 6);
	CHECK(sscanf("300 70000", "%hhd %hd", &tiny, &small) == 2 && tiny == 44 && small == 4464);
	CHECK(sscanf("99999999999999999999", "%ld", &many) == 1 && many == LONG_MAX);
	CHECK(sscanf("-99999999999999999999", "%ld", &many) == 1 && many == LONG_MIN);
	CHECK(sscanf("-1 ff", "%lu %lx", &most, &most) == 2 && most == 0xff);
	CHECK(sscanf("-5 5", "%td %zu", &distance, &size) == 2 && distance == -5 && size == 5);
	CHECK(sscanf("x", "%d", &a) == 0 && sscanf("", "%d", &a) == EOF &&
	      sscanf(" ", "%d", &a) == EOF);
	CHECK(sscanf("5 x", "%d %d", &a, &b) == 1 && sscanf("5 ", "%d %d", &a, &b) == 1);
}

static void check_fractions(void)
{
	long double wide;
	double value;
	float single;
	char rest[10];

	CHECK(sscanf("0.1 1e-5", "%lf %f", &value, &single) == 2 && value == 0.1 &&
	      single == 1e-5f);
	CHECK(sscanf("1.25e2x", "%Lf%9s", &wide, rest) == 2 && wide == 125 && rest[0] == 'x');
	CHECK(sscanf("0x1.8p1", "%la", &value) == 1 && value == 3);
	CHECK(sscanf("-inf", "%lf", &value) == 1 && value < 0 && value * 0 != 0);
	CHECK(sscanf("123.456", "%4lf%9s", &value, rest) == 2 && value == 123 &&
	      strcmp(rest, "456") == 0);
	CHECK(sscanf(".", "%lf", &value) == 0 && sscanf("-", "%lf", &value) == 0);
}

static void check_texts(void)
{
	char a[20] = "", b[20] = "";
	wchar_t wide[20];
	int n = -1;

	CHECK(sscanf("hello world", "%[a-z] %s", a, b) == 2 && strcmp(b, "world") == 0);
	CHECK(sscanf("a]b-c", "%[]a]%[^-]", a, b) == 2 && strcmp(a, "a]") == 0 &&
	      strcmp(b, "b") == 0);
	CHECK(sscanf("key=value", "%[^=]=%n%s", a, &n, b) == 2 && n == 4 &&
	      strcmp(b, "value") == 0);
	CHECK(sscanf("a-z", "%[a-]%s", a, b) == 2 && strcmp(a, "a-") == 0);
	CHECK(sscanf("longword", "%4s%3c", a, b) == 2 && strcmp(a, "long") == 0 && b[2] == 'r');
	CHECK(sscanf(" x", "%c", a) == 1 && a[0] == ' ' && sscanf(" x", " %c", a) == 1 &&
	      a[0] == 'x');
	CHECK(sscanf("50 %", "%*d%%%n", &n) == 0 && n == 4);
	CHECK(sscanf("wide text", "%ls %l[a-s]", wide, wide + 10) == 1 &&
	      wcscmp(wide, L"wide") == 0);
	CHECK(sscanf("w", "%lc", wide) == 1 && wide[0] == L'w');
	CHECK(swscanf(L"7 wide", L"%d %ls", &n, wide) == 2 && n == 7 && wide[3] == L'e');
}

/* What does not belong to a number stays there. */
static void check_file(void)
{
	FILE *file = fopen(NAME, "w+");
	int number;
	char word[10];

	CHECK(file && fputs("12abc\n-x 0z", file) >= 0);
	rewind(file);
	CHECK(fscanf(file, "%d", &number) == 1 && number == 12 && ftell(file) == 2);
	CHECK(fscanf(file, "%9s", word) == 1 && strcmp(word, "abc") == 0 && getc(file) == '\n');
	CHECK(fscanf(file, "%d", &number) == 0 && getc(file) == 'x');
	CHECK(fscanf(file, "%i", &number) == 1 && number == 0 && getc(file) == 'z');
	CHECK(fscanf(file, "%d", &number) == EOF && feof(file));
	fclose(file);
	remove(NAME);
}

void check_scan(void)
{
	check_integers();
	check_fractions();
	check_texts();
	check_file();
}
