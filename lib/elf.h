/* SPDX-License-Identifier: MIT */
/*
 * Decides whether a file in memory is a program that can be loaded, and where its segments go. The
 * file may hold anything; what comes out can be mapped and copied without further checks.
 */
#ifndef LORIS_ELF_H
#define LORIS_ELF_H

#include <stddef.h>
#include <stdint.h>

#define ELF_PAGE_SIZE	 4096
#define ELF_SEGMENTS_MAX 8

/* elf_segment.flags: as in the file */
#define ELF_X 1u
#define ELF_W 2u
#define ELF_R 4u

/* memsz bytes at vaddr, of which the first filesz come from the file and the others are zero. */
struct elf_segment {
	uint64_t vaddr, memsz, filesz;
	uint64_t offset; /* in the file; the same as vaddr within a page, unless filesz is 0 */
	uint32_t flags;
};

/* Segments ascend, each has at least one byte, no two touch the same page. */
struct elf_image {
	uint64_t entry;
	unsigned segments;
	struct elf_segment segment[ELF_SEGMENTS_MAX];
};

enum elf_result {
	ELF_OK,
	ELF_TRUNCATED, /* shorter than an ELF header */
	ELF_BAD_MAGIC,
	ELF_BAD_CLASS,	 /* not 64-bit little-endian */
	ELF_BAD_MACHINE, /* not RISC-V */
	ELF_BAD_TYPE,	 /* not ET_EXEC: relocatable, shared, position independent */
	ELF_BAD_TABLE,	 /* program headers of another size, or beyond the file */
	ELF_TOO_MANY_SEGMENTS,
	ELF_NO_SEGMENT,
	ELF_BEYOND_FILE, /* a segment's bytes are not all in the file */
	ELF_BAD_SIZE,	 /* filesz > memsz */
	ELF_BAD_ADDRESS, /* a segment is not within [lo, hi) */
	ELF_MISALIGNED,	 /* vaddr and offset differ within a page */
	ELF_WRITE_EXEC,	 /* a segment is writable and executable */
	ELF_OVERLAP,	 /* two segments touch the same page */
	ELF_BAD_ENTRY,	 /* the entry is odd, or not in an executable segment */
};

/* lo and hi are page-aligned; *out is defined with ELF_OK only. A segment may be as large as hi -
   lo: how much memory a program may have is the caller's business. */
enum elf_result elf_parse(const void *file, size_t size, uint64_t lo, uint64_t hi,
			  struct elf_image *out);

/* A few words for a message. */
const char *elf_result_text(enum elf_result result);

#endif
