/* SPDX-License-Identifier: MIT */
/* Properties, and nodes by what they are called or say of themselves. */
#include "lib/fdt.h"
#include "lib/fdt_token.h"
#include "lib/string.h"

static bool is_named(const struct fdt_token *t, const char *name)
{
	/* Most differ in the first character, which saves most of the calls. */
	return t->name[0] == name[0] && strcmp(t->name, name) == 0;
}

const void *fdt_prop(const struct fdt *f, fdt_node node, const char *name, uint32_t *len)
{
	struct fdt_token t;

	if (fdt_read(f, node, &t) != FDT_BEGIN_NODE)
		return NULL;
	while (fdt_read(f, t.next, &t) == FDT_PROP) {
		if (is_named(&t, name)) {
			*len = t.len;
			return t.data;
		}
	}
	return NULL;
}

bool fdt_prop_u32(const struct fdt *f, fdt_node node, const char *name, uint32_t *out)
{
	uint32_t len;
	const void *prop = fdt_prop(f, node, name, &len);

	if (!prop || len != 4)
		return false;
	*out = fdt_cell(prop, 0);
	return true;
}

bool fdt_prop_u64(const struct fdt *f, fdt_node node, const char *name, uint64_t *out)
{
	uint32_t len;
	const void *prop = fdt_prop(f, node, name, &len);

	if (!prop || (len != 4 && len != 8))
		return false;
	*out = fdt_cell(prop, 0);
	if (len == 8)
		*out = *out << 32 | fdt_cell(prop, 1);
	return true;
}

const char *fdt_prop_string(const struct fdt *f, fdt_node node, const char *name)
{
	uint32_t len;
	const char *prop = fdt_prop(f, node, name, &len);

	return prop && len && prop[len - 1] == '\0' ? prop : NULL;
}

bool fdt_node_enabled(const struct fdt *f, fdt_node node)
{
	uint32_t len;
	const void *status = fdt_prop(f, node, "status", &len);

	return !status || fdt_string_list_has(status, len, "okay") ||
	       fdt_string_list_has(status, len, "ok");
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

fdt_node fdt_find_path(const struct fdt *f, const char *path)
{
	fdt_node node = *path == '/' ? fdt_root(f) : FDT_NO_NODE;

	while (node != FDT_NO_NODE) {
		size_t len = 0;

		while (*path == '/')
			path++;
		while (path[len] && path[len] != '/' && path[len] != ':')
			len++;
		if (len == 0)
			break;
		node = fdt_first_child(f, node);
		while (node != FDT_NO_NODE && !component_is(path, len, fdt_name(f, node)))
			node = fdt_next_sibling(f, node);
		path += len;
	}
	return node;
}

typedef bool match_prop(const struct fdt_token *prop, const void *wanted);

/* The first node after `after` whose property of that name matches: one pass over all tokens. */
static fdt_node find_by_prop(const struct fdt *f, fdt_node after, const char *name,
			     match_prop *match, const void *wanted)
{
	struct fdt_token t = {.next = 0};
	fdt_node node = FDT_NO_NODE;

	if (after != FDT_NO_NODE && fdt_read(f, after, &t) != FDT_BEGIN_NODE)
		return FDT_NO_NODE;
	for (;;) {
		switch (fdt_read(f, t.next, &t)) {
		case FDT_BEGIN_NODE:
			node = t.at;
			break;
		case FDT_PROP: /* at first those of `after` itself, when there is no node yet */
			if (node != FDT_NO_NODE && is_named(&t, name) && match(&t, wanted))
				return node;
			break;
		case FDT_END_NODE:
			break;
		default:
			return FDT_NO_NODE;
		}
	}
}

static bool match_string(const struct fdt_token *prop, const void *wanted)
{
	return fdt_string_list_has(prop->data, prop->len, wanted);
}

fdt_node fdt_find_compatible(const struct fdt *f, fdt_node after, const char *compatible)
{
	return find_by_prop(f, after, "compatible", match_string, compatible);
}

static bool match_cell(const struct fdt_token *prop, const void *wanted)
{
	return prop->len == 4 && fdt_cell(prop->data, 0) == *(const uint32_t *)wanted;
}

fdt_node fdt_find_phandle(const struct fdt *f, uint32_t phandle)
{
	return find_by_prop(f, FDT_NO_NODE, "phandle", match_cell, &phandle);
}
