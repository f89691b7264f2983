/* SPDX-License-Identifier: MIT */
/* Tokens, and from node to node by them. */
#include "lib/fdt.h"
#include "lib/fdt_token.h"

static uint32_t padded(uint32_t offset)
{
	return (offset + 3) & ~3u;
}

/* The readers of a token's rest return whether it is all there. */
static bool read_name(const struct fdt *f, struct fdt_token *t)
{
	const char *name = (const char *)f->structure + t->next;
	uint32_t left = f->structure_size - t->next, len = 0;

	while (len < left && name[len])
		len++;
	t->name = name;
	t->next = padded(t->next + len + 1);
	return len < left;
}

static bool read_prop(const struct fdt *f, struct fdt_token *t)
{
	const uint8_t *head = f->structure + t->next;
	uint32_t left = f->structure_size - t->next, name;

	if (left < 8)
		return false;
	t->len = fdt_cell(head, 0);
	name = fdt_cell(head, 1);
	if (t->len > left - 8 || name >= f->strings_size)
		return false;
	t->name = f->strings + name;
	t->data = head + 8;
	t->next = padded(t->next + 8 + t->len);
	return true;
}

enum fdt_kind fdt_read(const struct fdt *f, uint32_t at, struct fdt_token *t)
{
	uint32_t kind;

	do {
		if (at > f->structure_size || f->structure_size - at < 4)
			return FDT_BROKEN;
		t->at = at;
		kind = fdt_cell(f->structure + at, 0);
		at += 4;
	} while (kind == FDT_NOP);
	t->next = at;
	switch (kind) {
	case FDT_BEGIN_NODE:
		return read_name(f, t) ? FDT_BEGIN_NODE : FDT_BROKEN;
	case FDT_PROP:
		return read_prop(f, t) ? FDT_PROP : FDT_BROKEN;
	case FDT_END_NODE:
	case FDT_END:
		return (enum fdt_kind)kind;
	default:
		return FDT_BROKEN;
	}
}

fdt_node fdt_root(const struct fdt *f)
{
	struct fdt_token t;

	return fdt_read(f, 0, &t) == FDT_BEGIN_NODE ? t.at : FDT_NO_NODE;
}

fdt_node fdt_next_node(const struct fdt *f, fdt_node node, int *depth)
{
	struct fdt_token t;

	if (fdt_read(f, node, &t) != FDT_BEGIN_NODE)
		return FDT_NO_NODE;
	for (;;) {
		switch (fdt_read(f, t.next, &t)) {
		case FDT_BEGIN_NODE:
			++*depth;
			return t.at;
		case FDT_END_NODE:
			--*depth;
			break;
		case FDT_PROP:
			break;
		default:
			return FDT_NO_NODE;
		}
	}
}

fdt_node fdt_first_child(const struct fdt *f, fdt_node node)
{
	int depth = 0;
	fdt_node next = fdt_next_node(f, node, &depth);

	return depth == 1 ? next : FDT_NO_NODE;
}

fdt_node fdt_next_sibling(const struct fdt *f, fdt_node node)
{
	int depth = 0;

	do
		node = fdt_next_node(f, node, &depth);
	while (node != FDT_NO_NODE && depth > 0);
	return depth == 0 ? node : FDT_NO_NODE;
}

int fdt_path_to(const struct fdt *f, fdt_node node, fdt_node path[FDT_DEPTH_MAX])
{
	fdt_node n = fdt_root(f);
	int depth = 0;

	/* What fdt_open has accepted is no deeper than path is long. */
	for (; n != FDT_NO_NODE; n = fdt_next_node(f, n, &depth)) {
		path[depth] = n;
		if (n == node)
			return depth;
	}
	return -1;
}

fdt_node fdt_parent(const struct fdt *f, fdt_node node)
{
	fdt_node path[FDT_DEPTH_MAX];
	int depth = fdt_path_to(f, node, path);

	return depth > 0 ? path[depth - 1] : FDT_NO_NODE;
}

const char *fdt_name(const struct fdt *f, fdt_node node)
{
	struct fdt_token t;

	return fdt_read(f, node, &t) == FDT_BEGIN_NODE ? t.name : "";
}
