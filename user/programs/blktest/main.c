// SPDX-License-Identifier: MIT
/*
 * Tries the block driver out:
 *
 *	blktest info				what the disk is
 *	blktest fill SEED FIRST COUNT [THREADS]	writes a pattern, flushes, reads it back
 *	blktest check SEED FIRST COUNT [THREADS] only reads it back
 *	blktest wild SEED			requests that are refused; what is on the disk stays
 *	blktest crowd				many processes that each hold a session
 *	blktest throng				more than there are sessions, and they stay
 *	blktest work SEED FIRST COUNT [THREADS]	writes and reads, again and again, until the driver has ended and
 *						come back three times; leaves the pattern of SEED behind
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "blktest.h"
#include "user/lib/thread.h"

#define THREADS_MAX 16
#define BLOCK_MAX   8ull /* sectors */

static long (*const modes[])(struct part *) = {fill, check, work};
static const char *const names[] = {"fill", "check", "work"};

static int say(long failed)
{
	printf("blktest: %s\n", failed ? "FAILED" : "ok");
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int info(void)
{
	struct client client;
	long err = client_open(&client);

	if (err < 0) {
		printf("blktest: no disk: error %ld\n", err);
		return EXIT_FAILURE;
	}
	printf("blktest: %llu sectors, by %llu, %llu at a time%s\n",
	       (unsigned long long)client.sectors, (unsigned long long)client.alignment,
	       (unsigned long long)client.most, client.read_only ? ", read-only" : "");
	client_close(&client);
	return EXIT_SUCCESS;
}

static long in_thread(void *arg)
{
	struct part *part = arg;

	return part->run(part);
}

/* Parts begin at whole blocks, whatever size of those a disk has. */
static struct part part_of(const struct part *whole, uint64_t i, uint64_t of)
{
	uint64_t begin = whole->count * i / of & ~(BLOCK_MAX - 1);
	uint64_t end = whole->count * (i + 1) / of & ~(BLOCK_MAX - 1);
	struct part part = *whole;

	part.first += begin;
	part.count = (i + 1 == of ? whole->count : end) - begin;
	return part;
}

/* Each thread has a part of the sectors to itself, and a session of its own. */
static int in_parts(const struct part *whole, uint64_t threads)
{
	struct part parts[THREADS_MAX];
	int tid[THREADS_MAX];
	long failed = 0;

	for (uint64_t i = 0; i < threads; i++) {
		parts[i] = part_of(whole, i, threads);
		tid[i] = thread_start(in_thread, &parts[i]);
		failed |= tid[i] < 0;
	}
	for (uint64_t i = 0; i < threads; i++) {
		long result = 1;

		if (tid[i] >= 0 && thread_join(tid[i], &result) < 0)
			result = 1;
		failed |= result;
	}
	return say(failed);
}

static int usage(void)
{
	printf("usage: blktest info | crowd | throng | wild SEED | fill|check|work SEED FIRST "
	       "COUNT "
	       "[THREADS]\n");
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct part whole = {0};
	uint64_t threads = argc == 6 ? strtoull(argv[5], NULL, 0) : 1;

	if (argc == 2 && strcmp(argv[1], "info") == 0)
		return info();
	if (argc == 2 && strcmp(argv[1], "crowd") == 0)
		return say(crowd());
	if (argc == 2 && strcmp(argv[1], "throng") == 0)
		return say(throng());
	if (argc == 2 && strcmp(argv[1], "hold") == 0)
		return say(hold());
	if (argc == 3 && strcmp(argv[1], "wild") == 0)
		return say(wild(strtoull(argv[2], NULL, 0)));
	if ((argc != 5 && argc != 6) || threads < 1 || threads > THREADS_MAX)
		return usage();
	whole.seed = strtoull(argv[2], NULL, 0);
	whole.first = strtoull(argv[3], NULL, 0);
	whole.count = strtoull(argv[4], NULL, 0);
	for (unsigned i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(argv[1], names[i]) == 0)
			whole.run = modes[i];
	}
	return whole.run ? in_parts(&whole, threads) : usage();
}
