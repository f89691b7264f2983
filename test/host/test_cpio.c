/* SPDX-License-Identifier: MIT */
#include "test/host/support.h"
#include "lib/cpio.h"

DECLARE_BLOB(sample_cpio);

#define HEADER_SIZE 110
#define FILESIZE    (6 + 8 * 6) /* where these fields are in a header */
#define NAMESIZE    (6 + 8 * 11)

/* An archive under construction. */
struct builder {
	uint8_t bytes[20000];
	size_t size;
};

static void pad(struct builder *b)
{
	while (b->size % 4)
		b->bytes[b->size++] = 0;
}

/* name_size counts the NUL, and as many more as it is longer than the name. */
static void add(struct builder *b, const char *name, size_t name_size, const void *data,
		size_t size)
{
	char header[HEADER_SIZE + 1];

	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08zX%08x%08x%08x%08x%08zx%08x", 1, 0100644, 0, 0,
		 1, 0, size, 0, 0, 0, 0, name_size, 0);
	memcpy(b->bytes + b->size, header, HEADER_SIZE);
	strncpy((char *)b->bytes + b->size + HEADER_SIZE, name, name_size);
	b->size += HEADER_SIZE + name_size;
	pad(b);
	if (size)
		memcpy(b->bytes + b->size, data, size);
	b->size += size;
	pad(b);
}

static void add_file(struct builder *b, const char *name, const char *text)
{
	add(b, name, strlen(name) + 1, text, strlen(text));
}

static void add_trailer(struct builder *b)
{
	add_file(b, "TRAILER!!!", "");
}

/* Walks to the first result that is no entry. */
static enum cpio_result walk(const void *data, size_t size, unsigned *entries)
{
	void *copy = exact_copy(data, size);
	struct cpio archive = {copy, size};
	struct cpio_entry entry;
	enum cpio_result result;
	size_t cursor = 0, before = 0;

	for (*entries = 0; (result = cpio_next(&archive, &cursor, &entry)) == CPIO_ENTRY;
	     ++*entries) {
		assert_true(cursor > before);
		before = cursor;
	}
	assert_int_equal(cpio_next(&archive, &cursor, &entry), result);
	assert_true(cursor == before);
	free(copy);
	return result;
}

static void assert_walk(const struct builder *b, unsigned entries, enum cpio_result result)
{
	unsigned seen;

	assert_int_equal(walk(b->bytes, b->size, &seen), result);
	assert_int_equal(seen, entries);
}

static void assert_entry(const struct cpio *archive, size_t *cursor, const char *name,
			 const char *text)
{
	struct cpio_entry e;

	assert_int_equal(cpio_next(archive, cursor, &e), CPIO_ENTRY);
	assert_string_equal(e.name, name);
	assert_int_equal(e.name_len, strlen(name));
	assert_int_equal(e.size, strlen(text));
	assert_memory_equal(e.data, text, e.size);
	assert_true(e.data >= archive->base && e.offset % 4 == 0);
}

static void reads_what_cpio_wrote(void **state)
{
	struct cpio archive = {sample_cpio_start, BLOB_SIZE(sample_cpio)};
	struct cpio_entry e;
	size_t cursor = 0;

	(void)state;
	assert_entry(&archive, &cursor, "hello", "hello, ramdisk\n");
	assert_int_equal(cpio_next(&archive, &cursor, &e), CPIO_ENTRY);
	assert_string_equal(e.name, "dir");
	assert_int_equal(e.mode & 0170000, 0040000);
	assert_entry(&archive, &cursor, "dir/one", "x");
	assert_entry(&archive, &cursor, "empty", "");
	assert_int_equal(cpio_next(&archive, &cursor, &e), CPIO_END);
	assert_int_equal(cpio_next(&archive, &cursor, &e), CPIO_END);
}

static void no_bytes_are_an_empty_archive(void **state)
{
	struct builder b = {.size = 0};

	(void)state;
	assert_walk(&b, 0, CPIO_END);
	add_trailer(&b);
	assert_walk(&b, 0, CPIO_END);
}

static void fields_are_where_they_belong(void **state)
{
	static struct builder b;
	struct cpio archive = {b.bytes, 0};
	struct cpio_entry e;
	size_t cursor = 0;

	(void)state;
	add_file(&b, "a", "first");
	add_file(&b, "b", "second");
	add_trailer(&b);
	archive.size = b.size;
	assert_entry(&archive, &cursor, "a", "first");
	assert_int_equal(cursor, 112 + 8);
	assert_int_equal(cpio_next(&archive, &cursor, &e), CPIO_ENTRY);
	assert_int_equal(e.mode, 0100644);
	assert_int_equal(e.offset, 112 + 8);
}

static void a_name_may_be_padded_and_long(void **state)
{
	static struct builder b;
	char name[4097];
	struct cpio archive = {b.bytes, 0};
	size_t cursor = 0;

	(void)state;
	memset(name, 'n', 4096);
	name[4096] = '\0';
	add(&b, "padded", 12, "x", 1);
	add_file(&b, name, "long");
	add_trailer(&b);
	archive.size = b.size;
	assert_entry(&archive, &cursor, "padded", "x");
	assert_entry(&archive, &cursor, name, "long");
	assert_walk(&b, 2, CPIO_END);
}

static void bad_names_are_refused(void **state)
{
	static struct builder none, empty, unterminated;

	(void)state;
	add(&none, "", 0, "", 0);
	assert_walk(&none, 0, CPIO_BAD_NAME);
	add(&empty, "", 1, "", 0);
	assert_walk(&empty, 0, CPIO_BAD_NAME);
	add(&unterminated, "abcd", 4, "", 0);
	assert_walk(&unterminated, 0, CPIO_BAD_NAME);
}

static void bad_headers_are_refused(void **state)
{
	static struct builder b;

	(void)state;
	add_file(&b, "a", "text");
	add_file(&b, "b", "text");
	add_trailer(&b);
	for (size_t i = 6; i < HEADER_SIZE; i++) {
		struct builder bad = b;

		bad.bytes[i] = "gG/:@` -"[i % 8];
		assert_walk(&bad, 0, CPIO_BAD_FIELD);
	}
	for (size_t i = 0; i < 6; i++) {
		struct builder bad = b;

		bad.bytes[116 + i] ^= 1;
		assert_walk(&bad, 1, CPIO_BAD_MAGIC);
	}
	assert_walk(&(struct builder){.bytes = "#!/bin/sh", .size = 9}, 0, CPIO_BAD_MAGIC);
	assert_walk(&(struct builder){.bytes = "0", .size = 1}, 0, CPIO_TRUNCATED);
}

static void sizes_beyond_the_archive_are_truncation(void **state)
{
	static const size_t fields[] = {FILESIZE, NAMESIZE};
	static const char *const huge[] = {"00010000", "7fffffff", "80000000", "ffffffff",
					   "fffffffc"};
	static struct builder b;

	(void)state;
	add_file(&b, "a", "text");
	add_trailer(&b);
	for (size_t i = 0; i < 10; i++) {
		struct builder bad = b;

		memcpy(bad.bytes + fields[i % 2], huge[i / 2], 8);
		assert_walk(&bad, 0, CPIO_TRUNCATED);
	}
}

/* Every cut before the trailer's last byte is noticed; how many entries came before is known too.
 */
static void every_cut_is_noticed(void **state)
{
	static struct builder b;
	size_t first, whole;
	unsigned seen;

	(void)state;
	add_file(&b, "a", "12345");
	first = b.size;
	add_trailer(&b);
	whole = first + HEADER_SIZE + sizeof("TRAILER!!!");
	for (size_t cut = 1; cut <= b.size; cut++) {
		enum cpio_result result = walk(b.bytes, cut, &seen);

		assert_int_equal(result, cut < whole ? CPIO_TRUNCATED : CPIO_END);
		assert_int_equal(seen, cut >= first - 3);
	}
}

/* Reads all that an entry points to, for ASan to judge. */
static void read_all(const void *data, size_t size)
{
	struct cpio archive = {data, size};
	struct cpio_entry e;
	size_t cursor = 0;

	while (cpio_next(&archive, &cursor, &e) == CPIO_ENTRY) {
		void *copy = exact_copy(e.data, e.size);

		assert_int_equal(strlen(e.name), e.name_len);
		free(copy);
	}
	assert_non_null(cpio_result_text(cpio_next(&archive, &cursor, &e)));
}

static void damaged_archives_are_survived(void **state)
{
	(void)state;
	fuzz(sample_cpio_start, BLOB_SIZE(sample_cpio), 0, 20000, read_all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_cpio_wrote),
		cmocka_unit_test(no_bytes_are_an_empty_archive),
		cmocka_unit_test(fields_are_where_they_belong),
		cmocka_unit_test(a_name_may_be_padded_and_long),
		cmocka_unit_test(bad_names_are_refused),
		cmocka_unit_test(bad_headers_are_refused),
		cmocka_unit_test(sizes_beyond_the_archive_are_truncation),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(damaged_archives_are_survived),
	};

	return RUN_TESTS(tests);
}
