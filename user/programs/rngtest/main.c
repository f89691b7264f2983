// SPDX-License-Identifier: MIT
/*
 *	rngtest BYTES	asks the driver for so many and looks at them; prints the first 16
 *	rngtest wild	requests that are refused
 *	rngtest silent	asks a device that has stopped to answer, again and again; how long that takes
 *
 * That bytes are random cannot be shown; that they are constant, counted or handed out twice can.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "proto/rng.h"
#include "user/lib/servers.h"

#define BYTES_MAX 65536
#define SHOWN	  16
#define REFUSALS  5
#define MS	  1000000

static uint8_t bytes[BYTES_MAX];
static long failed;

static void expect(const char *what, long got, long want)
{
	if (got == want)
		return;
	printf("rngtest: %s: %ld instead of %ld\n", what, got, want);
	failed = 1;
}

/* In requests of all sizes. */
static void get_all(handle_t server, size_t count)
{
	size_t have = 0, want = 1;

	while (have < count && !failed) {
		size_t n = want < count - have ? want : count - have;

		expect("get", rng_get(server, n, bytes + have, n), (long)n);
		have += n;
		want = want % MESSAGE_INLINE + 1;
	}
}

/* Each bit is set in half of the bytes, by eight standard deviations: sqrt(count) / 2 is one. */
static void look_at_bits(size_t count)
{
	for (int bit = 0; bit < 8; bit++) {
		long difference = 0;

		for (size_t i = 0; i < count; i++)
			difference += bytes[i] >> bit & 1 ? 1 : -1;
		if (difference * difference > 64 * (long)count) {
			printf("rngtest: bit %d is not even: %ld\n", bit, difference);
			failed = 1;
		}
	}
}

/* Eight bytes come twice in 64 KiB with a probability of 2^-33. */
static void look_for_repeats(size_t count)
{
	for (size_t i = 0; i + 8 <= count; i += 8) {
		for (size_t j = i + 8; j + 8 <= count; j += 8) {
			if (memcmp(bytes + i, bytes + j, 8) == 0) {
				printf("rngtest: bytes %zu and %zu repeat\n", i, j);
				failed = 1;
				return;
			}
		}
	}
}

static void show(void)
{
	printf("rngtest: ");
	for (int i = 0; i < SHOWN; i++)
		printf("%02x", bytes[i]);
	printf("\n");
}

static void wild(handle_t server)
{
	expect("nothing", rng_get(server, 0, bytes, sizeof(bytes)), ERR_INVALID);
	expect("57 bytes", rng_get(server, MESSAGE_INLINE + 1, bytes, sizeof(bytes)), ERR_INVALID);
	expect("2^64 - 1 bytes", rng_get(server, UINT64_MAX, bytes, sizeof(bytes)), ERR_INVALID);
	for (uint64_t opcode = 0; opcode < 256; opcode++) {
		struct message m = {.word = {opcode}};

		if (opcode == RNG_GET)
			continue;
		expect("unknown call", ipc_call(server, &m), OK);
		expect("unknown call's result", (long)m.word[0], ERR_NO_CALL);
	}
	get_all(server, SHOWN);
}

/* Who asks it often must not have everybody else wait for it. */
static void silent(handle_t server)
{
	long begun = sys_clock();

	for (int i = 0; i < REFUSALS; i++)
		expect("get", rng_get(server, MESSAGE_INLINE, bytes, sizeof(bytes)), ERR_IO);
	printf("rngtest: refused for %ld ms\n", (sys_clock() - begun) / MS);
}

int main(int argc, char **argv)
{
	size_t count = argc == 2 ? strtoull(argv[1], NULL, 0) : 0;
	long server = loris_server("rng");

	if (server < 0 || count > BYTES_MAX) {
		printf("rngtest: no server: error %ld\n", server);
		return EXIT_FAILURE;
	}
	if (count >= SHOWN) {
		get_all((handle_t)server, count);
		look_at_bits(count);
		look_for_repeats(count);
		show();
	} else if (argc == 2 && strcmp(argv[1], "silent") == 0) {
		silent((handle_t)server);
	} else {
		wild((handle_t)server);
	}
	printf("rngtest: %s\n", failed ? "FAILED" : "ok");
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
