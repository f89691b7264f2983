/* SPDX-License-Identifier: MIT */
/* The devices that drivers ask for. Listed while booting, so that the tree need not be read later. */
#include "arch/riscv/devices.h"
#include "arch/riscv/arch.h"
#include "kernel/printk.h"
#include "lib/fdt.h"

#define DEVICES_MAX 128

static struct device devices[DEVICES_MAX];
static unsigned count;

BOOT void device_add(const struct device *d)
{
	if (count < DEVICES_MAX)
		devices[count++] = *d;
	else
		printk("%s at 0x%lx: left out, this kernel is built for %u devices\n",
		       d->compatible, d->address, DEVICES_MAX);
}

/* Any entry of its `compatible` will do. */
bool arch_find_device(struct loris_device *out)
{
	unsigned index = out->index;

	for (const struct device *d = devices; d < devices + count; d++) {
		if (!fdt_string_list_has(d->compatible, d->len, out->compatible) || index--)
			continue;
		out->source = d->source;
		out->address = d->address;
		out->size = d->size;
		return true;
	}
	return false;
}
