/* SPDX-License-Identifier: MIT */
/*
 * A device as its driver gets hold of it: where it is comes from the machine's device tree, its registers
 * are mapped, its interrupt arrives as a notification. All of it ends with the process.
 */
#ifndef LORIS_DRIVER_DEVICE_H
#define LORIS_DRIVER_DEVICE_H

#include <stdint.h>
#include "user/lib/sys.h"
#include "user/servers/virtio/dma.h"

struct device {
	volatile void *registers;
	uint64_t size;	 /* of the registers, in bytes */
	uint32_t source; /* of its interrupt, as the interrupt controller counts */
};

/* The index-th of the devices that are `compatible` with this, in the order of the device tree. OK, or
 * ERR_NOT_FOUND: there are not so many; what the kernel says when it cannot be mapped. */
long device_open(handle_t system, const char *compatible, uint32_t index, struct device *device);

/* For a device that turns out to be somebody else's. */
void device_close(struct device *device);

/* Delivers the device's interrupts as bits of the notification, each once it has been acknowledged.
 * Returns the interrupt's handle, or an error: ERR_BUSY: another driver has it. */
long device_interrupt(handle_t system, const struct device *device, handle_t notification,
		      uint64_t bits);

/* Maps the memory that init keeps for this driver and its successors. OK, or an error: ERR_INVALID: it
 * is no memory for that. */
long device_dma(handle_t system, handle_t memory, struct dma *dma);

#endif
