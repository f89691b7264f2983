/* SPDX-License-Identifier: MIT */
/*
 * Reader of cpio archives of the newc kind (magic 070701) that lie in memory. The archive may hold
 * anything: nothing outside of it is ever read, and every walk ends.
 */
#ifndef LORIS_CPIO_H
#define LORIS_CPIO_H

#include <stddef.h>
#include <stdint.h>

struct cpio {
	const uint8_t *base;
	size_t size; /* bytes */
};

/* Points into the archive. */
struct cpio_entry {
	const char
		*name;	 /* ends in NUL; as the archive has it, of any length, maybe with ./ or / */
	size_t name_len; /* without NUL, at least 1 */
	const uint8_t *data; /* aligned to 4 bytes if the archive is */
	size_t size;	     /* bytes */
	uint32_t mode;	     /* as in stat(2) */
	size_t offset;	     /* of the entry in the archive, for messages */
};

enum cpio_result {
	CPIO_ENTRY,	/* *out was filled */
	CPIO_END,	/* the trailer, or an archive of no bytes at all */
	CPIO_TRUNCATED, /* ends within an entry or without a trailer */
	CPIO_BAD_MAGIC,
	CPIO_BAD_FIELD, /* a digit that is not hexadecimal */
	CPIO_BAD_NAME,	/* empty, or without NUL at its end */
};

/* *cursor is 0 at first; it moves on only with CPIO_ENTRY, so any other result is final. */
enum cpio_result cpio_next(const struct cpio *archive, size_t *cursor, struct cpio_entry *out);

/* An entry's name without leading slashes and "./": archives are made with and without them. */
const char *cpio_plain_name(const char *name);

/* A few words for a message. */
const char *cpio_result_text(enum cpio_result result);

#endif
