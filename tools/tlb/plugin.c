// SPDX-License-Identifier: MIT
/*
 * A QEMU plugin: a TLB that tells the truth, beside QEMU's own, which forgives every missing fence.
 *
 *   qemu-system-riscv64 -m 256M -object memory-backend-file,id=ram,size=256M,mem-path=RAM,share=on \
 *       -machine virt,memory-backend=ram -plugin build/tlb-v4.so,ram=RAM,out=FILE,mode=check ...
 *
 *   mode=check  tlbcheck (check.c); eager=on, invalid=on: what hardware may cache without being asked
 *   mode=stat   tlbstat (stat.c); geometry=... as geometry.c reads it, several separated by +
 *   asidbits=N  as if a hart had no more
 *
 * It needs a QEMU whose plugin interface reads registers (10.0). This file reads the arguments; what the
 * guest executes is watched by watch.c.
 */
#include <stdlib.h>
#include <string.h>
#include "tools/plugin/callbacks.h"
#include "tools/tlb/watch.h"

int qemu_plugin_version = QEMU_PLUGIN_API;

struct machine machine;

static void translated(struct qemu_plugin_tb *tb)
{
	watch_block(tb);
}

static void at_exit(void)
{
	machine.model->finish(machine.out);
	fclose(machine.out);
}

static bool start_harts(unsigned int count)
{
	machine.hart_count = count;
	machine.harts = calloc(count, sizeof(*machine.harts));
	if (!machine.harts || !watch_start(count))
		return false;
	for (unsigned int i = 0; i < count; i++) {
		machine.harts[i].index = i;
		if (pthread_mutex_init(&machine.harts[i].lock, NULL) ||
		    !machine.model->start(&machine.harts[i]))
			return false;
	}
	return true;
}

static bool take_argument(const char *name, const char *value)
{
	unsigned long bits = strtoul(value, NULL, 10);

	if (!strcmp(name, "ram"))
		return memory_map(value);
	if (!strcmp(name, "out"))
		return (machine.out = fopen(value, "w"));
	if (!strcmp(name, "mode")) {
		machine.model = strcmp(value, "stat") ? &check_model : &stat_model;
		return !strcmp(value, "stat") || !strcmp(value, "check");
	}
	if (!strcmp(name, "asidbits")) {
		machine.asid_mask = (uint16_t)((1u << bits) - 1);
		return bits <= 16;
	}
	if (!strcmp(name, "eager"))
		return qemu_plugin_bool_parse(name, value, &machine.eager);
	if (!strcmp(name, "invalid"))
		return qemu_plugin_bool_parse(name, value, &machine.invalid);
	machine.geometries = value;
	return !strcmp(name, "geometry");
}

static bool take_arguments(int argc, char **argv)
{
	machine.asid_mask = 0xffff;
	for (int i = 0; i < argc; i++) {
		char *equals = strchr(argv[i], '=');

		if (equals)
			*equals = 0;
		if (!equals || !take_argument(argv[i], equals + 1)) {
			fprintf(stderr, "tlb: %s: not an argument, or not usable\n", argv[i]);
			return false;
		}
	}
	return machine.model && machine.out && memory_page(RAM_BASE);
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (!info->system_emulation || !take_arguments(argc, argv) ||
	    !start_harts((unsigned int)info->system.max_vcpus)) {
		fputs("tlb: usage: -plugin tlb.so,ram=FILE,out=FILE,mode=check|stat\n", stderr);
		return 1;
	}
	register_callbacks(id);
	return 0;
}
