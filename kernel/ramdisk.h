/* SPDX-License-Identifier: MIT */
/*
 * The files of the ramdisk: a cpio archive that the boot loader put into memory. Read once at boot,
 * constant from then on, so that file contents can be mapped and read without a lock.
 */
#ifndef KERNEL_RAMDISK_H
#define KERNEL_RAMDISK_H

#include <stddef.h>
#include <stdint.h>

struct ramdisk_file {
	const char *name; /* NUL-ended, shorter than LORIS_NAME_MAX */
	const uint8_t *data;
	uint64_t size;
};

/* Takes the archive at [data, data + size); says in one line what is wrong with it. Keeps the files
 * that come before the fault. */
void ramdisk_init(const void *data, size_t size);
unsigned ramdisk_count(void);
const struct ramdisk_file *ramdisk_file(unsigned i); /* NULL past the last */
const struct ramdisk_file *ramdisk_find(const char *name);

#endif
