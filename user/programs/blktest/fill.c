// SPDX-License-Identifier: MIT
/* Patterns to the disk and back, in pieces of random sizes. */
#include <stdio.h>
#include "blktest.h"

typedef long piece_function(struct client *, uint64_t seed, uint64_t sector, uint64_t count);

static long write_piece(struct client *client, uint64_t seed, uint64_t sector, uint64_t count)
{
	pattern_make(client->buffer, seed, sector, count);
	return client_write(client, sector, count);
}

/* The buffer holds something else before: a read that does nothing is noticed. */
static long read_piece(struct client *client, uint64_t seed, uint64_t sector, uint64_t count)
{
	long err;

	pattern_make(client->buffer, ~seed, sector, count);
	err = client_read(client, sector, count);
	if (err < 0 || pattern_is(client->buffer, seed, sector, count))
		return err;
	printf("blktest: sectors %llu to %llu are wrong\n", (unsigned long long)sector,
	       (unsigned long long)(sector + count - 1));
	return ERR_IO;
}

static long in_pieces(struct client *client, const struct part *part, piece_function *piece)
{
	uint64_t random = part->seed, sector = part->first, end = sector + part->count;

	while (sector < end) {
		uint64_t blocks = 1 + mix(&random) % (client->most / client->alignment);
		uint64_t count = blocks * client->alignment;
		long err;

		if (count > end - sector)
			count = end - sector;
		err = piece(client, part->seed, sector, count);
		if (err < 0)
			return err;
		sector += count;
	}
	return OK;
}

static long write_all(struct client *client, const struct part *part)
{
	long err = in_pieces(client, part, write_piece);

	return err < 0 ? err : block_flush(client->session);
}

static long said(long err)
{
	if (err < 0)
		printf("blktest: error %ld\n", err);
	return err;
}

long check(struct part *part)
{
	struct client client;
	long err = client_open(&client);

	if (err < 0)
		return said(err);
	err = in_pieces(&client, part, read_piece);
	client_close(&client);
	return said(err);
}

long fill(struct part *part)
{
	struct client client;
	long err = client_open(&client);

	if (err < 0)
		return said(err);
	err = write_all(&client, part);
	client_close(&client);
	return err < 0 ? said(err) : check(part);
}

/* One round with a driver that may end meanwhile. */
static long round_trip(const struct part *part)
{
	struct client client;
	long err = client_open(&client);

	if (err < 0)
		return err;
	err = write_all(&client, part);
	if (err >= 0)
		err = in_pieces(&client, part, read_piece);
	client_close(&client);
	return err;
}

#define DRIVER_ENDS 3

/* ERR_HANDLE: the session's endpoint went with the driver. Any other error is wrong. The last round is
 * with a driver that lives. */
long work(struct part *part)
{
	int ended = 0;

	for (;;) {
		long err = round_trip(part);

		if (err >= 0 && ended >= DRIVER_ENDS)
			return OK;
		if (err < 0 && err != ERR_CLOSED && err != ERR_HANDLE)
			return said(err);
		ended += err < 0;
	}
}
