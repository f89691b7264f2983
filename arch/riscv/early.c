/* SPDX-License-Identifier: MIT */
/*
 * The first map, made at physical addresses: all that is taken here goes by pc (Makefile), and nothing but a
 * number may be stored for later.
 */
#include "arch/riscv/arch.h"
#include "arch/riscv/pagetable.h"
#include "arch/riscv/sbi.h"

/* boot.S calls them. Gives the satp of a map in which the kernel reaches its image, and the first 128 GiB of
 * everything. */
uint64_t boot_early(void);
_Noreturn void boot_no_map(void);

#define IMAGE_ALIGN (2UL << 20)
#define TABLE_SIZE  512

static uint64_t root[ROOT_ENTRIES] __attribute__((aligned(PAGE_SIZE)));
static uint64_t level1[TABLE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static uint64_t level0[TABLE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static void say(const char *text)
{
	for (; *text; text++)
		sbi_call(SBI_LEGACY_PUTCHAR, 0, (uint64_t)*text, 0, 0);
}

static _Noreturn void give_up(const char *why)
{
	say(why);
	say("\r\nloris: status 1\r\n");
	sbi_call(SBI_EXT_SRST, 0, 0, 1, 0);
	for (;;)
		arch_wait();
}

_Noreturn void boot_no_map(void)
{
	give_up("this hart has no Sv39");
}

static void map_image(void)
{
	/* The image ends where the address space does, and so in the last entry of each table. */
	for (unsigned i = 0; i < IMAGE_PAGES; i++)
		level0[TABLE_SIZE - IMAGE_PAGES + i] =
			pte_leaf((pa_t)image_start + i * PAGE_SIZE, PTE_R | PTE_W | PTE_X);
	level1[TABLE_SIZE - 1] = pte_table((pa_t)level0);
	root[ROOT_ENTRIES - 1] = pte_table((pa_t)level1);
}

uint64_t boot_early(void)
{
	say("loris\r\n");
	image_physical = (pa_t)image_start;
	if ((pa_t)image_start & (IMAGE_ALIGN - 1))
		give_up("the image was not loaded at a 2 MiB boundary");
	for (unsigned i = 0; i < DIRECT_SIZE >> ROOT_SPAN_SHIFT; i++)
		root[ROOT_INDEX(DIRECT_BASE) + i] =
			pte_leaf((pa_t)i << ROOT_SPAN_SHIFT, PTE_R | PTE_W);
	map_image();
	return SATP_MODE_SV39 | (uint64_t)root >> PAGE_SHIFT;
}
