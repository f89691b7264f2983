/* SPDX-License-Identifier: MIT */
/*
 * What is mapped in the user half of an address space: regions, filled page by page when touched.
 */
#ifndef KERNEL_VM_H
#define KERNEL_VM_H

#include "kernel/mm.h"

#define VM_REGIONS_MAX 1024
#define VM_MAP_BASE    0x40000000UL /* where the kernel chooses addresses, if it may */
#define VM_BATCH       512	    /* most pages one call takes away before others get the hart */

/* All take mm->lock themselves. addr and len are bytes; len is rounded up to whole pages. */

/* addr 0: the kernel chooses. Gives the address; ERR_INVALID, ERR_EXISTS, ERR_NO_MEMORY. */
long vm_map(struct mm *mm, va_t addr, uint64_t len, unsigned prot);
/* Part of a program file: file_len bytes of it, then zeroes up to len. What can be mapped straight from
 * the ramdisk is mapped at once, up to VM_BATCH pages. `file` stays for ever. */
enum err vm_map_file(struct mm *mm, va_t addr, uint64_t len, unsigned prot, const uint8_t *file,
		     uint64_t file_len);
/* Both take away at most VM_BATCH pages and say in *done how many bytes from addr are finished. */
enum err vm_unmap(struct mm *mm, va_t addr, uint64_t len, uint64_t *done);
enum err vm_protect(struct mm *mm, va_t addr, uint64_t len, unsigned prot, uint64_t *done);

/* A page fault of the current user thread. OK: try again. ERR_FAULT, ERR_NO_MEMORY: end the process. */
enum err vm_fault(struct mm *mm, va_t addr, unsigned access);

/* Copies to and from user memory by way of the direct map: under mm->lock, since a software walk holds
 * no TLB entry that an acknowledgement would protect (hazard H57). A page that can be filled is. On
 * ERR_FAULT part of it may have been copied. */
enum err copy_from_user(struct mm *mm, void *to, va_t from, size_t len);
enum err copy_to_user(struct mm *mm, va_t to, const void *from, size_t len);

#endif
