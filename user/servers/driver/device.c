// SPDX-License-Identifier: MIT
#include <string.h>
#include "user/servers/driver/device.h"

#define PAGE_MASK ((uint64_t)LORIS_PAGE_SIZE - 1)

static long map_shared(handle_t memory, uint64_t size)
{
	return sys_map_into(0, NULL, size, LORIS_PROT_READ | LORIS_PROT_WRITE, memory, 0, 0);
}

/* The mapping keeps what it shows, the handle is not needed beside it. */
static long map_registers(handle_t system, const struct loris_device *place)
{
	uint64_t first = place->address & ~PAGE_MASK;
	uint64_t size = (place->address + place->size - first + PAGE_MASK) & ~PAGE_MASK;
	long memory = sys_memory_physical(system, first, size);
	long at;

	if (memory < 0)
		return memory;
	at = map_shared((handle_t)memory, size);
	sys_handle_close((handle_t)memory);
	return at < 0 ? at : at + (long)(place->address - first);
}

long device_open(handle_t system, const char *compatible, uint32_t index, struct device *device)
{
	struct loris_device place = {.index = index};
	long result;

	strncpy(place.compatible, compatible, sizeof(place.compatible) - 1);
	result = sys_system(system, LORIS_SYSTEM_DEVICE, (uint64_t)&place);
	if (result < 0)
		return result;
	result = map_registers(system, &place);
	if (result < 0)
		return result;
	*device = (struct device){(void *)result, place.size, place.source};
	return OK;
}

void device_close(struct device *device)
{
	uint64_t at = (uint64_t)device->registers;
	uint64_t first = at & ~PAGE_MASK;

	sys_unmap((void *)first, (at + device->size - first + PAGE_MASK) & ~PAGE_MASK);
	device->registers = NULL;
}

long device_interrupt(handle_t system, const struct device *device, handle_t notification,
		      uint64_t bits)
{
	long interrupt = sys_interrupt_create(system, device->source);
	long err;

	if (interrupt < 0)
		return interrupt;
	err = sys_interrupt_bind((handle_t)interrupt, notification, bits);
	if (err >= 0)
		return interrupt;
	sys_handle_close((handle_t)interrupt);
	return err;
}

long device_dma(handle_t system, handle_t memory, struct dma *dma)
{
	struct loris_handle info;
	long err = sys_handle_info(memory, &info);
	long physical, base;

	if (err < 0)
		return err;
	if (info.type != LORIS_MEMORY)
		return ERR_INVALID;
	physical = sys_memory_address(system, memory, 0);
	if (physical < 0)
		return physical;
	base = map_shared(memory, info.size);
	if (base < 0)
		return base;
	*dma = (struct dma){
		.base = (void *)base, .physical = (uint64_t)physical, .size = info.size};
	return OK;
}
