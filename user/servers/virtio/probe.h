/* SPDX-License-Identifier: MIT */
/* Where among the machine's virtio-mmio slots the device of one kind is. */
#ifndef LORIS_VIRTIO_PROBE_H
#define LORIS_VIRTIO_PROBE_H

#include "user/servers/driver/device.h"
#include "user/servers/virtio/virtio.h"

/* The first device of this id. OK, ERR_NOT_FOUND, or what the kernel says. */
long virtio_probe(handle_t system, uint32_t id, struct device *place, struct virtio *device);

#endif
