/* SPDX-License-Identifier: MIT */
/*
 * Pages are most of what is copied and cleared, so aligned memory moves a word at a time, eight to
 * a round. Memory that is misaligned by the same amount on both sides gets aligned first; a file in
 * the ramdisk is aligned to 4 bytes only, which is why there is a copy by 4 as well.
 */
#include "lib/string.h"

/* Without this the compiler finds that a loop here is a memcpy, and makes it call itself. */
#ifdef __clang__
#define NO_IDIOM __attribute__((no_builtin))
#else
#define NO_IDIOM __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif

typedef uint64_t __attribute__((may_alias)) word;
typedef uint32_t __attribute__((may_alias)) half;

#define WORD sizeof(word)
#define HALF sizeof(half)

static inline size_t misaligned(const void *p, size_t power_of_two)
{
	return (uintptr_t)p & (power_of_two - 1);
}

/*
 * Both pointers are aligned; returns the bytes copied, all but the last few. A round loads before
 * it stores, so that a core which waits for memory does so once; moving down over itself stays
 * right.
 */
#define DEFINE_COPY(name, type)                                              \
	static NO_IDIOM size_t name(void *to, const void *from, size_t size) \
	{                                                                    \
		type *t = to;                                                \
		const type *f = from;                                        \
		const type *rounds_end = f + size / (8 * sizeof(type)) * 8;  \
		const type *end = f + size / sizeof(type);                   \
                                                                             \
		for (; f != rounds_end; f += 8, t += 8) {                    \
			type r0 = f[0], r1 = f[1], r2 = f[2], r3 = f[3];     \
			type r4 = f[4], r5 = f[5], r6 = f[6], r7 = f[7];     \
                                                                             \
			t[0] = r0, t[1] = r1, t[2] = r2, t[3] = r3;          \
			t[4] = r4, t[5] = r5, t[6] = r6, t[7] = r7;          \
		}                                                            \
		while (f != end)                                             \
			*t++ = *f++;                                         \
		return size / sizeof(type) * sizeof(type);                   \
	}

DEFINE_COPY(copy_words, word)
DEFINE_COPY(copy_halves, half)

/* Upwards: right for memory that overlaps when the destination is the lower one. */
static NO_IDIOM void copy_up(unsigned char *t, const unsigned char *f, size_t size)
{
	size_t apart = ((uintptr_t)t ^ (uintptr_t)f) % WORD;
	size_t done;

	if (apart % HALF == 0) {
		for (; size && misaligned(t, apart ? HALF : WORD); size--)
			*t++ = *f++;
		done = apart ? copy_halves(t, f, size) : copy_words(t, f, size);
		t += done;
		f += done;
		size -= done;
	}
	while (size--)
		*t++ = *f++;
}

NO_IDIOM void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	copy_up(to, from, size);
	return to;
}

/* Downwards goes by bytes, as it is rare. */
NO_IDIOM void *memmove(void *to, const void *from, size_t size)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	if ((uintptr_t)t - (uintptr_t)f >= size) {
		copy_up(t, f, size);
		return to;
	}
	while (size--)
		t[size] = f[size];
	return to;
}

NO_IDIOM void *memset(void *to, int byte, size_t size)
{
	unsigned char *t = to;
	word pattern = (unsigned char)byte * 0x0101010101010101ull;
	word *w, *end;

	for (; size && misaligned(t, WORD); size--)
		*t++ = (unsigned char)byte;
	w = (word *)(void *)t;
	for (end = w + size / (8 * WORD) * 8; w != end; w += 8) {
		w[0] = pattern, w[1] = pattern, w[2] = pattern, w[3] = pattern;
		w[4] = pattern, w[5] = pattern, w[6] = pattern, w[7] = pattern;
	}
	t = (unsigned char *)w;
	for (size %= 8 * WORD; size >= WORD; size -= WORD, t += WORD)
		*(word *)(void *)t = pattern;
	while (size--)
		*t++ = (unsigned char)byte;
	return to;
}

NO_IDIOM int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a, *y = b;

	for (; size; size--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

NO_IDIOM size_t strnlen(const char *s, size_t max)
{
	size_t len = 0;

	while (len < max && s[len])
		len++;
	return len;
}

NO_IDIOM size_t strlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return (size_t)(end - s);
}

NO_IDIOM int strncmp(const char *a, const char *b, size_t max)
{
	for (; max; max--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

NO_IDIOM int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

NO_IDIOM char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)(uintptr_t)s;
}

NO_IDIOM char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do
		if (*s == (char)c)
			last = s;
	while (*s++);
	return (char *)(uintptr_t)last;
}
