// SPDX-License-Identifier: MIT
#include "client.h"
#include "user/lib/servers.h"

#define GOLDEN	     0x9e3779b97f4a7c15u
#define SECTOR_WORDS (SECTOR / sizeof(uint64_t))

static long connect(struct client *client)
{
	long server = loris_server("blk");
	long err;

	if (server < 0)
		return server;
	err = block_connect((handle_t)server, &client->session);
	sys_handle_close((handle_t)server);
	return err;
}

/* The driver and the mapping keep the memory; the handle is needed only to hand it over. */
static long share_buffer(struct client *client)
{
	long memory = sys_memory_create(BUFFER_BYTES, 0);
	long at, err;

	if (memory < 0)
		return memory;
	at = sys_map_into(0, NULL, BUFFER_BYTES, LORIS_PROT_READ | LORIS_PROT_WRITE,
			  (handle_t)memory, 0, 0);
	if (at >= 0)
		client->buffer = (uint64_t *)at;
	err = at < 0 ? at : block_buffer(client->session, BUFFER_BYTES, (handle_t)memory);
	sys_handle_close((handle_t)memory);
	return err;
}

static long ask(struct client *client)
{
	uint64_t sector_size, flags;
	long err = block_info(client->session, &client->sectors, &sector_size, &flags,
			      &client->alignment, &client->most);

	client->read_only = flags & 1;
	return err < 0 ? err : sector_size == SECTOR ? OK : ERR_INVALID;
}

long client_open(struct client *client)
{
	long err;

	*client = (struct client){0};
	err = connect(client);
	if (err < 0)
		return err;
	err = ask(client);
	if (err >= 0)
		err = share_buffer(client);
	if (err < 0)
		client_close(client);
	return err;
}

void client_close(struct client *client)
{
	sys_handle_close(client->session);
	if (client->buffer)
		sys_unmap(client->buffer, BUFFER_BYTES);
	*client = (struct client){0};
}

long client_read(struct client *client, uint64_t sector, uint64_t count)
{
	return block_read(client->session, sector, count, 0);
}

long client_write(struct client *client, uint64_t sector, uint64_t count)
{
	return block_write(client->session, sector, count, 0);
}

uint64_t mix(uint64_t *state)
{
	uint64_t z = *state += GOLDEN;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static uint64_t first_word(uint64_t seed, uint64_t sector)
{
	uint64_t state = seed + sector * GOLDEN;

	return mix(&state);
}

void pattern_make(uint64_t *buffer, uint64_t seed, uint64_t sector, uint64_t count)
{
	for (uint64_t s = 0; s < count; s++) {
		uint64_t word = first_word(seed, sector + s);

		for (unsigned i = 0; i < SECTOR_WORDS; i++)
			*buffer++ = word + i * GOLDEN;
	}
}

bool pattern_is(const uint64_t *buffer, uint64_t seed, uint64_t sector, uint64_t count)
{
	for (uint64_t s = 0; s < count; s++) {
		uint64_t word = first_word(seed, sector + s);

		for (unsigned i = 0; i < SECTOR_WORDS; i++) {
			if (*buffer++ != word + i * GOLDEN)
				return false;
		}
	}
	return true;
}
