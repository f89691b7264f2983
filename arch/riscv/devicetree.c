/* SPDX-License-Identifier: MIT */
#include "arch/riscv/devicetree.h"
#include "arch/riscv/devices.h"
#include "kernel/page.h"
#include "kernel/printk.h"
#include "lib/fdt.h"
#include "lib/string.h"

#define FIRMWARE_ROOM	    (2UL << 20)
#define TREE_SIZE_MAX	    (2UL << 20)
#define SUPERVISOR_EXTERNAL 9

/* ---- memory -------------------------------------------------------------------------------------- */

/* Hands over every range of the node's `reg`; returns how many there were. */
static unsigned for_each_range(const struct fdt *f, fdt_node n, void (*take)(pa_t start, pa_t end))
{
	unsigned i = 0;
	uint64_t at, size;

	for (; fdt_reg(f, n, i, &at, &size); i++)
		take(at, at + size);
	return i;
}

static unsigned add_memory(const struct fdt *f)
{
	unsigned found = 0;
	int depth = 0;

	for (fdt_node n = fdt_root(f); n != FDT_NO_NODE; n = fdt_next_node(f, n, &depth)) {
		const char *type = fdt_prop_string(f, n, "device_type");
		if (type && strcmp(type, "memory") == 0 && fdt_node_enabled(f, n))
			found += for_each_range(f, n, page_add_region);
	}
	return found;
}

static void reserve_memory(const struct fdt *f, pa_t tree)
{
	fdt_node parent = fdt_find_path(f, "/reserved-memory");
	uint64_t at, size;

	for (unsigned i = 0; fdt_reserved(f, i, &at, &size); i++)
		page_reserve(at, at + size);
	for (fdt_node n = fdt_first_child(f, parent); n != FDT_NO_NODE; n = fdt_next_sibling(f, n))
		for_each_range(f, n, page_reserve);
	page_reserve(tree, tree + f->size);
	/* Firmware usually sits in the 2 MiB below the image; old ones do not say so in the tree. */
	page_reserve(image_pa(image_start), image_pa(image_end));
	if (image_pa(image_start) >= FIRMWARE_ROOM)
		page_reserve(image_pa(image_start) - FIRMWARE_ROOM, image_pa(image_start));
}

static bool in_memory(pa_t start, pa_t end)
{
	pa_t low, high;

	for (unsigned i = 0; page_region(i, &low, &high); i++)
		if (start >= low && end <= high)
			return true;
	return false;
}

static void find_initrd(const struct fdt *f, fdt_node chosen)
{
	uint64_t start, end;

	if (!fdt_prop_u64(f, chosen, "linux,initrd-start", &start) ||
	    !fdt_prop_u64(f, chosen, "linux,initrd-end", &end) || start == end)
		return;
	if (start > end || !in_memory(start, end)) {
		printk("initrd: %lx-%lx is not in memory\n", start, end);
		return;
	}
	page_reserve(start, end);
	machine.initrd = start;
	machine.initrd_end = end;
}

static void find_bootargs(const struct fdt *f, fdt_node chosen)
{
	const char *args = fdt_prop_string(f, chosen, "bootargs");

	if (!args)
		return;
	if (strlen(args) >= BOOTARGS_MAX)
		printk("boot arguments: cut after %u characters\n", BOOTARGS_MAX - 1);
	memcpy(machine.bootargs, args, strnlen(args, BOOTARGS_MAX - 1));
}

/* ---- harts --------------------------------------------------------------------------------------- */

/* A single-letter extension of "rv64imafdc_zicsr..." */
static bool isa_letter(const char *isa, char letter)
{
	if (strlen(isa) < 4)
		return false;
	for (isa += 4; *isa && *isa != '_'; isa++)
		if (*isa == letter)
			return true;
	return false;
}

static bool isa_word(const char *isa, const char *word)
{
	size_t len = strlen(word);

	for (; (isa = strchr(isa, '_')); isa++)
		if (!strncmp(isa + 1, word, len) && (isa[1 + len] == '_' || isa[1 + len] == '\0'))
			return true;
	return false;
}

static bool has_extension(const struct fdt *f, fdt_node cpu, const char *name)
{
	uint32_t len;
	const void *list = fdt_prop(f, cpu, "riscv,isa-extensions", &len);
	const char *isa = fdt_prop_string(f, cpu, "riscv,isa");

	if (list)
		return fdt_string_list_has(list, len, name);
	if (!isa)
		return false;
	return name[1] ? isa_word(isa, name) : isa_letter(isa, *name);
}

static bool usable_hart(const struct fdt *f, fdt_node cpu, uint64_t *hartid)
{
	const char *type = fdt_prop_string(f, cpu, "device_type");
	const char *mmu = fdt_prop_string(f, cpu, "mmu-type");
	uint64_t size;

	if (!type || strcmp(type, "cpu") || !fdt_node_enabled(f, cpu) ||
	    !fdt_reg(f, cpu, 0, hartid, &size))
		return false;
	if (mmu && !strncmp(mmu, "riscv,sv", 8))
		return true;
	printk("hart %lu: skipped, it has no MMU\n", *hartid);
	return false;
}

static void add_hart(struct platform *p, uint64_t hartid)
{
	if (p->hart_count < HARTS_SEEN_MAX)
		p->hartid[p->hart_count++] = hartid;
	else
		printk("hart %lu: left alone, this kernel is built for %u\n", hartid,
		       HARTS_SEEN_MAX);
}

static fdt_node find_harts(const struct fdt *f, uint64_t boot_hartid, struct platform *p)
{
	fdt_node cpus = fdt_find_path(f, "/cpus"), boot = FDT_NO_NODE;
	uint64_t hartid;

	machine.has_fpu = machine.has_sstc = machine.has_svinval = true;
	add_hart(p, boot_hartid);
	for (fdt_node n = fdt_first_child(f, cpus); n != FDT_NO_NODE; n = fdt_next_sibling(f, n)) {
		if (!usable_hart(f, n, &hartid))
			continue;
		machine.has_fpu &= has_extension(f, n, "d");
		machine.has_sstc &= has_extension(f, n, "sstc");
		machine.has_svinval &= has_extension(f, n, "svinval");
		if (hartid == boot_hartid)
			boot = n;
		else
			add_hart(p, hartid);
	}
	if (boot == FDT_NO_NODE) {
		printk("hart %lu: boots, but the device tree does not know it\n", boot_hartid);
		machine.has_fpu = machine.has_sstc = machine.has_svinval = false;
	}
	return boot;
}

static bool find_timebase(const struct fdt *f)
{
	uint64_t hz;

	if (fdt_prop_u64(f, fdt_find_path(f, "/cpus"), "timebase-frequency", &hz) && hz > 0 &&
	    hz <= 1000000000) {
		machine.timebase = hz;
		return true;
	}
	printk("device tree: no usable timebase-frequency\n");
	return false;
}

/* ---- devices --------------------------------------------------------------------------------------- */

static bool is_16550(const struct fdt *f, fdt_node n)
{
	static const char *const names[] = {"ns16550a", "ns16550", "snps,dw-apb-uart"};
	uint32_t len;
	const void *list = fdt_prop(f, n, "compatible", &len);

	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		if (fdt_string_list_has(list, len, names[i]))
			return true;
	return false;
}

/* The first device of either kind. */
static fdt_node find_either(const struct fdt *f, const char *kind, const char *other)
{
	fdt_node n = fdt_find_compatible(f, FDT_NO_NODE, kind);

	return n == FDT_NO_NODE ? fdt_find_compatible(f, FDT_NO_NODE, other) : n;
}

static void find_uart(const struct fdt *f, fdt_node chosen, struct platform *p)
{
	const char *path = fdt_prop_string(f, chosen, "stdout-path");
	fdt_node n = path ? fdt_find_path(f, path) : FDT_NO_NODE;

	if (n == FDT_NO_NODE || !is_16550(f, n) || !fdt_reg(f, n, 0, &p->uart, &p->uart_size))
		return;
	p->uart_width = 1;
	fdt_prop_u32(f, n, "reg-shift", &p->uart_shift);
	fdt_prop_u32(f, n, "reg-io-width", &p->uart_width);
	fdt_prop_u32(f, n, "interrupts", &p->uart_irq);
	if (p->uart_shift > 4 || p->uart_size < 8UL << p->uart_shift)
		p->uart = 0;
}

static fdt_node hart_intc(const struct fdt *f, fdt_node cpu)
{
	uint32_t len;

	for (fdt_node n = fdt_first_child(f, cpu); n != FDT_NO_NODE; n = fdt_next_sibling(f, n))
		if (fdt_prop(f, n, "interrupt-controller", &len))
			return n;
	return FDT_NO_NODE;
}

/* Contexts stand in interrupts-extended in order: (phandle of a hart's controller, cause) each. */
static void find_plic(const struct fdt *f, fdt_node boot_cpu, struct platform *p)
{
	fdt_node n = find_either(f, "sifive,plic-1.0.0", "riscv,plic0");
	uint32_t intc, len = 0;
	const void *pairs;

	pairs = fdt_prop(f, n, "interrupts-extended", &len);
	if (!pairs || !fdt_reg(f, n, 0, &p->plic, &p->plic_size) ||
	    !fdt_prop_u32(f, hart_intc(f, boot_cpu), "phandle", &intc))
		return;
	for (uint32_t i = 0; i < len / 8; i++) {
		if (fdt_cell(pairs, 2 * i) != intc ||
		    fdt_cell(pairs, 2 * i + 1) != SUPERVISOR_EXTERNAL)
			continue;
		p->plic_context = i;
		p->has_plic_context = 0x200000UL + (i + 1) * 0x1000UL <= p->plic_size;
	}
}

static void find_power(const struct fdt *f, struct platform *p)
{
	fdt_node n = find_either(f, "sifive,test0", "sifive,test1");
	uint64_t size;

	if (n == FDT_NO_NODE || !fdt_reg(f, n, 0, &p->power_test, &size))
		p->power_test = 0;
}

/* What drivers may ask for. The list of compatibles stays where it is, in the tree. */
static void list_devices(const struct fdt *f)
{
	struct device d = {0};
	fdt_node path[FDT_DEPTH_MAX];
	int depth = 0;

	for (fdt_node n = fdt_root(f); n != FDT_NO_NODE; n = fdt_next_node(f, n, &depth)) {
		path[depth] = n;
		d.compatible = fdt_prop(f, n, "compatible", &d.len);
		if (!d.compatible || !fdt_node_enabled(f, n) ||
		    !fdt_reg_on_path(f, path, depth, 0, &d.address, &d.size) || !d.size)
			continue;
		d.source = 0;
		fdt_prop_u32(f, n, "interrupts", &d.source);
		device_add(&d);
	}
}

bool devicetree_read(pa_t tree, uint64_t boot_hartid, struct platform *out)
{
	enum fdt_result r = FDT_BAD_MAGIC;
	fdt_node chosen, boot_cpu;
	struct fdt f;

	if (tree && tree < DIRECT_SIZE && !(tree & 7))
		r = fdt_open(&f, direct(tree), TREE_SIZE_MAX);
	if (r != FDT_OK) {
		printk("device tree at %lx: %s\n", tree, fdt_result_text(r));
		return false;
	}
	boot_cpu = find_harts(&f, boot_hartid, out);
	if (!find_timebase(&f))
		return false;
	if (!add_memory(&f)) {
		printk("device tree: it names no memory\n");
		return false;
	}
	reserve_memory(&f, tree);
	if (in_memory(tree, tree + f.size)) /* within reach of the real map too */
		list_devices(&f);
	chosen = fdt_find_path(&f, "/chosen");
	find_bootargs(&f, chosen);
	find_initrd(&f, chosen);
	find_uart(&f, chosen, out);
	find_plic(&f, boot_cpu, out);
	find_power(&f, out);
	return true;
}
