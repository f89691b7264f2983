/* SPDX-License-Identifier: MIT */
/* What the parts of the device tree reader share: the structure block as a row of tokens. */
#ifndef LORIS_FDT_TOKEN_H
#define LORIS_FDT_TOKEN_H

#include "lib/fdt.h"

enum fdt_kind {
	FDT_BEGIN_NODE = 1,
	FDT_END_NODE = 2,
	FDT_PROP = 3,
	FDT_NOP = 4, /* fdt_read skips it */
	FDT_END = 9,
	FDT_BROKEN = 0, /* cut off, or no token at all */
};

struct fdt_token {
	uint32_t at;	     /* offset in the structure block */
	uint32_t next;	     /* where the token after this one begins */
	const char *name;    /* of a node or property only */
	const uint8_t *data; /* of a property only */
	uint32_t len;
};

/* Reads the first token at or after offset `at` that is no NOP. Never reads beyond its block. *t is
   defined unless the result is FDT_BROKEN. */
enum fdt_kind fdt_read(const struct fdt *f, uint32_t at, struct fdt_token *t);

#endif
