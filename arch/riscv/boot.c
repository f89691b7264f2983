/* SPDX-License-Identifier: MIT */
/*
 * From the first map (early.c) to kernel_main(): the device tree, memory, the real map, the console. One
 * hart; the others wait in the firmware. Nothing of this file is left when the machine is up (kernel.ld).
 */
#include "arch/riscv/arch.h"
#include "arch/riscv/console.h"
#include "arch/riscv/devicetree.h"
#include "arch/riscv/pagetable.h"
#include "arch/riscv/plic.h"
#include "arch/riscv/power.h"
#include "arch/riscv/timer.h"
#include "kernel/hart.h"
#include "kernel/main.h"
#include "kernel/page.h"
#include "kernel/printk.h"

extern char boot_stack_top[];

/* boot.S calls it. */
_Noreturn void boot_main(uint64_t hartid, pa_t tree);
/* cpu.S */
bool probe_svinval(void);

static char first_panic_stack[PAGE_SIZE] __attribute__((aligned(16)));

/* ---- the way to kernel_main() ----------------------------------------------------------------------- */

static void start_devices(const struct platform *p)
{
	volatile void *uart = NULL, *plic = NULL, *test = NULL;

	if (p->power_test)
		test = device_map(p->power_test, 4);
	if (test)
		power_init(test);
	if (p->has_plic_context)
		plic = device_map(p->plic, p->plic_size);
	if (plic)
		plic_init(plic, p->plic_context);
	if (p->uart)
		uart = device_map(p->uart, p->uart_size);
	if (uart)
		console_use_uart(uart, p);
}

static void describe_harts(const struct platform *p)
{
	for (unsigned i = 0; i < p->hart_count; i++) {
		harts[i].index = i;
		harts[i].hartid = p->hartid[i];
	}
}

/* Something without which there is no kernel, already said. The test device is not mapped yet, so the
 * status line is all that tells (tools/run). */
static _Noreturn void give_up(void)
{
	printk("loris: status 1\n");
	arch_power_off(1);
}

_Noreturn void boot_main(uint64_t hartid, pa_t tree)
{
	static struct platform platform;
	struct hart *h = this_hart();

	h->stack_top = (uint64_t)boot_stack_top;
	h->panic_stack_top = (uint64_t)(first_panic_stack + sizeof first_panic_stack);
	harts_online = 1;
	if (!devicetree_read(tree, hartid, &platform))
		give_up();
	describe_harts(&platform);
	page_init();
	kernel_map_init();
	/* The named exception: nothing can borrow yet, and nothing is counted. */
	satp_load(satp_of(kernel_root()));
	tlb_fence_all(FENCE_KERNEL);
	start_devices(&platform);
	timer_choose();
	/* As with stimecmp, a tree may name what the processor has not. */
	if (machine.has_svinval && probe_svinval())
		tlb_form = TLB_SVINVAL;
	arch_hart_init();
	kernel_main(platform.hart_count);
}
