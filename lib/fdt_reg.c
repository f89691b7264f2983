/* SPDX-License-Identifier: MIT */
/* Addresses: reg, and the ranges of the buses it must be translated through. */
#include "lib/fdt.h"

struct range {
	uint64_t addr, size;
};

/* False for a bus whose numbers do not fit 64 bits: PCI, for one, has three address cells. */
static bool sane(const struct fdt_level *bus)
{
	return bus->address_cells - 1 < 2 && bus->size_cells <= 2;
}

static bool wraps(const struct range *r)
{
	return r->size && r->addr + (r->size - 1) < r->addr;
}

static bool read_reg(const struct fdt_node *n, const struct fdt_level *bus, unsigned index,
		     struct range *out)
{
	const struct fdt_value *reg = &n->value[FDT_REG];
	uint32_t entry = 4 * (bus->address_cells + bus->size_cells);
	const uint8_t *at = reg->data;

	if (index >= reg->len / entry)
		return false;
	at += index * entry;
	out->addr = fdt_number(at, bus->address_cells);
	out->size = fdt_number(at + 4 * bus->address_cells, bus->size_cells);
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
static bool translate(const struct fdt_level *bus, struct range *r)
{
	const struct fdt_level *above = bus - 1;
	const uint8_t *at = bus->ranges.data;
	uint32_t len = bus->ranges.len;
	uint32_t entry = 4 * (bus->address_cells + above->address_cells + bus->size_cells);

	if (!at || !sane(bus) || !sane(above))
		return false;
	for (; len >= entry; len -= entry, at += entry) {
		const uint8_t *to = at + 4 * bus->address_cells;
		const uint8_t *size = to + 4 * above->address_cells;
		struct range from = {fdt_number(at, bus->address_cells),
				     fdt_number(size, bus->size_cells)};

		if (rebase(r, &from, fdt_number(to, above->address_cells)))
			return true;
	}
	return bus->ranges.len == 0;
}

bool fdt_reg(const struct fdt_node *n, unsigned index, uint64_t *addr, uint64_t *size)
{
	const struct fdt_level *bus = &n->level[n->depth] - 1;
	bool translated;
	struct range r;

	if (n->depth < 1 || !sane(bus) || !read_reg(n, bus, index, &r))
		return false;
	translated = bus->size_cells != 0;
	for (; translated && bus > n->level; bus--)
		if (!translate(bus, &r))
			return false;
	*addr = r.addr;
	*size = r.size;
	return true;
}
