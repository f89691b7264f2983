/* SPDX-License-Identifier: MIT */
/* Opening: the header and the blocks that it names. */
#include "lib/fdt.h"
#include "lib/string.h"

/* The header, as cells: Devicetree Specification 5.2. */
enum header_cell {
	MAGIC,
	TOTALSIZE,
	OFF_STRUCTURE,
	OFF_STRINGS,
	OFF_RESERVED,
	VERSION,
	LAST_COMPATIBLE,
	BOOT_HART,
	SIZE_STRINGS,
	SIZE_STRUCTURE,
	HEADER_CELLS
};

#define MAGIC_VALUE	 0xd00dfeed
#define VERSION_READ	 17
#define RESERVATION_SIZE 16

static uint32_t header(const struct fdt *f, enum header_cell cell)
{
	return (uint32_t)fdt_number(f->base + 4 * cell, 1);
}

static bool within(const struct fdt *f, uint32_t offset, uint32_t size)
{
	return offset <= f->size && size <= f->size - offset;
}

static enum fdt_result check_header(struct fdt *f, const void *blob, size_t max_size)
{
	if (max_size < 4 * HEADER_CELLS)
		return FDT_TRUNCATED;
	f->base = blob;
	if (header(f, MAGIC) != MAGIC_VALUE)
		return FDT_BAD_MAGIC;
	if (header(f, VERSION) < VERSION_READ || header(f, LAST_COMPATIBLE) > VERSION_READ)
		return FDT_BAD_VERSION;
	f->size = header(f, TOTALSIZE);
	/* Below 2 GiB no sum of an offset and a padding wraps around in 32 bits. */
	if (f->size < 4 * HEADER_CELLS || f->size > max_size || f->size > INT32_MAX)
		return FDT_TRUNCATED;
	return FDT_OK;
}

/* A last byte of NUL is what makes every offset into the strings the start of a string. */
static enum fdt_result find_blocks(struct fdt *f)
{
	uint32_t structure = header(f, OFF_STRUCTURE);
	uint32_t strings = header(f, OFF_STRINGS);

	f->structure_size = header(f, SIZE_STRUCTURE);
	f->strings_size = header(f, SIZE_STRINGS);
	if (!within(f, structure, f->structure_size) || !within(f, strings, f->strings_size))
		return FDT_BAD_LAYOUT;
	f->structure = f->base + structure;
	f->strings = (const char *)f->base + strings;
	if (f->strings_size && f->strings[f->strings_size - 1] != '\0')
		return FDT_BAD_LAYOUT;
	return FDT_OK;
}

/* Counts the memory reservations up to the zeros that end them. */
static enum fdt_result find_reserved(struct fdt *f)
{
	uint32_t at = header(f, OFF_RESERVED);

	f->reserved = f->base + at;
	for (f->reserved_count = 0; within(f, at, RESERVATION_SIZE); f->reserved_count++) {
		if (!fdt_number(f->base + at, 2) && !fdt_number(f->base + at + 8, 2))
			return FDT_OK;
		at += RESERVATION_SIZE;
	}
	return FDT_BAD_LAYOUT;
}

static enum fdt_result check_structure(const struct fdt *f)
{
	struct fdt_node n;

	fdt_begin(&n, f);
	while (fdt_next(&n))
		;
	return n.result;
}

enum fdt_result fdt_open(struct fdt *f, const void *blob, size_t max_size)
{
	enum fdt_result result = check_header(f, blob, max_size);

	if (result == FDT_OK)
		result = find_blocks(f);
	if (result == FDT_OK)
		result = find_reserved(f);
	if (result == FDT_OK)
		result = check_structure(f);
	return result;
}

bool fdt_reserved(const struct fdt *f, unsigned index, uint64_t *addr, uint64_t *size)
{
	const uint8_t *entry = f->reserved + (size_t)index * RESERVATION_SIZE;

	if (index >= f->reserved_count)
		return false;
	*addr = fdt_number(entry, 2);
	*size = fdt_number(entry + 8, 2);
	return true;
}

const char *fdt_result_text(enum fdt_result result)
{
	static const char *const text[] = {
		[FDT_OK] = "a device tree",
		[FDT_BAD_MAGIC] = "not a device tree",
		[FDT_BAD_VERSION] = "a device tree of another version than 17",
		[FDT_TRUNCATED] = "device tree truncated or too long",
		[FDT_BAD_LAYOUT] = "device tree with a block outside of it",
		[FDT_BAD_STRUCTURE] = "device tree damaged",
		[FDT_TOO_DEEP] = "device tree nested too deeply",
	};

	return text[result];
}
