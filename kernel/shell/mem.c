/* SPDX-License-Identifier: MIT */
/* The commands about the machine as a whole. */
#include "kernel/shell/shell.h"
#include "kernel/debug.h"
#include "kernel/grace.h"
#include "kernel/machine.h"
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/reaper.h"
#include "kernel/slab.h"
#include "kernel/smp.h"
#include "lib/string.h"

#define STATUS_MAX 255
#define KIB(pages) ((pages) * (PAGE_SIZE / 1024))

static void drain(void *unused)
{
	(void)unused;
	slab_drain_cache(); /* gives pages to the other cache */
	page_drain_cache();
}

void memory_settle(void)
{
	bool irqs;

	grace_wait();
	reaper_wait_idle();
	grace_wait();
	irqs = irq_save();
	smp_call(smp_others(), drain, NULL);
	drain(NULL);
	irq_restore(irqs);
}

int cmd_mem(int argc, char **argv)
{
	bool json = argc == 2 && strcmp(argv[1], "-j") == 0;
	uint64_t total, free, spaces;
	unsigned processes;

	if (argc != 1 + json)
		return SHELL_USAGE;
	memory_settle();
	total = page_total_count();
	free = page_free_count() + debug_quarantined();
	spaces = mm_live_count();
	processes = process_count();
	if (json) {
		console_printf("{\"type\":\"mem\",\"total\":%lu,\"free\":%lu,\"spaces\":%lu,"
			       "\"processes\":%u}\n",
			       total, free, spaces, processes);
		return SHELL_OK;
	}
	console_printf("%lu KiB, %lu KiB free; kernel image %lu KiB\n", KIB(total), KIB(free),
		       (uint64_t)(image_end - image_start) / 1024);
	console_printf("memory: %lu of %lu pages free, %lu spaces, %u processes\n", free, total,
		       spaces, processes);
	return SHELL_OK;
}

int cmd_log(int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		return SHELL_USAGE;
	log_show();
	return SHELL_OK;
}

int cmd_poweroff(int argc, char **argv)
{
	uint64_t status = shell_boot_failed;

	if (argc > 2 || (argc == 2 && (!str_parse_u64(argv[1], &status) || status > STATUS_MAX)))
		return SHELL_USAGE;
	machine_power_off((unsigned)status);
}

int cmd_reboot(int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		return SHELL_USAGE;
	arch_reboot();
}
