// SPDX-License-Identifier: MIT
/* Strings and characters, narrow and wide. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>
#include <wchar.h>
#include <wctype.h>
#include "check.h"

#define KIND(x) \
	_Generic((x), char: "char", int: "int", double: "double", char *: "string", default: "other")

_Static_assert(sizeof(char32_t) == 4 && sizeof(u"ab") == 6, "literals of <uchar.h>");

static void check_narrow(void)
{
	char text[100] = "alpha,beta;;gamma", copy[20], *rest = text;

	CHECK(strcmp(strtok(rest, ",;"), "alpha") == 0 && strcmp(strtok(NULL, ",;"), "beta") == 0);
	CHECK(strcmp(strtok(NULL, ",;"), "gamma") == 0 && strtok(NULL, ",;") == NULL);
	CHECK(strstr("a needle in it", "needle") != NULL && strrchr("a/b/c", '/')[1] == 'c');
	CHECK(strspn("aabbc", "ab") == 4 && strcspn("aabbc", "c") == 4 &&
	      strpbrk("xyz", "zy")[0] == 'y');
	CHECK(strncmp("abcd", "abce", 3) == 0 && strcmp("a", "\xff") < 0 &&
	      memcmp("\0a", "\0b", 2) < 0);
	memset(copy, 'x', sizeof(copy));
	strncpy(copy, "ab", 5);
	CHECK(memcmp(copy, "ab\0\0\0x", 6) == 0 && strlen(strcat(strcpy(text, "one"), "two")) == 6);
	memmove(text + 1, text, 7);
	CHECK(strcmp(text, "oonetwo") == 0 && memchr(text, 't', 7) == text + 4);
	CHECK(strcoll("a", "b") < 0 && strxfrm(copy, "abc", sizeof(copy)) == 3 &&
	      strerror(2)[0] != '\0');
	CHECK(isalpha('a') && !isalpha('1') && isspace('\v') && toupper('q') == 'Q' &&
	      isxdigit('F'));
}

static void check_wide(void)
{
	wchar_t text[50], *end;
	char narrow[50];
	char32_t c32;
	mbstate_t mb = {0};

	CHECK(mbstowcs(text, "some text", 50) == 9 && wcscmp(text, L"some text") == 0);
	CHECK(wcstombs(narrow, wcscat(text, L"!"), 50) == 10 && strcmp(narrow, "some text!") == 0);
	CHECK(wcslen(text) == 10 && wcschr(text, L't') == text + 5 && towupper(L'a') == L'A' &&
	      iswdigit(L'5'));
	CHECK(wcstol(L"-42rest", &end, 10) == -42 && *end == L'r' && wcstod(L"2.5", NULL) == 2.5);
	CHECK(wcstold(L"1.5x", &end) == 1.5L && *end == L'x');
	CHECK(swprintf(text, 50, L"%d-%ls-%s", 5, L"wide", "narrow") == 13 &&
	      wcscmp(text, L"5-wide-narrow") == 0);
	CHECK(swprintf(text, 3, L"%d", 12345) < 0);
	CHECK(swscanf(L"7 8.5", L"%d", &(int){0}) == 1);
	CHECK(mbrtoc32(&c32, "A", 1, &mb) == 1 && c32 == U'A' && c32rtomb(narrow, U'B', &mb) == 1 &&
	      *narrow == 'B');
	CHECK(wmemcmp(wmemset(text, L'z', 3), L"zzz", 3) == 0 && btowc('a') == L'a' &&
	      wctob(L'a') == 'a');
}

void check_text(void)
{
	check_narrow();
	check_wide();
	printf("%s %s %s %s\n", KIND(1), KIND(1.0), KIND((char *)0), KIND(1.0f));
}
