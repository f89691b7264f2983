// SPDX-License-Identifier: MIT
/* There is one locale, C, in which a character is a byte: none needs more than one char16_t. */
#include <errno.h>
#include <uchar.h>

#define SURROGATE_FIRST 0xd800
#define SURROGATE_LAST	0xdfff

size_t mbrtoc32(char32_t *restrict to, const char *restrict from, size_t len,
		mbstate_t *restrict state)
{
	static mbstate_t own;
	wchar_t wide = 0;
	size_t n = mbrtowc(&wide, from ? from : "", from ? len : 1, state ? state : &own);

	if (to && from && n <= len)
		*to = (char32_t)wide;
	return n;
}

size_t c32rtomb(char *restrict to, char32_t from, mbstate_t *restrict state)
{
	static mbstate_t own;

	return wcrtomb(to, (wchar_t)from, state ? state : &own);
}

size_t mbrtoc16(char16_t *restrict to, const char *restrict from, size_t len,
		mbstate_t *restrict state)
{
	char32_t wide;
	size_t n = mbrtoc32(&wide, from, len, state);

	if (to && from && n <= len)
		*to = (char16_t)wide;
	return n;
}

size_t c16rtomb(char *restrict to, char16_t from, mbstate_t *restrict state)
{
	if (to && from >= SURROGATE_FIRST && from <= SURROGATE_LAST) {
		errno = EILSEQ;
		return (size_t)-1;
	}
	return c32rtomb(to, from, state);
}
