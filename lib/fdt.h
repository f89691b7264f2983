/* SPDX-License-Identifier: MIT */
/*
 * Reader of flattened device trees (Devicetree Specification, chapter 5, version 17). The blob may
 * hold anything: fdt_open checks the whole structure once, and what is read later is still bounded.
 * Nothing recurses, nothing is changed, and each lookup is one walk from the start of the tree or
 * of its node: a few dozen instructions per node and property on the way.
 *
 * A node is named by its offset in the structure block. FDT_NO_NODE may be passed wherever a node
 * may: it has no properties, no children, no name.
 */
#ifndef LORIS_FDT_H
#define LORIS_FDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FDT_DEPTH_MAX 16 /* nodes on the way from the root to the deepest, both counted */
#define FDT_NO_NODE   UINT32_MAX

typedef uint32_t fdt_node;

struct fdt {
	const uint8_t *base;
	uint32_t size;
	const uint8_t *structure; /* blocks of the blob */
	uint32_t structure_size;
	const char *strings;
	uint32_t strings_size;
	const uint8_t *reserved;
	unsigned reserved_count;
};

enum fdt_result {
	FDT_OK,
	FDT_BAD_MAGIC,
	FDT_BAD_VERSION, /* cannot be read as version 17 */
	FDT_TRUNCATED,	 /* shorter than its header, or says it is longer than max_size */
	FDT_BAD_LAYOUT,	 /* a block is not within the blob */
	FDT_BAD_STRUCTURE,
	FDT_TOO_DEEP,
};

/* Reads at most max_size bytes from blob, which must stay as it is while f is used. */
enum fdt_result fdt_open(struct fdt *f, const void *blob, size_t max_size);
const char *fdt_result_text(enum fdt_result result);

/* Walking. All give FDT_NO_NODE when there is no such node. */
fdt_node fdt_root(const struct fdt *f);
fdt_node fdt_first_child(const struct fdt *f, fdt_node node);
fdt_node fdt_next_sibling(const struct fdt *f, fdt_node node);
fdt_node fdt_parent(const struct fdt *f, fdt_node node);

/* The node that begins next in the blob, at any depth; *depth changes by the difference. A walk of
   a subtree ends where *depth is no longer greater than at its start. */
fdt_node fdt_next_node(const struct fdt *f, fdt_node node, int *depth);

/* Fills path[0], the root, to path[depth], the node, and returns depth; -1 for what is no node. */
int fdt_path_to(const struct fdt *f, fdt_node node, fdt_node path[FDT_DEPTH_MAX]);

/* With its unit address, as in "cpu@0"; "" for the root. Never NULL. */
const char *fdt_name(const struct fdt *f, fdt_node node);

/* path is absolute and may end at a ':' as in stdout-path; a component without unit address matches
   the first node that has the rest of its name. */
fdt_node fdt_find_path(const struct fdt *f, const char *path);

/* The next node after `after` (FDT_NO_NODE: of all) that says it is compatible. */
fdt_node fdt_find_compatible(const struct fdt *f, fdt_node after, const char *compatible);
fdt_node fdt_find_phandle(const struct fdt *f, uint32_t phandle);

/* Properties. NULL or false when it is not there, or not of that kind; then *out is untouched. */
const void *fdt_prop(const struct fdt *f, fdt_node node, const char *name, uint32_t *len);
bool fdt_prop_u32(const struct fdt *f, fdt_node node, const char *name, uint32_t *out);
bool fdt_prop_u64(const struct fdt *f, fdt_node node, const char *name, uint64_t *out); /* or u32 */
const char *fdt_prop_string(const struct fdt *f, fdt_node node, const char *name);

/* Is s one of the strings in a property of so many bytes? prop may be NULL. (lib/fdt_strings.c) */
bool fdt_string_list_has(const void *prop, uint32_t len, const char *s);

/* status is absent, "okay" or "ok". */
bool fdt_node_enabled(const struct fdt *f, fdt_node node);

/*
 * The index-th pair of reg, as addresses of the root bus: translated through the ranges of all
 * buses above. Where the parent has #size-cells 0 the number is no memory address but an identity
 * (a hart id): it comes as it is, with size 0. False when there is no such pair, no way to
 * translate it, or its end wraps around. (lib/fdt_reg.c)
 */
bool fdt_reg(const struct fdt *f, fdt_node node, unsigned index, uint64_t *addr, uint64_t *size);
/* The same for who came down to the node, path[depth], from the root, path[0]; that saves the search. */
bool fdt_reg_on_path(const struct fdt *f, const fdt_node path[FDT_DEPTH_MAX], int depth,
		     unsigned index, uint64_t *addr, uint64_t *size);

/* The memory reservation block; false past the last. The ranges are as the blob has them. */
bool fdt_reserved(const struct fdt *f, unsigned index, uint64_t *addr, uint64_t *size);

/* The index-th 32-bit cell of a property's value; the caller has looked at its length. */
uint32_t fdt_cell(const void *prop, unsigned index);

#endif
