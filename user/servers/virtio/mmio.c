// SPDX-License-Identifier: MIT
#include "user/servers/virtio/mmio.h"

uint32_t mmio_read(const volatile void *base, unsigned offset)
{
	uint32_t value = *(const volatile uint32_t *)((const volatile char *)base + offset);

	__asm__ volatile("fence i, ir" ::: "memory");
	return value;
}

void mmio_write(volatile void *base, unsigned offset, uint32_t value)
{
	__asm__ volatile("fence rw, o" ::: "memory");
	*(volatile uint32_t *)((volatile char *)base + offset) = value;
}

void mmio_settle(void)
{
	__asm__ volatile("fence o, r" ::: "memory");
}
