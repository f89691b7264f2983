/* SPDX-License-Identifier: MIT */
/* The structure block: from token to token, and so from node to node. */
#include "lib/fdt.h"
#include "lib/string.h"

enum token {
	BROKEN, /* cut off */
	BEGIN_NODE,
	END_NODE,
	PROP,
	NOP,
	END = 9,
};

static const char *const names[FDT_PROPERTIES] = {
	[FDT_ADDRESS_CELLS] = "#address-cells",
	[FDT_SIZE_CELLS] = "#size-cells",
	[FDT_RANGES] = "ranges",
	[FDT_REG] = "reg",
	[FDT_STATUS] = "status",
	[FDT_COMPATIBLE] = "compatible",
	[FDT_DEVICE_TYPE] = "device_type",
	[FDT_PHANDLE] = "phandle",
	[FDT_INTERRUPT_CONTROLLER] = "interrupt-controller",
	[FDT_INTERRUPTS] = "interrupts",
	[FDT_INTERRUPT_PARENT] = "interrupt-parent",
	[FDT_INTERRUPTS_EXTENDED] = "interrupts-extended",
	[FDT_TIMEBASE_FREQUENCY] = "timebase-frequency",
	[FDT_MMU_TYPE] = "mmu-type",
	[FDT_ISA] = "riscv,isa",
	[FDT_ISA_EXTENSIONS] = "riscv,isa-extensions",
	[FDT_BOOTARGS] = "bootargs",
	[FDT_STDOUT_PATH] = "stdout-path",
	[FDT_INITRD_START] = "linux,initrd-start",
	[FDT_INITRD_END] = "linux,initrd-end",
	[FDT_REG_SHIFT] = "reg-shift",
	[FDT_REG_IO_WIDTH] = "reg-io-width",
	[FDT_NO_MAP] = "no-map",
};

uint64_t fdt_number(const void *cells, uint32_t count)
{
	const uint8_t *byte = cells;
	uint64_t value = 0;

	for (count *= 4; count; count--)
		value = value << 8 | *byte++;
	return value;
}

static uint32_t left(const struct fdt_node *n)
{
	return n->at > n->f->structure_size ? 0 : n->f->structure_size - n->at;
}

/* Goes on by so many bytes of what is left, and to the next cell. */
static void pass(struct fdt_node *n, uint32_t bytes)
{
	n->at = (n->at + bytes + 3) & ~3u;
}

static enum token read_token(struct fdt_node *n)
{
	uint32_t token;

	do {
		if (left(n) < 4)
			return BROKEN;
		token = (uint32_t)fdt_number(n->f->structure + n->at, 1);
		n->at += 4;
	} while (token == NOP);
	return token;
}

static bool read_name(struct fdt_node *n, struct fdt_level *level)
{
	uint32_t room = left(n), len;

	level->name = (const char *)n->f->structure + n->at;
	len = (uint32_t)strnlen(level->name, room);
	pass(n, len + 1);
	return len < room;
}

static bool read_prop(struct fdt_node *n)
{
	const uint8_t *head = n->f->structure + n->at;
	uint32_t room = left(n), len, name;

	if (room < 8)
		return false;
	len = (uint32_t)fdt_number(head, 1);
	name = (uint32_t)fdt_number(head + 4, 1);
	if (len > room - 8 || name >= n->f->strings_size)
		return false;
	for (unsigned p = 0; p < FDT_PROPERTIES; p++)
		if (strcmp(names[p], n->f->strings + name) == 0)
			n->value[p] = (struct fdt_value){head + 8, len};
	pass(n, 8 + len);
	return true;
}

/* Those of a node precede what is below it. */
static bool read_props(struct fdt_node *n)
{
	uint32_t at;

	memset(n->value, 0, sizeof n->value);
	while ((at = n->at, read_token(n)) == PROP)
		if (!read_prop(n))
			return false;
	n->at = at;
	return true;
}

static uint32_t count(const struct fdt_node *n, enum fdt_property p, uint32_t otherwise,
		      uint32_t nonsense)
{
	if (n->value[p].data)
		otherwise = nonsense;
	fdt_u32(n, p, &otherwise);
	return otherwise;
}

static enum fdt_result read_node(struct fdt_node *n)
{
	struct fdt_level *level = &n->level[n->depth + 1];

	if (++n->depth == FDT_DEPTH_MAX)
		return FDT_TOO_DEEP;
	if (!read_name(n, level) || !read_props(n))
		return FDT_BAD_STRUCTURE;
	level->ranges = n->value[FDT_RANGES];
	level->address_cells = count(n, FDT_ADDRESS_CELLS, 2, 0);
	level->size_cells = count(n, FDT_SIZE_CELLS, 1, 3);
	level->interrupt_parent = n->depth ? level[-1].interrupt_parent : 0;
	fdt_u32(n, FDT_INTERRUPT_PARENT, &level->interrupt_parent);
	return FDT_OK;
}

void fdt_begin(struct fdt_node *n, const struct fdt *f)
{
	n->f = f;
	n->at = 0;
	n->depth = -1;
}

bool fdt_next(struct fdt_node *n)
{
	enum token token;

	while ((token = read_token(n)) == END_NODE && n->depth > 0)
		n->depth--;
	n->result = FDT_BAD_STRUCTURE;
	if (token == BEGIN_NODE)
		n->result = read_node(n);
	else if (token == END_NODE && n->depth == 0 && read_token(n) == END)
		n->result = FDT_OK; /* there is one root, and nothing behind it */
	return token == BEGIN_NODE && n->result == FDT_OK;
}

/* Does a path's component of so many characters mean the node of this name? */
static bool component_is(const char *component, size_t len, const char *name)
{
	if (strncmp(component, name, len) != 0)
		return false;
	if (name[len] != '@')
		return name[len] == '\0';
	for (size_t i = 0; i < len; i++)
		if (component[i] == '@')
			return false;
	return true;
}

bool fdt_is_at(const struct fdt_node *n, const char *path)
{
	const struct fdt_level *level = n->level;
	size_t len;

	if (*path != '/')
		return false;
	for (;; path += len) {
		while (*path == '/')
			path++;
		for (len = 0; path[len] && path[len] != '/' && path[len] != ':';)
			len++;
		if (len == 0)
			return level == &n->level[n->depth];
		if (level++ == &n->level[n->depth] || !component_is(path, len, level->name))
			return false;
	}
}

bool fdt_has(const struct fdt_node *n, enum fdt_property p, const char *s)
{
	return fdt_string_list_has(n->value[p].data, n->value[p].len, s);
}

bool fdt_enabled(const struct fdt_node *n)
{
	return !n->value[FDT_STATUS].data || fdt_has(n, FDT_STATUS, "okay") ||
	       fdt_has(n, FDT_STATUS, "ok");
}

bool fdt_u64(const struct fdt_node *n, enum fdt_property p, uint64_t *out)
{
	const struct fdt_value *v = &n->value[p];

	if (!v->data || (v->len != 4 && v->len != 8))
		return false;
	*out = fdt_number(v->data, v->len / 4);
	return true;
}

bool fdt_u32(const struct fdt_node *n, enum fdt_property p, uint32_t *out)
{
	uint64_t value;

	if (n->value[p].len != 4 || !fdt_u64(n, p, &value))
		return false;
	*out = (uint32_t)value;
	return true;
}

const char *fdt_string(const struct fdt_node *n, enum fdt_property p)
{
	const struct fdt_value *v = &n->value[p];
	const char *s = v->data;

	return s && v->len && s[v->len - 1] == '\0' ? s : NULL;
}
