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
#include "arch/riscv/probe.h"
#include "arch/riscv/sbi.h"
#include "arch/riscv/timer.h"
#include "kernel/hart.h"
#include "kernel/main.h"
#include "kernel/page.h"
#include "kernel/printk.h"

extern char boot_stack_top[];

/* boot.S calls it. */
_Noreturn void boot_main(uint64_t hartid, pa_t tree);

static char first_panic_stack[PAGE_SIZE] __attribute__((aligned(16)));

/* ---- fences ------------------------------------------------------------------------------------------ */

#define BASE_VENDOR	     4
#define BASE_IMPLEMENTATION  6
#define VENDOR_SIFIVE	     0x489
#define IMPLEMENTATION_DATE  0xffffff
#define LAST_WITH_BAD_FENCES 0x200630 /* a date: 20-06-30 */

/* What the firmware says of this hart. */
static uint64_t processor(long what)
{
	struct sbi_result r = sbi_call(SBI_EXT_BASE, what, 0, 0, 0);

	return r.error ? 0 : (uint64_t)r.value;
}

/* Erratum CIP-1200 of SiFive's cores (hazard H44): fences of one page do not reach all of its entries. */
static bool fences_ignore_operands(void)
{
	return processor(BASE_VENDOR) == VENDOR_SIFIVE &&
	       (processor(BASE_IMPLEMENTATION) & IMPLEMENTATION_DATE) <= LAST_WITH_BAD_FENCES;
}

/* As with stimecmp, a tree may name what the processor has not. */
static void choose_fences(void)
{
	if (machine.has_svinval && probe_svinval())
		tlb_form = TLB_SVINVAL;
	if (!fences_ignore_operands())
		return;
	printk("fences: bare, since SiFive's CIP-1200 is likely\n");
	tlb_form = TLB_BARE;
}

/* ---- the way to kernel_main() ----------------------------------------------------------------------- */

static void start_devices(const struct platform *p)
{
	volatile void *uart = NULL, *plic = NULL, *test = NULL;

	if (p->power_test)
		test = device_map(p->power_test, 4);
	if (test)
		power_init(test);
	if (p->has_plic_context)
		plic = device_map(p->plic, PLIC_SIZE(p->plic_context));
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
	/* The named exception: nothing can borrow yet, and nothing is counted. The tables were stored just now: before
	 * a fence a walker need not see that (Priv. 10.2.1), and the very next fetch is walked (hazard I156). */
	tlb_fence_all(FENCE_KERNEL);
	satp_load(satp_of(kernel_root()));
	tlb_fence_all(FENCE_KERNEL);
	start_devices(&platform);
	timer_choose();
	choose_fences();
	machine.has_fpu = machine.has_fpu && probe_fpu(); /* likewise */
	arch_hart_init();
	kernel_main(platform.hart_count);
}
