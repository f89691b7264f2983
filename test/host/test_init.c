/* SPDX-License-Identifier: MIT */
/* What init decides without the kernel: what a program's pages are, start pages. */
#include "test/host/support.h"
#include "user/servers/init/pool.h"
#include "user/servers/init/programs.h"
#include "user/servers/init/start_page.h"

DECLARE_BLOB(program_elf);

#define LOTS 64

static char lots[LOTS][LOT_SIZE] __attribute__((aligned(16)));
static unsigned lots_used;

/* They are never given back. */
void *lot_new(uint64_t *memory)
{
	if (lots_used == LOTS)
		return NULL;
	*memory = lots_used + 1;
	return lots[lots_used++];
}

/* ---- start pages ------------------------------------------------------------------------------------ */

static void a_start_page_holds_all_and_nothing_else(void **state)
{
	static const unsigned lengths[] = {2, 3, 15, 16, 17, 100, 1983, 1984, 2000, LORIS_ARGS_MAX};
	struct loris_start start, seen;
	uint8_t words[LORIS_ARGS_MAX];

	(void)state;
	memset(&start, 0xa5, sizeof(start));
	for (unsigned i = 0; i < LORIS_ARGS_MAX; i++)
		words[i] = (uint8_t)(i % 255 + 1);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		unsigned len = lengths[i], at, text;
		struct start_page *page = start_page_get();

		assert_non_null(page);
		for (unsigned b = 0; b < LORIS_PAGE_SIZE; b++)
			assert_int_equal(page->bytes[b], 0);
		memcpy(page->bytes, words, len);
		at = start_page_finish(page->bytes, len, &start);
		text = at + sizeof(start);
		assert_int_equal(at % 16, 0);
		assert_true(text + len <= LORIS_PAGE_SIZE && text + len > LORIS_PAGE_SIZE - 16);
		memcpy(&seen, page->bytes + at, sizeof(seen));
		assert_memory_equal(&seen, &start, sizeof(start));
		assert_memory_equal(page->bytes + text, words, len);
		for (unsigned b = 0; b < LORIS_PAGE_SIZE; b++)
			if (b < at || b >= text + len)
				assert_int_equal(page->bytes[b], 0);
		memset(page->bytes, 0xee, LORIS_PAGE_SIZE);
		start_page_put(page);
	}
}

static void start_pages_are_different_ones(void **state)
{
	struct start_page *pages[100];

	(void)state;
	for (int i = 0; i < 100; i++) {
		pages[i] = start_page_get();
		assert_non_null(pages[i]);
		assert_int_equal(pages[i]->bytes[LORIS_PAGE_SIZE - 1], 0);
		memset(pages[i]->bytes, i + 1, LORIS_PAGE_SIZE);
		for (int j = 0; j < i; j++)
			assert_false(pages[i]->memory == pages[j]->memory &&
				     pages[i]->offset == pages[j]->offset);
	}
	for (int i = 0; i < 100; i++) {
		assert_int_equal(pages[i]->bytes[0], i + 1);
		start_page_put(pages[i]);
	}
}

/* ---- programs --------------------------------------------------------------------------------------- */

/* One file in an archive, its data at the given alignment. */
static struct cpio archive_of(const char *name, const void *data, size_t size, size_t align)
{
	static char last[200000];
	char *bytes = last;
	size_t at = 110 + strlen(name) + 1, name_size;

	memset(last, 0, sizeof(last));
	while (at % align)
		at++;
	name_size = at - 110;
	sprintf(bytes, "070701%08x%08x%08x%08x%08x%08x%08zX%08x%08x%08x%08x%08zx%08x", 1, 0100755,
		0, 0, 1, 0, size, 0, 0, 0, 0, name_size, 0);
	strcpy(bytes + 110, name);
	memcpy(bytes + at, data, size);
	at = (at + size + 3) / 4 * 4;
	sprintf(bytes + at, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 0, 0, 0,
		0, 1, 0, 0, 0, 0, 0, 0, 11, 0);
	strcpy(bytes + at + 110, "TRAILER!!!");
	return (struct cpio){(uint8_t *)bytes, at + 110 + 12};
}

/* Each byte of each segment is where the file has it, shared or not. */
static void check_pieces(const struct program *p, const struct cpio *archive)
{
	struct elf_image image;

	assert_int_equal(
		elf_parse(program_elf_start, BLOB_SIZE(program_elf), USER_LOW, USER_HIGH, &image),
		ELF_OK);
	assert_int_equal(p->pieces, image.segments);
	assert_int_equal(p->entry, image.entry);
	for (unsigned i = 0; i < p->pieces; i++) {
		const struct elf_segment *s = &image.segment[i];
		const struct piece *piece = &p->piece[i];
		bool private = piece->flags & LORIS_MAP_PRIVATE;

		assert_int_equal(piece->start % LORIS_PAGE_SIZE, 0);
		assert_int_equal(piece->start + piece->length, s->vaddr + s->memsz);
		assert_false(piece->flags & LORIS_PROT_WRITE && !private);
		assert_false(!private &&
			     (piece->offset % LORIS_PAGE_SIZE || s->filesz != s->memsz));
		if (!s->filesz)
			continue;
		assert_memory_equal(archive->base + piece->offset + (s->vaddr - piece->start),
				    program_elf_start + s->offset, s->filesz);
		if (private)
			assert_int_equal(piece->start + piece->filled, s->vaddr + s->filesz);
	}
}

static void a_program_is_laid_out(void **state)
{
	struct cpio aligned, unaligned;
	const struct program *p;
	unsigned shared = 0;

	(void)state;
	aligned = archive_of("./good", program_elf_start, BLOB_SIZE(program_elf), LORIS_PAGE_SIZE);
	programs_load(&aligned);
	p = program_find("/good");
	assert_non_null(p);
	assert_null(p->problem);
	check_pieces(p, &aligned);
	for (unsigned i = 0; i < p->pieces; i++)
		shared += !(p->piece[i].flags & LORIS_MAP_PRIVATE);
	assert_true(shared > 0);
	unaligned = archive_of("odd", program_elf_start, BLOB_SIZE(program_elf), 4);
	programs_load(&unaligned);
	p = program_find("odd");
	assert_non_null(p);
	check_pieces(p, &unaligned);
	for (unsigned i = 0; i < p->pieces; i++)
		assert_true(p->piece[i].flags & LORIS_MAP_PRIVATE);
	assert_null(program_find("goo"));
	assert_null(program_find(""));
}

static void what_is_no_program_says_why(void **state)
{
	static uint8_t elf[100000];
	struct cpio archive = archive_of("text", "no program", 10, 4);
	uint64_t where = STACK_HIGH - LORIS_PAGE_SIZE, phoff, vaddr;

	(void)state;
	programs_load(&archive);
	assert_non_null(program_find("text"));
	assert_string_equal(program_find("text")->problem, "not an ELF file");
	memcpy(elf, program_elf_start, BLOB_SIZE(program_elf));
	memcpy(&phoff, elf + 32, 8);
	for (unsigned i = 0; i < elf[56]; i++) {
		uint8_t *header = elf + phoff + 56 * i;

		memcpy(&vaddr, header + 16, 8);
		if (header[0] != 1 || header[4] & 1)
			continue; /* the entry stays where it is */
		vaddr = where + vaddr % LORIS_PAGE_SIZE;
		memcpy(header + 16, &vaddr, 8);
		break;
	}
	archive = archive_of("stack", elf, BLOB_SIZE(program_elf), LORIS_PAGE_SIZE);
	programs_load(&archive);
	assert_non_null(program_find("stack"));
	assert_string_equal(program_find("stack")->problem, "it lies where the stack is");
}

static void load_any(const void *data, size_t size)
{
	struct cpio archive = archive_of("fuzz", data, size, LORIS_PAGE_SIZE);

	programs_load(&archive);
}

/* Not one is entered twice: the first of a name counts. */
static void any_file_is_survived(void **state)
{
	const struct program *p;

	(void)state;
	fuzz(program_elf_start, BLOB_SIZE(program_elf), 200, 500, load_any);
	p = program_find("fuzz");
	assert_non_null(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_start_page_holds_all_and_nothing_else),
		cmocka_unit_test(start_pages_are_different_ones),
		cmocka_unit_test(a_program_is_laid_out),
		cmocka_unit_test(what_is_no_program_says_why),
		cmocka_unit_test(any_file_is_survived),
	};

	return RUN_TESTS(tests);
}
