/* SPDX-License-Identifier: MIT */
/*
 * What a panic can still tell. There are no frame pointers (they would cost two instructions in every
 * function), so the stack is searched for what looks like a return address: an address in the text just
 * behind a call. It may show a stale one; it misses none.
 */
#include "arch/riscv/arch.h"
#include "arch/riscv/symbols.h"
#include "kernel/printk.h"

#define FRAMES_MAX 24

static void print_symbol(va_t pc)
{
	uint32_t offset = (uint32_t)(pc - (va_t)image_start), i = 0;

	while (i < symbol_count && symbol_offset[i] <= offset)
		i++;
	if (i == 0 || pc > (va_t)text_end)
		printk("  %lx\n", pc);
	else
		printk("  %lx %s+0x%x\n", pc, symbol_names + symbol_name[i - 1],
		       offset - symbol_offset[i - 1]);
}

/* jal/jalr with rd = ra, 4 bytes or (c.jalr) 2, stands before pc. */
static bool follows_call(va_t pc)
{
	uint16_t two, low, high;
	uint32_t four;

	if (pc < (va_t)image_start + 4 || pc > (va_t)text_end || pc & 1)
		return false;
	two = *(const uint16_t *)(pc - 2);
	low = *(const uint16_t *)(pc - 4);
	high = two;
	four = (uint32_t)high << 16 | low;
	return (two & 0xf07f) == 0x9002 || (four & 0xfff) == 0x0ef || (four & 0x7fff) == 0x00e7;
}

static bool in_text(va_t pc)
{
	return pc >= (va_t)image_start && pc < (va_t)text_end;
}

void arch_backtrace(va_t pc, va_t ra, va_t sp, va_t low, va_t high)
{
	unsigned shown = 0;

	if (in_text(pc))
		print_symbol(pc);
	if (follows_call(ra))
		print_symbol(ra);

	for (sp &= ~7UL; sp >= low && sp < high && shown < FRAMES_MAX; sp += 8) {
		uint64_t word;
		if (!arch_probe_read((const void *)sp, &word))
			return;
		if (follows_call(word)) {
			print_symbol(word);
			shown++;
		}
	}
}

void arch_print_frame(const struct frame *f)
{
	static const char names[32][5] = {"pc", "ra", "sp",  "gp",  "tp", "t0", "t1", "t2",
					  "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
					  "a6", "a7", "s2",  "s3",  "s4", "s5", "s6", "s7",
					  "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
	const uint64_t *reg = &f->pc;

	for (unsigned i = 0; i < 32; i++)
		printk("%4s %016lx%s", names[i], reg[i], i % 4 == 3 ? "\n" : "");
	printk(" sstatus %lx\n", f->status);
}
