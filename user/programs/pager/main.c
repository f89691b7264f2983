// SPDX-License-Identifier: MIT
/*
 * pager [FILE]: demand paging in user space. FILE is shown as memory: the pages of it that a program touches are
 * read from the file when that happens, by a thread that handles the process's page faults, and of all pages
 * only a few are there at a time. The program goes over it forwards and backwards, and compares.
 *
 * How it works, step by step:
 *   1. pager_start() makes an endpoint and names it as the handler of its own page faults (SYS_process_handler);
 *   2. whoever touches a page that is not there stops, and a message with the address arrives there;
 *   3. the pager fills a page, maps it at that address and replies LORIS_FAULT_RESUME;
 *   4. the instruction is done again, and finds the page.
 * A handler in another process does the same with a handle of the process, which the calls take as first argument.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "user/programs/pager/pager.h"

/* Byte by byte: by a reference that read() gives, which needs no pager. */
static bool in_order(const struct pager *pager, int fd)
{
	char block[512];
	size_t at = 0;
	long n;

	while ((n = read(fd, block, sizeof(block))) > 0) {
		if (memcmp(pager->base + at, block, (size_t)n) != 0)
			return false;
		at += (size_t)n;
	}
	return n == 0 && at == pager->size;
}

/* From the end: all pages once more, as those that are there are the last ones. */
static bool backwards(const struct pager *pager)
{
	unsigned long forward = 0, backward = 0;

	for (size_t i = 0; i < pager->size; i++)
		forward = forward * 31 + (unsigned char)pager->base[i];
	for (size_t i = pager->size, power = 1; i-- > 0; power *= 31)
		backward += power * (unsigned char)pager->base[i];
	return forward == backward;
}

static int run(struct pager *pager, int fd)
{
	bool same = in_order(pager, fd) && backwards(pager);

	printf("pager: %zu bytes, %lu pages filled, at most %d at a time: %s\n", pager->size,
	       pager->filled, PAGER_FRAMES, same ? "ok" : "WRONG");
	return !same;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "pager";
	struct pager pager = {.file = open(name, O_RDONLY)};
	int fd = open(name, O_RDONLY);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size == 0) {
		printf("pager: %s cannot be read, or is empty\n", name);
		return 1;
	}
	pager.size = (size_t)st.st_size;
	if (pager_start(&pager) < 0) {
		puts("pager: no endpoint, or no thread");
		return 1;
	}
	return run(&pager, fd);
}
