// SPDX-License-Identifier: MIT
/*
 * memhog [touch|free|hold|files]: takes memory until it is refused.
 *	memhog		maps and touches in ever smaller pieces until it gets not one page more
 *	memhog touch	maps far more than there can be in one call
 *	memhog hold	as memhog, and keeps it until it is killed
 *	memhog files	writes a file until it is refused, then as memhog hold
 *	memhog free	three times memhog, giving all back each time; the later rounds must get as much
 *
 * Being refused is the expected end, exit status 0: ERR_QUOTA where a process may not have all that the machine
 * has, ERR_NO_MEMORY where the machine has no more.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/err.h"
#include "user/lib/sys.h"

#define FIRST_PIECE (4 * 1024 * 1024)
#define PIECES_MAX  4096
#define TOO_MUCH    (128ull << 30) /* half of user space: no address is missing, only memory */
#define ROUNDS	    3

/* Not from malloc, which would compete for the memory that is being counted. */
static struct {
	char *at;
	size_t size;
} pieces[PIECES_MAX];
static int piece_count;

/*
 * Pages come when they are touched. The kernel touches for us first, since it can say that there is
 * no more where a plain store would end the process.
 */
static long touch(char *page)
{
	long err = sys_self((struct loris_self *)page);

	if (err >= 0)
		((volatile char *)page)[LORIS_PAGE_SIZE - 1] = 1;
	return err;
}

static long map_piece(size_t size)
{
	long at = sys_map(NULL, size, LORIS_PROT_READ | LORIS_PROT_WRITE);

	if (at < 0)
		return at;
	pieces[piece_count].at = (char *)at;
	pieces[piece_count++].size = size;
	for (size_t i = 0; i < size; i += LORIS_PAGE_SIZE) {
		long err = touch((char *)at + i);

		if (err < 0)
			return err;
	}
	return at;
}

/*
 * Returns how many bytes it got; *refusal is the error that ended it. The table is written and a
 * line is printed first: what that needs of memory must be there when nothing else is.
 */
static size_t take_all(long *refusal)
{
	size_t total = 0, size = FIRST_PIECE;

	memset(pieces, 0, sizeof(pieces));
	puts("memhog: taking all there is");
	*refusal = OK;
	while (size >= LORIS_PAGE_SIZE && piece_count < PIECES_MAX) {
		long at = map_piece(size);

		if (at < 0) {
			*refusal = at;
			size /= 2;
		} else {
			total += size;
		}
	}
	return total;
}

static int give_back(void)
{
	int failed = 0;

	while (piece_count > 0) {
		piece_count--;
		failed += sys_unmap(pieces[piece_count].at, pieces[piece_count].size) != OK;
	}
	return failed;
}

static int say(size_t total, long refusal)
{
	printf("memhog: got %zu KiB, refused: %s\n", total / 1024, err_name(refusal));
	fflush(stdout); /* into a pipe, too: `hold` goes on */
	return refusal != ERR_NO_MEMORY && refusal != ERR_QUOTA;
}

/* With nothing left, malloc must say so too, and live: less than this might yet find a place, and no page when it is
 * touched. */
static int hog(void)
{
	long refusal;
	size_t total = take_all(&refusal);
	int wrong = say(total, refusal);

	if (malloc(TOO_MUCH) || errno != ENOMEM) {
		puts("memhog: malloc found memory where there is none");
		wrong = 1;
	}
	return wrong;
}

/* As much as the file system gives, which is memory, too. */
static void fill_a_file(void)
{
	static char some[65536];
	FILE *file = fopen("memhog", "w");
	size_t total = 0;

	while (file && fwrite(some, sizeof(some), 1, file))
		total += sizeof(some);
	if (file)
		fclose(file);
	printf("memhog: wrote %zu KiB\n", total / 1024);
}

static int hog_and_free(void)
{
	size_t first = 0;

	for (int i = 0; i < ROUNDS; i++) {
		long refusal;
		size_t total = take_all(&refusal);

		if (say(total, refusal) || give_back())
			return 1;
		first = i == 0 ? total : first;
		if (total < first / 10 * 9) {
			puts("memhog: memory that was given back is missing");
			return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 1)
		return hog();
	if (strcmp(argv[1], "hold") == 0)
		return hog() || sys_sleep(UINT64_MAX) < 0;
	if (strcmp(argv[1], "files") == 0) {
		fill_a_file();
		return hog() || sys_sleep(UINT64_MAX) < 0;
	}
	if (strcmp(argv[1], "touch") == 0)
		return say(0, sys_map(NULL, TOO_MUCH, LORIS_PROT_READ | LORIS_PROT_WRITE));
	if (strcmp(argv[1], "free") == 0)
		return hog_and_free();
	puts("usage: memhog [touch|free|hold|files]");
	return 2;
}
