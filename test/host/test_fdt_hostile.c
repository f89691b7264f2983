/* SPDX-License-Identifier: MIT */
/* Device trees that are wrong: each kind is refused as what it is, and none is read beyond its end.
 */
#include "test/host/support.h"
#include "lib/fdt.h"

DECLARE_BLOB(tree_dtb); /* test/host/tree.dts */

/* Cells of the header, and the blob they are changed in. */
enum cell {
	MAGIC,
	TOTALSIZE,
	STRUCTURE,
	STRINGS,
	RESERVED,
	VERSION,
	LAST,
	BOOT,
	N_STRINGS,
	N_STRUCTURE
};

static void put_cell(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static enum fdt_result open_copy(const void *blob, size_t size)
{
	void *copy = exact_copy(blob, size);
	struct fdt f;
	enum fdt_result result = fdt_open(&f, copy, size);

	assert_non_null(fdt_result_text(result));
	free(copy);
	return result;
}

static void assert_header(enum cell cell, uint32_t value, enum fdt_result expected)
{
	size_t size = BLOB_SIZE(tree_dtb);
	uint8_t *blob = exact_copy(tree_dtb_start, size);

	put_cell(blob + 4 * cell, value);
	assert_int_equal(open_copy(blob, size), expected);
	free(blob);
}

static void bad_headers_are_refused(void **state)
{
	uint32_t size = (uint32_t)BLOB_SIZE(tree_dtb);

	(void)state;
	assert_header(MAGIC, 0xedfe0dd0, FDT_BAD_MAGIC);
	assert_header(VERSION, 16, FDT_BAD_VERSION);
	assert_header(VERSION, 18, FDT_OK);
	assert_header(LAST, 18, FDT_BAD_VERSION);
	assert_header(TOTALSIZE, size + 1, FDT_TRUNCATED);
	assert_header(TOTALSIZE, 39, FDT_TRUNCATED);
	assert_header(TOTALSIZE, 40, FDT_BAD_LAYOUT);
	assert_header(TOTALSIZE, UINT32_MAX, FDT_TRUNCATED);
	assert_header(STRUCTURE, size, FDT_BAD_LAYOUT);
	assert_header(STRUCTURE, UINT32_MAX, FDT_BAD_LAYOUT);
	assert_header(N_STRUCTURE, UINT32_MAX - 4, FDT_BAD_LAYOUT);
	assert_header(N_STRUCTURE, 0, FDT_BAD_STRUCTURE);
	assert_header(STRINGS, size + 1, FDT_BAD_LAYOUT);
	assert_header(N_STRINGS, UINT32_MAX, FDT_BAD_LAYOUT);
	assert_header(N_STRINGS, 3, FDT_BAD_LAYOUT);	/* cuts a string in two */
	assert_header(N_STRINGS, 0, FDT_BAD_STRUCTURE); /* its properties have no names */
	assert_header(RESERVED, size, FDT_BAD_LAYOUT);
	assert_header(RESERVED, size - 15, FDT_BAD_LAYOUT);
	assert_header(RESERVED, UINT32_MAX, FDT_BAD_LAYOUT);
}

/* A blob that ends with the given cells as its structure; "p" is the only one of its strings. */
static enum fdt_result open_structure(const uint32_t *cell, size_t count)
{
	enum { RESERVED_AT = 40, STRINGS_AT = 56, STRUCTURE_AT = 60 };
	uint32_t bytes = (uint32_t)(4 * count);
	const uint32_t header[] = {0xd00dfeed,
				   STRUCTURE_AT + bytes,
				   STRUCTURE_AT,
				   STRINGS_AT,
				   RESERVED_AT,
				   17,
				   16,
				   0,
				   2,
				   bytes};
	uint8_t *blob = calloc(1, STRUCTURE_AT + bytes);
	enum fdt_result result;

	assert_non_null(blob);
	for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++)
		put_cell(blob + 4 * i, header[i]);
	for (size_t i = 0; i < count; i++)
		put_cell(blob + STRUCTURE_AT + 4 * i, cell[i]);
	blob[STRINGS_AT] = 'p';
	result = open_copy(blob, STRUCTURE_AT + bytes);
	free(blob);
	return result;
}

#define ASSERT_STRUCTURE(expected, ...)                                                 \
	do {                                                                            \
		const uint32_t cells_[] = {__VA_ARGS__};                                \
                                                                                        \
		assert_int_equal(open_structure(cells_, sizeof(cells_) / 4), expected); \
	} while (0)

#define BEGIN 1, 0 /* with an empty name */
#define CLOSE 2
#define PROP  3, 0, 0 /* empty, named p */
#define NOP   4
#define END   9

static void grammar_is_enforced(void **state)
{
	(void)state;
	ASSERT_STRUCTURE(FDT_OK, BEGIN, CLOSE, END);
	ASSERT_STRUCTURE(FDT_OK, NOP, BEGIN, NOP, PROP, NOP, PROP, BEGIN, CLOSE, NOP, CLOSE, NOP,
			 END);
	ASSERT_STRUCTURE(FDT_OK, BEGIN, 3, 5, 0, 0, 0, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, NOP, NOP);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, PROP, BEGIN, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, CLOSE);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, CLOSE, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, CLOSE, BEGIN, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, BEGIN, CLOSE, PROP, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, 5, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, 3, 0, 2, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, 3, 9, 0, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, 3, UINT32_MAX, 0, CLOSE, END);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, 1, 0x61626364, 0x65666768);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, BEGIN, 3, 0);
	ASSERT_STRUCTURE(FDT_BAD_STRUCTURE, 1);
}

static void depth_is_limited(void **state)
{
	uint32_t cells[3 * FDT_DEPTH_MAX + 4];

	(void)state;
	for (size_t depth = FDT_DEPTH_MAX; depth <= FDT_DEPTH_MAX + 1; depth++) {
		for (size_t i = 0; i < depth; i++) {
			cells[2 * i] = 1;
			cells[2 * i + 1] = 0;
			cells[2 * depth + i] = CLOSE;
		}
		cells[3 * depth] = END;
		assert_int_equal(open_structure(cells, 3 * depth + 1),
				 depth > FDT_DEPTH_MAX ? FDT_TOO_DEEP : FDT_OK);
	}
}

/* Asks every question there is about every node. */
static void ask_everything(const void *blob, size_t size)
{
	uint64_t addr, length;
	struct fdt_node n;
	uint32_t cell;
	struct fdt f;

	if (fdt_open(&f, blob, size) != FDT_OK)
		return;
	for (fdt_begin(&n, &f); fdt_next(&n);) {
		assert_in_range(n.depth, 0, FDT_DEPTH_MAX - 1);
		assert_true(strlen(n.level[n.depth].name) < size);
		for (unsigned i = 0; fdt_reg(&n, i, &addr, &length); i++)
			assert_true(!length || addr + (length - 1) >= addr);
		for (enum fdt_property p = 0; p < FDT_PROPERTIES; p++) {
			const char *s = fdt_string(&n, p);

			assert_true(!s || strlen(s) < size);
			fdt_has(&n, p, "three");
			fdt_u64(&n, p, &addr);
			fdt_u32(&n, p, &cell);
		}
		fdt_is_at(&n, "/soc/bridge/inner@500000010");
		fdt_enabled(&n);
	}
	assert_int_equal(n.result, FDT_OK);
	for (unsigned i = 0; fdt_reserved(&f, i, &addr, &length); i++)
		assert_true(i < size / 16);
	assert_false(fdt_reserved(&f, UINT32_MAX, &addr, &length));
}

static void damaged_trees_are_survived(void **state)
{
	(void)state;
	fuzz(tree_dtb_start, BLOB_SIZE(tree_dtb), 0, 20000, ask_everything);
	fuzz(tree_dtb_start, BLOB_SIZE(tree_dtb), 40, 5000, ask_everything);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_headers_are_refused),
		cmocka_unit_test(grammar_is_enforced),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(damaged_trees_are_survived),
	};

	return RUN_TESTS(tests);
}
