/* SPDX-License-Identifier: MIT */
/*
 * Reader of flattened device trees (Devicetree Specification, chapter 5, version 17). The blob may
 * hold anything: fdt_open walks through all of it once, and what is read later is still bounded.
 * Nothing recurses, nothing is changed. A tree is read by walking from node to node in its order; at each
 * node its own properties are at hand, and what must be known of the buses above it.
 */
#ifndef LORIS_FDT_H
#define LORIS_FDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FDT_DEPTH_MAX 16 /* nodes on the way from the root to the deepest, both counted */

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

/* The properties that are looked at; all others are passed over. Their names: fdt_walk.c. */
enum fdt_property {
	FDT_ADDRESS_CELLS,
	FDT_SIZE_CELLS,
	FDT_RANGES,
	FDT_REG,
	FDT_STATUS,
	FDT_COMPATIBLE,
	FDT_DEVICE_TYPE,
	FDT_PHANDLE,
	FDT_INTERRUPT_CONTROLLER,
	FDT_INTERRUPTS,
	FDT_INTERRUPT_PARENT,
	FDT_INTERRUPTS_EXTENDED,
	FDT_TIMEBASE_FREQUENCY,
	FDT_MMU_TYPE,
	FDT_ISA,
	FDT_ISA_EXTENSIONS,
	FDT_BOOTARGS,
	FDT_STDOUT_PATH,
	FDT_INITRD_START,
	FDT_INITRD_END,
	FDT_REG_SHIFT,
	FDT_REG_IO_WIDTH,
	FDT_NO_MAP,
	FDT_PROPERTIES
};

/* data NULL: the node has no such property. */
struct fdt_value {
	const void *data;
	uint32_t len;
};

struct fdt_level {
	const char *name;	 /* with its unit address, as in "cpu@0"; "" for the root */
	struct fdt_value ranges; /* as a bus: how its addresses become those of the bus above, */
	uint32_t address_cells, size_cells; /* and how many cells they take; 0 and 3 for nonsense */
	uint32_t
		interrupt_parent; /* a phandle, of the node's own or of one above; 0: there is none */
};

/* Where a walk is. */
struct fdt_node {
	const struct fdt *f;
	uint32_t at;		/* in the structure, of the token that comes next */
	int depth;		/* of the node: 0 for the root */
	enum fdt_result result; /* when the walk has ended: why */
	struct fdt_level
		level[FDT_DEPTH_MAX]; /* from the root to the node, which is level[depth] */
	struct fdt_value value[FDT_PROPERTIES];
};

/* Reads at most max_size bytes from blob, which must stay as it is while f is used. */
enum fdt_result fdt_open(struct fdt *f, const void *blob, size_t max_size);
const char *fdt_result_text(enum fdt_result result);

/* A walk through all nodes, each before those below it: fdt_begin, and then fdt_next to each, until that is false.
 * (lib/fdt_walk.c) */
void fdt_begin(struct fdt_node *n, const struct fdt *f);
bool fdt_next(struct fdt_node *n);

/* Does the path lead to this node? It is absolute and may end at a ':' as in stdout-path; a component without unit
 * address means each node that has the rest of its name. */
bool fdt_is_at(const struct fdt_node *n, const char *path);
/* status is absent, "okay" or "ok". */
bool fdt_enabled(const struct fdt_node *n);

/* What a property says. false or NULL when it is not there, or not of that kind; then *out is untouched. */
bool fdt_u32(const struct fdt_node *n, enum fdt_property p, uint32_t *out);
bool fdt_u64(const struct fdt_node *n, enum fdt_property p, uint64_t *out); /* or u32 */
const char *fdt_string(const struct fdt_node *n, enum fdt_property p);
/* Is s one of its strings? */
bool fdt_has(const struct fdt_node *n, enum fdt_property p, const char *s);

/* Is s one of the strings in a property of so many bytes? prop may be NULL. (lib/fdt_strings.c) */
bool fdt_string_list_has(const void *prop, uint32_t len, const char *s);

/*
 * The index-th pair of reg, as addresses of the root bus: translated through the ranges of all
 * buses above. Where the parent has #size-cells 0 the number is no memory address but an identity
 * (a hart id): it comes as it is, with size 0. False when there is no such pair, no way to
 * translate it, or its end wraps around. (lib/fdt_reg.c)
 */
bool fdt_reg(const struct fdt_node *n, unsigned index, uint64_t *addr, uint64_t *size);

/* The memory reservation block; false past the last. The ranges are as the blob has them. */
bool fdt_reserved(const struct fdt *f, unsigned index, uint64_t *addr, uint64_t *size);

/* A number of so many 32-bit cells, of which the last two count; the caller has looked at the length. */
uint64_t fdt_number(const void *cells, uint32_t count);

#endif
