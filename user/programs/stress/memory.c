// SPDX-License-Identifier: MIT
/* Operations on the program's own memory, and on files through it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "user/lib/sys.h"
#include "user/programs/stress/stress.h"

#define PAGE	  LORIS_PAGE_SIZE
#define PAGES_MAX 40
#define HEAP_MAX  20000
#define RW	  (LORIS_PROT_READ | LORIS_PROT_WRITE)

static char *map(struct worker *w, unsigned pages)
{
	long at = sys_map(NULL, (size_t)pages * PAGE, RW);

	expect(w, "mapped", at > 0 ? 1 : at, 1);
	return (char *)at;
}

static void unmap(struct worker *w, char *at, unsigned pages)
{
	expect(w, "unmapped", sys_unmap(at, (size_t)pages * PAGE), 0);
}

/* A word that no other page of any worker holds, at both ends of each page. */
static void mark(struct worker *w, char *at, unsigned pages, uint64_t tag)
{
	for (unsigned i = 0; i < pages; i++) {
		uint64_t *words = (uint64_t *)(at + (size_t)i * PAGE);

		expect(w, "a new page", words[0] == 0 && words[PAGE / 8 - 1] == 0, 1);
		words[0] = words[PAGE / 8 - 1] = tag + i;
	}
}

static void check_mark(struct worker *w, char *at, unsigned i, uint64_t tag)
{
	uint64_t *words = (uint64_t *)(at + (size_t)i * PAGE);

	expect(w, "a page's first word", words[0] == tag + i, 1);
	expect(w, "a page's last word", words[PAGE / 8 - 1] == tag + i, 1);
}

/*
 * Takes a page out of the middle: the rest keeps what it holds. The hole is not ours any more,
 * another worker may have something there by now, so what is left is given back in two parts.
 */
void op_map(struct worker *w)
{
	unsigned pages = 2 + (unsigned)draw(w, PAGES_MAX), hole = 1 + (unsigned)draw(w, pages - 1);
	uint64_t tag = draw(w, UINT64_MAX);
	char *at = map(w, pages), *in_hole = at + (size_t)hole * PAGE;

	mark(w, at, pages, tag);
	unmap(w, in_hole, 1);
	if (draw(w, 2))
		sys_yield();
	for (unsigned i = 0; i < pages; i++) {
		if (i != hole)
			check_mark(w, at, i, tag);
	}
	unmap(w, at, hole);
	if (hole + 1 < pages)
		unmap(w, in_hole + PAGE, pages - hole - 1);
}

/* The kernel writes on the program's behalf only where the program itself may. */
void op_protect(struct worker *w)
{
	unsigned pages = 1 + (unsigned)draw(w, PAGES_MAX);
	size_t size = (size_t)pages * PAGE;
	uint64_t tag = draw(w, UINT64_MAX);
	char *at = map(w, pages);
	unsigned i = (unsigned)draw(w, pages);

	mark(w, at, pages, tag);
	expect(w, "to read-only", sys_protect(at, size, LORIS_PROT_READ), 0);
	expect(w, "self into read-only", sys_self((void *)(at + (size_t)i * PAGE)), ERR_FAULT);
	check_mark(w, at, i, tag);
	expect(w, "to execute-only", sys_protect(at, size, LORIS_PROT_EXEC), 0);
	expect(w, "read from execute-only", sys_process_create((void *)at), ERR_FAULT);
	expect(w, "back", sys_protect(at, size, RW), 0);
	check_mark(w, at, i, tag);
	at[(size_t)i * PAGE] ^= 1;
	unmap(w, at, pages);
}

void op_heap(struct worker *w)
{
	size_t size = 1 + draw(w, HEAP_MAX), more = size + draw(w, HEAP_MAX), wrong = 0;
	unsigned char fill = (unsigned char)draw(w, 256);
	unsigned char *block = malloc(size);

	expect(w, "malloc", block != NULL, 1);
	memset(block, fill, size);
	if (draw(w, 2))
		sys_yield();
	block = realloc(block, more);
	expect(w, "realloc", block != NULL, 1);
	for (size_t i = 0; i < size; i++)
		wrong += block[i] != fill;
	expect(w, "bytes of a block that changed", (long)wrong, 0);
	free(block);
}

/* The file read by stdio is the file that read() gives, which asks the server each time. */
void op_file(struct worker *w)
{
	char direct[LORIS_IO_MAX], line[LORIS_IO_MAX];
	int fd = open("motd", O_RDONLY);
	FILE *file = fopen("motd", "r");
	long size;

	expect(w, "fopen", file != NULL, 1);
	expect(w, "open", fd >= 0, 1);
	size = read(fd, direct, sizeof(direct));
	expect(w, "read", size > 0 && size < (long)sizeof(direct), 1);
	expect(w, "fread", (long)fread(line, 1, sizeof(line), file), size);
	expect(w, "contents", memcmp(direct, line, (size_t)size), 0);
	expect(w, "close", close(fd), 0);
	expect(w, "fclose", fclose(file), 0);
}
