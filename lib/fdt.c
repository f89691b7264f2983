/* SPDX-License-Identifier: MIT */
/* Opening: what is checked here once, all the walks rely on. */
#include "lib/fdt.h"
#include "lib/fdt_token.h"
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

uint32_t fdt_cell(const void *prop, unsigned index)
{
	const uint8_t *b = (const uint8_t *)prop + 4 * (size_t)index;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool within(const struct fdt *f, uint32_t offset, uint32_t size)
{
	return offset <= f->size && size <= f->size - offset;
}

static enum fdt_result check_header(struct fdt *f, const void *blob, size_t max_size)
{
	if (max_size < 4 * HEADER_CELLS)
		return FDT_TRUNCATED;
	if (fdt_cell(blob, MAGIC) != MAGIC_VALUE)
		return FDT_BAD_MAGIC;
	if (fdt_cell(blob, VERSION) < VERSION_READ ||
	    fdt_cell(blob, LAST_COMPATIBLE) > VERSION_READ)
		return FDT_BAD_VERSION;
	f->base = blob;
	f->size = fdt_cell(blob, TOTALSIZE);
	/* Below 2 GiB no sum of an offset and a padding wraps around in 32 bits. */
	if (f->size < 4 * HEADER_CELLS || f->size > max_size || f->size > INT32_MAX)
		return FDT_TRUNCATED;
	return FDT_OK;
}

/* A last byte of NUL is what makes every offset into the strings the start of a string. */
static enum fdt_result find_blocks(struct fdt *f)
{
	uint32_t structure = fdt_cell(f->base, OFF_STRUCTURE);
	uint32_t strings = fdt_cell(f->base, OFF_STRINGS);

	f->structure_size = fdt_cell(f->base, SIZE_STRUCTURE);
	f->strings_size = fdt_cell(f->base, SIZE_STRINGS);
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
	uint32_t at = fdt_cell(f->base, OFF_RESERVED);

	f->reserved = f->base + (within(f, at, 0) ? at : 0);
	for (f->reserved_count = 0; within(f, at, RESERVATION_SIZE); f->reserved_count++) {
		const uint8_t *entry = f->base + at;

		if (!(fdt_cell(entry, 0) | fdt_cell(entry, 1) | fdt_cell(entry, 2) |
		      fdt_cell(entry, 3)))
			return FDT_OK;
		at += RESERVATION_SIZE;
	}
	return FDT_BAD_LAYOUT;
}

/* Does `after` stand where the grammar allows it behind `before`? Properties precede children. */
static enum fdt_result check_token(enum fdt_kind before, enum fdt_kind after, int *depth)
{
	switch (after) {
	case FDT_BEGIN_NODE:
		return ++*depth > FDT_DEPTH_MAX ? FDT_TOO_DEEP : FDT_OK;
	case FDT_END_NODE:
		--*depth;
		return FDT_OK;
	case FDT_PROP:
		return before == FDT_END_NODE ? FDT_BAD_STRUCTURE : FDT_OK;
	default:
		return FDT_BAD_STRUCTURE;
	}
}

/* One root, and the end behind it. */
static enum fdt_result check_structure(const struct fdt *f)
{
	struct fdt_token t;
	enum fdt_kind kind = fdt_read(f, 0, &t), before;
	int depth = 1;

	if (kind != FDT_BEGIN_NODE)
		return FDT_BAD_STRUCTURE;
	while (depth > 0) {
		enum fdt_result result;

		before = kind;
		kind = fdt_read(f, t.next, &t);
		result = check_token(before, kind, &depth);
		if (result != FDT_OK)
			return result;
	}
	return fdt_read(f, t.next, &t) == FDT_END ? FDT_OK : FDT_BAD_STRUCTURE;
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
	const uint8_t *entry;

	if (index >= f->reserved_count)
		return false;
	entry = f->reserved + (size_t)index * RESERVATION_SIZE;
	*addr = (uint64_t)fdt_cell(entry, 0) << 32 | fdt_cell(entry, 1);
	*size = (uint64_t)fdt_cell(entry, 2) << 32 | fdt_cell(entry, 3);
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
