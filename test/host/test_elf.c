/* SPDX-License-Identifier: MIT */
#include "test/host/support.h"
#include <elf.h>
#include "lib/elf.h"

DECLARE_BLOB(program_elf);

#define LO 0x1000ull
#define HI 0x4000000000ull /* the user half of Sv39 */

#define PHDRS 12

/* A file with two segments, text and data, and room for more. */
struct file {
	Elf64_Ehdr h;
	Elf64_Phdr p[PHDRS];
	uint8_t rest[0x3000];
};

static struct file valid_file(void)
{
	struct file f = {
		.h =
			{
				.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB,
					    EV_CURRENT},
				.e_type = ET_EXEC,
				.e_machine = EM_RISCV,
				.e_version = EV_CURRENT,
				.e_entry = 0x11010,
				.e_phoff = sizeof(Elf64_Ehdr),
				.e_ehsize = sizeof(Elf64_Ehdr),
				.e_phentsize = sizeof(Elf64_Phdr),
				.e_phnum = 2,
			},
		.p =
			{
				{PT_LOAD, PF_R | PF_X, 0x1000, 0x11000, 0, 0x800, 0x800, 0x1000},
				{PT_LOAD, PF_R | PF_W, 0x1800, 0x12800, 0, 0x100, 0x9000, 0x1000},
			},
	};

	return f;
}

static enum elf_result parse(const struct file *f, size_t size, struct elf_image *image)
{
	void *copy = exact_copy(f, size);
	enum elf_result result = elf_parse(copy, size, LO, HI, image);

	assert_non_null(elf_result_text(result));
	free(copy);
	return result;
}

static void assert_result(const struct file *f, enum elf_result expected)
{
	struct elf_image image;

	assert_int_equal(parse(f, sizeof(*f), &image), expected);
}

/* The valid file with one change. */
#define ASSERT_REFUSED(change, expected)      \
	do {                                  \
		struct file f = valid_file(); \
                                              \
		change;                       \
		assert_result(&f, expected);  \
	} while (0)

static void a_valid_file_is_understood(void **state)
{
	struct file f = valid_file();
	struct elf_image image;

	(void)state;
	assert_int_equal(parse(&f, sizeof(f), &image), ELF_OK);
	assert_true(image.entry == 0x11010);
	assert_int_equal(image.segments, 2);
	assert_true(image.segment[0].vaddr == 0x11000 && image.segment[0].offset == 0x1000);
	assert_int_equal(image.segment[0].flags, ELF_R | ELF_X);
	assert_true(image.segment[1].filesz == 0x100 && image.segment[1].memsz == 0x9000);
	assert_int_equal(image.segment[1].flags, ELF_R | ELF_W);
}

static void segments_come_out_in_order(void **state)
{
	struct file f = valid_file();
	struct elf_image image;

	(void)state;
	f.h.e_phnum = ELF_SEGMENTS_MAX + 2;
	for (unsigned i = 2; i < ELF_SEGMENTS_MAX; i++)
		f.p[i] = (Elf64_Phdr){
			PT_LOAD, PF_R, 0,      i % 2 ? i * 0x100000 : 0x10000 - i * 0x1000,
			0,	 0,    0x1000, 0x1000};
	f.p[ELF_SEGMENTS_MAX] = (Elf64_Phdr){PT_NOTE, 7, ~0ull, ~0ull, 0, ~0ull, 1, 0};
	f.p[ELF_SEGMENTS_MAX + 1] = (Elf64_Phdr){PT_LOAD, 7, 5, 0, 0, 0, 0, 0};
	assert_int_equal(parse(&f, sizeof(f), &image), ELF_OK);
	assert_int_equal(image.segments, ELF_SEGMENTS_MAX);
	for (unsigned i = 1; i < image.segments; i++)
		assert_true(image.segment[i - 1].vaddr < image.segment[i].vaddr);
}

static void other_files_are_refused(void **state)
{
	(void)state;
	ASSERT_REFUSED(f.h.e_ident[3] = 'G', ELF_BAD_MAGIC);
	ASSERT_REFUSED(f.h.e_ident[EI_CLASS] = ELFCLASS32, ELF_BAD_CLASS);
	ASSERT_REFUSED(f.h.e_ident[EI_DATA] = ELFDATA2MSB, ELF_BAD_CLASS);
	ASSERT_REFUSED(f.h.e_ident[EI_VERSION] = 2, ELF_BAD_CLASS);
	ASSERT_REFUSED(f.h.e_machine = EM_X86_64, ELF_BAD_MACHINE);
	ASSERT_REFUSED(f.h.e_type = ET_DYN, ELF_BAD_TYPE);
	ASSERT_REFUSED(f.h.e_type = ET_REL, ELF_BAD_TYPE);
}

static void bad_tables_are_refused(void **state)
{
	(void)state;
	ASSERT_REFUSED(f.h.e_phentsize = 32, ELF_BAD_TABLE);
	ASSERT_REFUSED(f.h.e_phoff = sizeof(f) - 111, ELF_BAD_TABLE);
	ASSERT_REFUSED(f.h.e_phoff = sizeof(f) + 1, ELF_BAD_TABLE);
	ASSERT_REFUSED(f.h.e_phoff = UINT64_MAX - 55, ELF_BAD_TABLE);
	ASSERT_REFUSED(f.h.e_phnum = UINT16_MAX, ELF_BAD_TABLE);
	ASSERT_REFUSED(f.h.e_phnum = 0, ELF_NO_SEGMENT);
	ASSERT_REFUSED(f.p[0].p_type = f.p[1].p_type = PT_NOTE, ELF_NO_SEGMENT);
}

static void too_many_segments_are_refused(void **state)
{
	struct file f = valid_file();

	(void)state;
	f.h.e_phnum = ELF_SEGMENTS_MAX + 1;
	for (unsigned i = 2; i <= ELF_SEGMENTS_MAX; i++)
		f.p[i] = (Elf64_Phdr){PT_LOAD, PF_R, 0, i * 0x100000, 0, 0, 1, 0x1000};
	assert_result(&f, ELF_TOO_MANY_SEGMENTS);
}

static void bytes_that_are_not_there_are_refused(void **state)
{
	(void)state;
	ASSERT_REFUSED(f.p[1].p_offset += 0x100000, ELF_BEYOND_FILE);
	ASSERT_REFUSED(f.p[0].p_offset = UINT64_MAX & ~0xfffull, ELF_BEYOND_FILE);
	ASSERT_REFUSED(f.p[1].p_filesz = f.p[1].p_memsz = sizeof(f) - 0x1800 + 1, ELF_BEYOND_FILE);
	ASSERT_REFUSED(f.p[1].p_filesz = f.p[1].p_memsz = UINT64_MAX, ELF_BEYOND_FILE);
	ASSERT_REFUSED(f.p[1].p_memsz = 0xff, ELF_BAD_SIZE);
	ASSERT_REFUSED(f.p[1].p_memsz = 0, ELF_BAD_SIZE);
	/* A linker's bss: no bytes, at an offset past the end. */
	ASSERT_REFUSED((f.p[1].p_offset += 0x100000, f.p[1].p_filesz = 0), ELF_OK);
}

static void other_addresses_are_refused(void **state)
{
	(void)state;
	ASSERT_REFUSED(f.p[0].p_vaddr = 0, ELF_BAD_ADDRESS);
	ASSERT_REFUSED(f.p[0].p_vaddr = LO, ELF_BAD_ENTRY);
	ASSERT_REFUSED(f.p[1].p_vaddr = HI + 0x800, ELF_BAD_ADDRESS);
	ASSERT_REFUSED(f.p[1].p_vaddr = HI - 0x8800, ELF_BAD_ADDRESS);
	ASSERT_REFUSED(f.p[1].p_vaddr = HI - 0x9800, ELF_OK);
	ASSERT_REFUSED(f.p[1].p_vaddr = 0xffffffff80200800, ELF_BAD_ADDRESS);
	ASSERT_REFUSED(f.p[1].p_memsz = UINT64_MAX, ELF_BAD_ADDRESS);
	ASSERT_REFUSED(f.p[1].p_memsz = UINT64_MAX - 0x12800 + 2, ELF_BAD_ADDRESS);
	ASSERT_REFUSED(f.p[1].p_vaddr++, ELF_MISALIGNED);
	ASSERT_REFUSED(f.p[0].p_offset -= 0x800, ELF_MISALIGNED);
}

static void rights_and_pages_are_kept_apart(void **state)
{
	(void)state;
	ASSERT_REFUSED(f.p[1].p_flags = PF_R | PF_W | PF_X, ELF_WRITE_EXEC);
	ASSERT_REFUSED(f.p[0].p_flags = PF_W | PF_X, ELF_WRITE_EXEC);
	ASSERT_REFUSED(f.p[1].p_vaddr = 0x11800, ELF_OVERLAP);
	ASSERT_REFUSED(f.p[0].p_memsz = 0x1001, ELF_OVERLAP);
	ASSERT_REFUSED(f.p[0].p_memsz = 0x1000, ELF_OK);
	ASSERT_REFUSED(f.p[0].p_memsz = 0x100000, ELF_OVERLAP);
	ASSERT_REFUSED(f.p[1] = f.p[0], ELF_OVERLAP);
	ASSERT_REFUSED(f.p[1].p_vaddr = 0x8800, ELF_OVERLAP);
	ASSERT_REFUSED(f.p[1].p_vaddr = 0x7800, ELF_OK);
}

static void bad_entries_are_refused(void **state)
{
	(void)state;
	ASSERT_REFUSED(f.h.e_entry = 0, ELF_BAD_ENTRY);
	ASSERT_REFUSED(f.h.e_entry = 0x10ffe, ELF_BAD_ENTRY);
	ASSERT_REFUSED(f.h.e_entry = 0x11800, ELF_BAD_ENTRY);
	ASSERT_REFUSED(f.h.e_entry = 0x117fe, ELF_OK);
	ASSERT_REFUSED(f.h.e_entry = 0x11011, ELF_BAD_ENTRY);
	ASSERT_REFUSED(f.h.e_entry = 0x12900, ELF_BAD_ENTRY);
	ASSERT_REFUSED(f.h.e_entry = UINT64_MAX, ELF_BAD_ENTRY);
}

static void short_files_are_refused(void **state)
{
	struct file f = valid_file();
	struct elf_image image;

	(void)state;
	for (size_t size = 0; size < sizeof(Elf64_Ehdr); size++)
		assert_int_equal(parse(&f, size, &image), ELF_TRUNCATED);
	assert_int_equal(parse(&f, sizeof(Elf64_Ehdr), &image), ELF_BAD_TABLE);
	assert_int_equal(parse(&f, 0x1800, &image), ELF_BEYOND_FILE);
	assert_int_equal(parse(&f, 0x18ff, &image), ELF_BEYOND_FILE);
	assert_int_equal(parse(&f, 0x1900, &image), ELF_OK);
	f.h.e_ident[0] = '#';
	assert_int_equal(parse(&f, 2, &image), ELF_BAD_MAGIC);
}

/* All that elf.h promises of an image that was accepted. */
static void check_promises(const void *file, size_t size)
{
	struct elf_image image;
	enum elf_result result = elf_parse(file, size, LO, HI, &image);
	bool entry_found = false;
	uint64_t free_from = LO;

	assert_non_null(elf_result_text(result));
	if (result != ELF_OK)
		return;
	assert_in_range(image.segments, 1, ELF_SEGMENTS_MAX);
	for (unsigned i = 0; i < image.segments; i++) {
		const struct elf_segment *s = &image.segment[i];

		assert_true(s->memsz > 0 && s->filesz <= s->memsz);
		assert_true(s->vaddr >= free_from && s->vaddr < HI && s->memsz <= HI - s->vaddr);
		assert_true(s->offset <= size && s->filesz <= size - s->offset);
		assert_true(!s->filesz || (s->vaddr - s->offset) % 4096 == 0);
		assert_true((s->flags & (ELF_W | ELF_X)) != (ELF_W | ELF_X));
		free_from = (s->vaddr + s->memsz + 4095) & ~4095ull;
		entry_found |= s->flags & ELF_X && image.entry >= s->vaddr &&
			       image.entry - s->vaddr < s->memsz;
	}
	assert_true(entry_found);
}

static void a_linkers_program_is_understood(void **state)
{
	struct elf_image image;

	(void)state;
	check_promises(program_elf_start, BLOB_SIZE(program_elf));
	assert_int_equal(elf_parse(program_elf_start, BLOB_SIZE(program_elf), LO, HI, &image),
			 ELF_OK);
	assert_true(image.segments >= 2);
	assert_true(image.segment[image.segments - 1].memsz >= 10000);
}

static void damaged_files_are_survived(void **state)
{
	struct file f = valid_file();

	(void)state;
	fuzz(&f, sizeof(f), sizeof(f.h) + 2 * sizeof(f.p[0]), 50000, check_promises);
	fuzz(program_elf_start, BLOB_SIZE(program_elf), 64 + 6 * 56, 10000, check_promises);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_valid_file_is_understood),
		cmocka_unit_test(segments_come_out_in_order),
		cmocka_unit_test(other_files_are_refused),
		cmocka_unit_test(bad_tables_are_refused),
		cmocka_unit_test(too_many_segments_are_refused),
		cmocka_unit_test(bytes_that_are_not_there_are_refused),
		cmocka_unit_test(other_addresses_are_refused),
		cmocka_unit_test(rights_and_pages_are_kept_apart),
		cmocka_unit_test(bad_entries_are_refused),
		cmocka_unit_test(short_files_are_refused),
		cmocka_unit_test(a_linkers_program_is_understood),
		cmocka_unit_test(damaged_files_are_survived),
	};

	return RUN_TESTS(tests);
}
