/* SPDX-License-Identifier: MIT */
/* Offsets and values of section 4.2.2 of virtio 1.2; those called legacy are of section 4.2.4. */
#ifndef LORIS_VIRTIO_REGISTERS_H
#define LORIS_VIRTIO_REGISTERS_H

#define VIRTIO_MAGIC		   0x000
#define VIRTIO_VERSION		   0x004
#define VIRTIO_DEVICE_ID	   0x008
#define VIRTIO_DEVICE_FEATURES	   0x010
#define VIRTIO_DEVICE_FEATURES_SEL 0x014
#define VIRTIO_DRIVER_FEATURES	   0x020
#define VIRTIO_DRIVER_FEATURES_SEL 0x024
#define VIRTIO_LEGACY_PAGE_SIZE	   0x028
#define VIRTIO_QUEUE_SEL	   0x030
#define VIRTIO_QUEUE_NUM_MAX	   0x034
#define VIRTIO_QUEUE_NUM	   0x038
#define VIRTIO_LEGACY_QUEUE_ALIGN  0x03c
#define VIRTIO_LEGACY_QUEUE_PFN	   0x040
#define VIRTIO_QUEUE_READY	   0x044
#define VIRTIO_QUEUE_NOTIFY	   0x050
#define VIRTIO_INTERRUPT_STATUS	   0x060
#define VIRTIO_INTERRUPT_ACK	   0x064
#define VIRTIO_STATUS		   0x070
#define VIRTIO_QUEUE_DESCRIPTOR	   0x080 /* each of these: low half, then the high one */
#define VIRTIO_QUEUE_AVAILABLE	   0x090
#define VIRTIO_QUEUE_USED	   0x0a0
#define VIRTIO_CONFIG		   0x100

#define VIRTIO_MAGIC_VALUE 0x74726976u /* "virt" */

#define VIRTIO_STATUS_ACKNOWLEDGE 1u
#define VIRTIO_STATUS_DRIVER	  2u
#define VIRTIO_STATUS_DRIVER_OK	  4u
#define VIRTIO_STATUS_FEATURES_OK 8u
#define VIRTIO_STATUS_NEEDS_RESET 64u

#define VIRTIO_F_VERSION_1 32 /* a feature bit */

#endif
