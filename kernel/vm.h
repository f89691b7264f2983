/* SPDX-License-Identifier: MIT */
/*
 * What is mapped in the user half of an address space: regions, filled page by page when touched.
 */
#ifndef KERNEL_VM_H
#define KERNEL_VM_H

#include "kernel/memory.h"
#include "kernel/mm.h"

#define VM_REGIONS_MAX 1024
#define VM_MAP_BASE    0x40000000UL /* where the kernel chooses addresses, if it may */
#define VM_BATCH       64	    /* most pages one call takes away before others get the hart */

/* What a mapping shows. */
struct vm_source {
	struct memory *memory; /* the caller keeps it from ending */
	uint64_t offset;       /* bytes; of a page, unless it is copied */
	uint64_t filled;       /* bytes, when it is copied (LORIS_MAP_PRIVATE) */
	unsigned prot_max;     /* LORIS_PROT_: what the mapping may ever be given, when it is not */
};

/*
 * All take mm->lock themselves, and mm has users, or none yet. addr and len are bytes; len is rounded up to
 * whole pages.
 *
 * Mappings of at most two pages are filled at once, or refused: their pages are charged together with the
 * mapping, and what is copied may be used for something else afterwards.
 */

/* flags: LORIS_PROT_, LORIS_MAP_PRIVATE. addr 0: the kernel chooses. Gives the address; ERR_INVALID,
 * ERR_EXISTS, ERR_NO_MEMORY, ERR_QUOTA. */
long vm_map_memory(struct mm *mm, va_t addr, uint64_t len, unsigned flags,
		   const struct vm_source *from);
/* Zeroes. */
long vm_map(struct mm *mm, va_t addr, uint64_t len, unsigned prot);
/* Both take away at most VM_BATCH pages and say in *done how many bytes from addr are finished. Protect
 * also gives ERR_NOT_FOUND, ERR_PERM, and has done nothing then. */
enum err vm_unmap(struct mm *mm, va_t addr, uint64_t len, uint64_t *done);
enum err vm_protect(struct mm *mm, va_t addr, uint64_t len, unsigned prot, uint64_t *done);

/* A page fault of the current user thread. OK: try again. ERR_FAULT, ERR_NO_MEMORY (its quota is used up
 * too): end the process. */
enum err vm_fault(struct mm *mm, va_t addr, unsigned access);

/* Copies to and from user memory by way of the direct map: under mm->lock, since a software walk holds
 * no TLB entry that an acknowledgement would protect (hazard H57). A page that can be filled is. Device
 * registers are ERR_FAULT. On an error part of it may have been copied. */
enum err copy_from_user(struct mm *mm, void *to, va_t from, size_t len);
enum err copy_to_user(struct mm *mm, va_t to, const void *from, size_t len);

#endif
