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

struct in_use {
	uint64_t total, free, slab_pages, spaces;
	unsigned processes, threads, handles;
};

static void add_process(struct process *p, void *in_use)
{
	struct in_use *m = in_use;

	m->threads += load_once(&p->living);
	m->handles += handle_count(p);
}

static void look(struct in_use *m)
{
	memory_settle();
	*m = (struct in_use){
		.total = page_total_count(),
		.free = page_free_count() + debug_quarantined(),
		.slab_pages = slab_pages(),
		.spaces = mm_live_count(),
		.processes = process_count(),
	};
	process_for_each(add_process, m);
}

static void print_json(const struct in_use *m)
{
	console_printf(
		"{\"type\":\"mem\",\"total\":%lu,\"free\":%lu,\"slab_pages\":%lu,"
		"\"spaces\":%lu,\"processes\":%u,\"threads\":%u,\"handles\":%u,\"objects\":{",
		m->total, m->free, m->slab_pages, m->spaces, m->processes, m->threads, m->handles);
	for (unsigned bin = 0; slab_size(bin) <= SLAB_MAX_SIZE; bin++)
		console_printf("%s\"%u\":%lu", bin ? "," : "", slab_size(bin), slab_in_use(bin));
	console_printf("}}\n");
}

static void print_text(const struct in_use *m)
{
	console_printf("%lu KiB, %lu KiB free; kernel image %lu KiB\n", KIB(m->total), KIB(m->free),
		       image_stays() / 1024);
	console_printf(
		"memory: %lu of %lu pages free, %lu spaces, %u processes, %u threads, %u handles\n",
		m->free, m->total, m->spaces, m->processes, m->threads, m->handles);
	console_printf("objects: %lu pages;", m->slab_pages);
	for (unsigned bin = 0; slab_size(bin) <= SLAB_MAX_SIZE; bin++)
		console_printf(" %lu of %u", slab_in_use(bin), slab_size(bin));
	console_printf(" bytes\n");
}

int cmd_mem(int argc, char **argv)
{
	bool json = argc == 2 && strcmp(argv[1], "-j") == 0;
	struct in_use m;

	if (argc != 1 + json)
		return SHELL_USAGE;
	look(&m);
	(json ? print_json : print_text)(&m);
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
