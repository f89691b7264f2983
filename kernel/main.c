/* SPDX-License-Identifier: MIT */
#include "kernel/main.h"
#include "kernel/bench.h"
#include "kernel/bootargs.h"
#include "kernel/console.h"
#include "kernel/console_server.h"
#include "kernel/grace.h"
#include "kernel/kthread.h"
#include "kernel/machine.h"
#include "kernel/page.h"
#include "kernel/panic.h"
#include "kernel/policy.h"
#include "kernel/printk.h"
#include "kernel/ramdisk.h"
#include "kernel/reaper.h"
#include "kernel/shell/shell.h"
#include "kernel/smp.h"

static void banner(void)
{
	char text[POLICY_TEXT_MAX];

	policy_format(&policy, text);
	printk("loris: %u hart%s, %lu MiB, ASIDs of %u bits, policy %s\n", harts_online,
	       harts_online == 1 ? "" : "s", page_total_count() * PAGE_SIZE >> 20,
	       policy_asid_bits(), text);
}

static void start_kthreads(void)
{
	for_each_hart(h)
		bench_start_hart(h);
	reaper_start();
	console_server_start();
	grace_start();
	if (!kthread_start("shell", this_hart(), PRIORITY_SHELL, shell_main, NULL))
		panic("no memory for the shell");
}

_Noreturn void kernel_main(unsigned harts_described)
{
	bootargs_parse(machine.bootargs);
	mm_init();
	hart_prepare_boot();
	harts_start(harts_described);
	ramdisk_init(direct(machine.initrd), machine.initrd_end - machine.initrd);
	this_hart()->stats = (struct loris_stats){0}; /* counting starts here */
	kernel_map_seal();
	policy_start();
	banner();
	console_init();
	start_kthreads();
	arch_resume();
}
