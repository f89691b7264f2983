/* SPDX-License-Identifier: MIT */
/* File contents and pipes of ramfs, against the plainest models there are: arrays of bytes. */
#include "test/host/support.h"
#include "user/servers/ramfs/data.h"
#include "user/servers/ramfs/pipe.h"

#define MODEL_MAX 40000

struct model {
	uint8_t bytes[MODEL_MAX];
	size_t size;
};

static void assert_same(const struct data *d, const struct model *m)
{
	static uint8_t read[MODEL_MAX + 1];

	assert_int_equal(d->size, m->size);
	assert_int_equal(data_read(d, 0, read, sizeof(read)), m->size);
	assert_memory_equal(read, m->bytes, m->size);
}

static void fill(struct rng *r, uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)rng_next(r);
}

static void model_resize(struct model *m, size_t size)
{
	if (size > m->size)
		memset(m->bytes + m->size, 0, size - m->size);
	m->size = size;
}

static void write_both(struct rng *r, struct data *d, struct space *s, struct model *m)
{
	static uint8_t piece[9000];
	size_t at = rng_below(r, MODEL_MAX - sizeof(piece)), n = rng_below(r, sizeof(piece));

	fill(r, piece, n);
	assert_int_equal(data_write(d, s, at, piece, n), n);
	if (n && at > m->size)
		model_resize(m, at);
	memcpy(m->bytes + at, piece, n);
	m->size = n && at + n > m->size ? at + n : m->size;
}

static void read_both(struct rng *r, const struct data *d, const struct model *m)
{
	uint8_t piece[5000];
	size_t at = rng_below(r, MODEL_MAX), n = rng_below(r, sizeof(piece));
	size_t there = at < m->size ? m->size - at : 0;

	there = there < n ? there : n;
	assert_int_equal(data_read(d, at, piece, n), there);
	assert_memory_equal(piece, m->bytes + at, there);
}

/* Begins with bytes that lie elsewhere and must stay as they are. */
static void contents_are_those_of_an_array(void **state)
{
	static struct model m;
	struct space s = {.max = 1 << 20};
	struct rng r = rng_seeded();
	uint8_t *origin, *before;

	(void)state;
	for (int round = 0; round < 20; round++) {
		size_t size = rng_below(&r, 20000);
		struct data d = {.size = size, .origin_size = size};

		m.size = size;
		fill(&r, m.bytes, size);
		d.origin = origin = exact_copy(m.bytes, size);
		before = exact_copy(m.bytes, size);
		for (int i = 0; i < 200; i++) {
			switch (rng_below(&r, 4)) {
			case 0:
				model_resize(&m, rng_below(&r, MODEL_MAX));
				assert_int_equal(data_resize(&d, &s, m.size), OK);
				break;
			case 1:
				write_both(&r, &d, &s, &m);
				break;
			default:
				read_both(&r, &d, &m);
			}
		}
		assert_same(&d, &m);
		assert_memory_equal(origin, before, size);
		data_clear(&d, &s);
		assert_int_equal(s.used, 0);
		free(origin);
		free(before);
	}
}

static void what_is_not_written_takes_no_memory(void **state)
{
	static const uint8_t origin[100000];
	struct space s = {.max = 1 << 20};
	struct data d = {.size = sizeof(origin), .origin = origin, .origin_size = sizeof(origin)};
	uint8_t byte;

	(void)state;
	assert_int_equal(data_read(&d, 99999, &byte, 1), 1);
	assert_int_equal(s.used, 0);
	assert_int_equal(data_write(&d, &s, 50000, "x", 1), 1);
	assert_true(s.used >= BLOCK_SIZE && s.used < 2 * BLOCK_SIZE);
	data_clear(&d, &s);
}

static void a_full_space_says_so(void **state)
{
	static uint8_t much[10 * BLOCK_SIZE];
	struct space s = {.max = 5 * BLOCK_SIZE};
	struct data d = {0};

	(void)state;
	/* The table takes some, so the fifth block is too much. */
	assert_int_equal(data_write(&d, &s, 0, much, sizeof(much)), 4 * BLOCK_SIZE);
	assert_int_equal(data_write(&d, &s, d.size, much, 1), ERR_NO_MEMORY);
	assert_int_equal(d.size, 4 * BLOCK_SIZE);
	assert_int_equal(data_write(&d, &s, 5, "y", 1), 1);
	assert_int_equal(data_resize(&d, &s, 0), OK);
	assert_int_equal(s.used, 0);
	assert_int_equal(data_write(&d, &s, 0, much, BLOCK_SIZE), BLOCK_SIZE);
	data_clear(&d, &s);
}

static void sizes_beyond_the_limit_are_refused(void **state)
{
	struct space s = {.max = 30000};
	struct data d = {0};

	(void)state;
	assert_int_equal(data_write(&d, &s, DATA_SIZE_MAX, "x", 1), ERR_INVALID);
	assert_int_equal(data_write(&d, &s, UINT64_MAX, "x", 1), ERR_INVALID);
	assert_int_equal(data_write(&d, &s, DATA_SIZE_MAX - 1, "x", 1), ERR_NO_MEMORY);
	assert_int_equal(data_resize(&d, &s, DATA_SIZE_MAX + 1), ERR_INVALID);
	assert_int_equal(data_resize(&d, &s, DATA_SIZE_MAX), OK);
	assert_int_equal(d.size, DATA_SIZE_MAX);
	assert_int_equal(data_write(&d, &s, 0, NULL, 0), 0);
	data_clear(&d, &s);
	assert_int_equal(s.used, 0);
}

/* Far apart, and let go of from the end on: the memory of each goes with it, and what lies before stays. */
static void a_byte_here_and_there_takes_little(void **state)
{
	struct space s = {.max = 1 << 20};
	struct data d = {0};
	uint8_t byte;

	(void)state;
	assert_int_equal(data_write(&d, &s, DATA_SIZE_MAX - 1, "x", 1), 1);
	assert_true(s.used < 64 << 10);
	assert_int_equal(data_read(&d, DATA_SIZE_MAX - 1, &byte, 1), 1);
	assert_int_equal(byte, 'x');
	for (uint64_t at = 0; at < 100 * LEAF_BLOCKS; at++)
		if (at % LEAF_BLOCKS < 2)
			assert_int_equal(data_write(&d, &s, at * BLOCK_SIZE, "y", 1), 1);
	for (uint64_t at = 100 * LEAF_BLOCKS; at--;) {
		size_t used = s.used;

		if (at % LEAF_BLOCKS > 1)
			continue;
		assert_int_equal(data_resize(&d, &s, at * BLOCK_SIZE + 1), OK);
		assert_int_equal(data_read(&d, at * BLOCK_SIZE, &byte, 1), 1);
		assert_int_equal(byte, 'y');
		assert_true(s.used <= used);
	}
	assert_true(s.used < 64 << 10);
	data_clear(&d, &s);
	assert_int_equal(s.used, 0);
}

/* ---- pipes ------------------------------------------------------------------------------------------ */

static void a_pipe_gives_what_it_got(void **state)
{
	struct ring ring = {.bytes = malloc(PIPE_SIZE)};
	uint8_t in[PIPE_SIZE + 100], out[PIPE_SIZE + 100], sent = 0, seen = 0;
	struct rng r = rng_seeded();

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t n = ring_takes(&ring, rng_below(&r, sizeof(in)));

		assert_true(n <= PIPE_SIZE - ring_used(&ring));
		for (size_t k = 0; k < n; k++)
			in[k] = sent++;
		ring_put(&ring, in, n);
		n = ring_peek(&ring, out, rng_below(&r, sizeof(out)));
		assert_true(n <= ring_used(&ring));
		for (size_t k = 0; k < n; k++)
			assert_int_equal(out[k], seen++);
		ring_drop(&ring, n);
	}
	free(ring.bytes);
}

static void small_writes_are_not_torn(void **state)
{
	struct ring ring = {.in = PIPE_SIZE - 10};

	(void)state;
	assert_int_equal(ring_takes(&ring, PIPE_ATOMIC), 0);
	assert_int_equal(ring_takes(&ring, 11), 0);
	assert_int_equal(ring_takes(&ring, 10), 10);
	assert_int_equal(ring_takes(&ring, PIPE_ATOMIC + 1), 10);
	ring.in += 10;
	assert_int_equal(ring_takes(&ring, PIPE_SIZE), 0);
	assert_int_equal(ring_takes(&ring, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contents_are_those_of_an_array),
		cmocka_unit_test(what_is_not_written_takes_no_memory),
		cmocka_unit_test(a_full_space_says_so),
		cmocka_unit_test(sizes_beyond_the_limit_are_refused),
		cmocka_unit_test(a_byte_here_and_there_takes_little),
		cmocka_unit_test(a_pipe_gives_what_it_got),
		cmocka_unit_test(small_writes_are_not_torn),
	};

	return RUN_TESTS(tests);
}
