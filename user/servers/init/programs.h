/* SPDX-License-Identifier: MIT */
/*
 * The ramdisk's files as programs: each is looked at once, when init starts. What comes out can be mapped
 * without further checks, and where each program's pages come from is decided.
 */
#ifndef INIT_PROGRAMS_H
#define INIT_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/abi.h"
#include "lib/cpio.h"
#include "lib/elf.h"

/* As the kernel's own loader has it, which starts init (kernel/exec.c). */
#define USER_LOW   0x10000ul
#define USER_HIGH  0x4000000000ul
#define STACK_LOW  0x0c0000ul
#define STACK_HIGH 0x8c0000ul

#define PROGRAMS_MAX 256 /* files; the kernel complains about more */

/* A mapping of the ramdisk. */
struct piece {
	uint64_t start, length; /* in the process; start is a multiple of a page, length is bytes */
	uint64_t offset;	/* in the ramdisk */
	uint64_t filled; /* bytes from there on; zeroes behind them. 0 with a piece not private */
	unsigned flags;	 /* of SYS_map */
};

struct program {
	char name[LORIS_NAME_MAX];
	const char *problem; /* NULL: it is a program */
	uint64_t entry;
	unsigned pieces;
	struct piece piece[ELF_SEGMENTS_MAX];
	struct program *next; /* in its hash chain */
};

/* Looks at all files; the archive lies at its base for good. */
void programs_load(const struct cpio *ramdisk);
/* By name, with leading "/" and "./" left away; NULL: no such file. */
const struct program *program_find(const char *name);

#endif
