/* SPDX-License-Identifier: MIT */
/* Addresses: reg, and the ranges of the buses it must be translated through. */
#include "lib/fdt.h"

struct cells {
	uint32_t addr, size; /* how many 32-bit cells each takes */
};

struct range {
	uint64_t addr, size;
};

static bool read_count(const struct fdt *f, fdt_node bus, const char *name, uint32_t *out)
{
	uint32_t len;
	const void *prop = fdt_prop(f, bus, name, &len);

	if (prop && len == 4)
		*out = fdt_cell(prop, 0);
	return !prop || len == 4;
}

/* False for a bus whose numbers do not fit 64 bits: PCI, for one, has three address cells. */
static bool read_cells(const struct fdt *f, fdt_node bus, struct cells *out)
{
	*out = (struct cells){.addr = 2, .size = 1};
	return read_count(f, bus, "#address-cells", &out->addr) &&
	       read_count(f, bus, "#size-cells", &out->size) && out->addr >= 1 && out->addr <= 2 &&
	       out->size <= 2;
}

static uint64_t read_number(const uint8_t *cell, uint32_t count)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < count; i++)
		value = value << 32 | fdt_cell(cell, i);
	return value;
}

static bool wraps(const struct range *r)
{
	return r->size && r->addr + (r->size - 1) < r->addr;
}

static bool read_reg(const struct fdt *f, fdt_node node, const struct cells *cells, unsigned index,
		     struct range *out)
{
	uint32_t len, entry = 4 * (cells->addr + cells->size);
	const uint8_t *reg = fdt_prop(f, node, "reg", &len);

	if (!reg || index >= len / entry)
		return false;
	reg += index * entry;
	out->addr = read_number(reg, cells->addr);
	out->size = read_number(reg + 4 * cells->addr, cells->size);
	return !wraps(out);
}

/* Moves r from the one range to the other, if it lies in it. */
static bool rebase(struct range *r, const struct range *from, uint64_t to)
{
	uint64_t offset = r->addr - from->addr;

	if (r->addr < from->addr || offset > from->size || r->size > from->size - offset)
		return false;
	r->addr = to + offset;
	return r->addr >= to && !wraps(r);
}

/* From the addresses of a bus to those of the bus above. Empty ranges mean they are the same,
   absent ones that there is no way through. */
static bool translate(const struct fdt *f, fdt_node bus, fdt_node above, struct range *r)
{
	struct cells cells, cells_above;
	uint32_t len, entry;
	const uint8_t *at = fdt_prop(f, bus, "ranges", &len);

	if (!at || !read_cells(f, bus, &cells) || !read_cells(f, above, &cells_above))
		return false;
	if (len == 0)
		return true;
	entry = 4 * (cells.addr + cells_above.addr + cells.size);
	for (; len >= entry; len -= entry, at += entry) {
		const uint8_t *to = at + 4 * cells.addr, *size = to + 4 * cells_above.addr;
		struct range from = {read_number(at, cells.addr), read_number(size, cells.size)};

		if (rebase(r, &from, read_number(to, cells_above.addr)))
			return true;
	}
	return false;
}

bool fdt_reg(const struct fdt *f, fdt_node node, unsigned index, uint64_t *addr, uint64_t *size)
{
	fdt_node path[FDT_DEPTH_MAX];

	return fdt_reg_on_path(f, path, fdt_path_to(f, node, path), index, addr, size);
}

bool fdt_reg_on_path(const struct fdt *f, const fdt_node path[FDT_DEPTH_MAX], int depth,
		     unsigned index, uint64_t *addr, uint64_t *size)
{
	int bus = depth - 1;
	struct cells cells;
	struct range r;

	if (bus < 0 || !read_cells(f, path[bus], &cells) ||
	    !read_reg(f, path[depth], &cells, index, &r))
		return false;
	for (; cells.size && bus > 0; bus--)
		if (!translate(f, path[bus], path[bus - 1], &r))
			return false;
	*addr = r.addr;
	*size = r.size;
	return true;
}
