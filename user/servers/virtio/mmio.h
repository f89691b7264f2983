/* SPDX-License-Identifier: MIT */
/*
 * Registers of a device, in the order of the program: what was written to memory before a register is
 * written has reached the device's view by then, and what is read from memory after a register was read
 * is not older than that. Functions, so that the tests put a device of their own in the registers' place.
 */
#ifndef LORIS_VIRTIO_MMIO_H
#define LORIS_VIRTIO_MMIO_H

#include <stdint.h>

uint32_t mmio_read(const volatile void *base, unsigned offset);
void mmio_write(volatile void *base, unsigned offset, uint32_t value);
/* What was written to registers is there before memory is read from here on. */
void mmio_settle(void);

#endif
