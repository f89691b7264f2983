// SPDX-License-Identifier: MIT
#include "user/servers/virtio/probe.h"

long virtio_probe(handle_t system, uint32_t id, struct device *place, struct virtio *device)
{
	for (uint32_t i = 0;; i++) {
		long err = device_open(system, "virtio,mmio", i, place);

		if (err < 0)
			return err;
		if (virtio_find(device, place->registers, id))
			return OK;
		device_close(place);
	}
}
