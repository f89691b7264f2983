/* SPDX-License-Identifier: MIT */
#include "arch/riscv/devicetree.h"
#include "arch/riscv/devices.h"
#include "arch/riscv/plic.h"
#include "kernel/page.h"
#include "kernel/printk.h"
#include "lib/fdt.h"
#include "lib/string.h"

#define FIRMWARE_ROOM	    (2UL << 20)
#define TREE_SIZE_MAX	    (2UL << 20)
#define SUPERVISOR_EXTERNAL 9
#define TIMEBASE_MAX	    1000000000

/* ---- memory -------------------------------------------------------------------------------------- */

/* Hands over every range of the node's `reg`. */
static void for_each_range(const struct fdt_node *n, void (*take)(pa_t start, pa_t end))
{
	uint64_t at, size;

	for (unsigned i = 0; fdt_reg(n, i, &at, &size); i++)
		take(at, at + size);
}

static void reserve_memory(const struct fdt *f)
{
	pa_t tree = direct_pa(f->base), image = image_pa(image_start);
	uint64_t at, size;

	for (unsigned i = 0; fdt_reserved(f, i, &at, &size); i++)
		page_reserve(at, at + size);
	page_reserve(tree, tree + f->size);
	/* Firmware usually sits in the 2 MiB below the image; old ones do not say so in the tree. */
	page_reserve(image >= FIRMWARE_ROOM ? image - FIRMWARE_ROOM : image, image_pa(image_end));
}

/* What must not even be mapped, unless it is us. */
static void hide(pa_t start, pa_t end)
{
	if (start < image_pa(image_end) && (end > image_pa(image_start) || end < start))
		page_reserve(start, end);
	else
		page_hide(start, end);
}

/* Where the kernel's own map will reach. */
static bool in_memory(pa_t start, pa_t end)
{
	pa_t low, high;

	if (page_hidden(start, end, &low, &high))
		return false;
	for (unsigned i = 0; page_region(i, &low, &high); i++)
		if (start >= low && end <= high)
			return true;
	return false;
}

/* ---- what was chosen ------------------------------------------------------------------------------- */

static void read_bootargs(const struct fdt_node *chosen)
{
	const char *args = fdt_string(chosen, FDT_BOOTARGS);

	if (!args)
		return;
	if (strlen(args) >= BOOTARGS_MAX)
		printk("boot arguments: cut after %u characters\n", BOOTARGS_MAX - 1);
	memcpy(machine.bootargs, args, strnlen(args, BOOTARGS_MAX - 1));
}

static void read_chosen(const struct fdt_node *n, struct platform *p)
{
	read_bootargs(n);
	p->stdout_path = fdt_string(n, FDT_STDOUT_PATH);
	if (fdt_u64(n, FDT_INITRD_START, &machine.initrd))
		fdt_u64(n, FDT_INITRD_END, &machine.initrd_end);
}

/* Both ends are told, and it is where memory is; else there is none. */
static void check_initrd(void)
{
	pa_t start = machine.initrd, end = machine.initrd_end;

	if (start < end && in_memory(start, end)) {
		page_reserve(start, end);
		return;
	}
	if (end && start != end)
		printk("initrd: %lx-%lx is not in memory\n", start, end);
	machine.initrd = machine.initrd_end = 0;
}

/* ---- harts --------------------------------------------------------------------------------------- */

/* A single-letter extension of "rv64imafdcsvade_zicsr..." */
static bool isa_letter(const char *isa, char letter)
{
	if (strlen(isa) < 4)
		return false;
	for (isa += 4; !strchr("_sxz", *isa); isa++) /* or its end */
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

static bool has_extension(const struct fdt_node *cpu, const char *name)
{
	const char *isa = fdt_string(cpu, FDT_ISA);

	if (cpu->value[FDT_ISA_EXTENSIONS].data)
		return fdt_has(cpu, FDT_ISA_EXTENSIONS, name);
	if (!isa)
		return false;
	return name[1] ? isa_word(isa, name) : isa_letter(isa, *name);
}

static bool usable_hart(const struct fdt_node *n, uint64_t *hartid)
{
	const char *mmu = fdt_string(n, FDT_MMU_TYPE);
	uint64_t size;

	if (!fdt_has(n, FDT_DEVICE_TYPE, "cpu") || !fdt_enabled(n) || !fdt_reg(n, 0, hartid, &size))
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

static void read_hart(const struct fdt_node *n, struct platform *p)
{
	uint64_t hartid;

	p->at_boot_hart = false;
	if (!usable_hart(n, &hartid))
		return;
	machine.has_fpu &= has_extension(n, "d");
	machine.has_sstc &= has_extension(n, "sstc");
	machine.has_svinval &= has_extension(n, "svinval");
	p->at_boot_hart = hartid == p->hartid[0];
	if (p->at_boot_hart)
		p->knows_boot_hart = true;
	else
		add_hart(p, hartid);
}

static void check_boot_hart(const struct platform *p)
{
	if (p->knows_boot_hart)
		return;
	printk("hart %lu: boots, but the device tree does not know it\n", p->hartid[0]);
	machine.has_fpu = machine.has_sstc = machine.has_svinval = false;
}

/* ---- devices --------------------------------------------------------------------------------------- */

/* There may be other controllers, of which the kernel knows nothing. */
static uint32_t read_source(const struct fdt_node *n, const struct platform *p)
{
	uint32_t source = 0;

	if (n->level[n->depth].interrupt_parent == p->plic_phandle)
		fdt_u32(n, FDT_INTERRUPTS, &source);
	return source;
}

static void read_uart(const struct fdt_node *n, struct platform *p)
{
	if (!fdt_has(n, FDT_COMPATIBLE, "ns16550a") && !fdt_has(n, FDT_COMPATIBLE, "ns16550") &&
	    !fdt_has(n, FDT_COMPATIBLE, "snps,dw-apb-uart"))
		return;
	if (!fdt_reg(n, 0, &p->uart, &p->uart_size))
		return;
	p->uart_width = 1;
	fdt_u32(n, FDT_REG_SHIFT, &p->uart_shift);
	fdt_u32(n, FDT_REG_IO_WIDTH, &p->uart_width);
	p->uart_irq = read_source(n, p);
	p->uart_is_synopsys = fdt_has(n, FDT_COMPATIBLE, "snps,dw-apb-uart");
	if (p->uart_shift > 4 || p->uart_width > 1u << p->uart_shift ||
	    p->uart_size < (p->uart_is_synopsys ? 32UL : 8UL) << p->uart_shift)
		p->uart = 0;
}

/* Contexts stand in interrupts-extended in order: (phandle of a hart's controller, cause) each. */
static void read_plic(const struct fdt_node *n, struct platform *p)
{
	const struct fdt_value *pairs = &n->value[FDT_INTERRUPTS_EXTENDED];

	if (!p->intc || !fdt_reg(n, 0, &p->plic, &p->plic_size))
		return;
	p->plic_phandle = 0;
	fdt_u32(n, FDT_PHANDLE, &p->plic_phandle);
	for (uint32_t i = 0; i < pairs->len / 8; i++) {
		uint64_t pair = fdt_number((const char *)pairs->data + 8 * i, 2);
		if (pair != ((uint64_t)p->intc << 32 | SUPERVISOR_EXTERNAL))
			continue;
		p->plic_context = i;
		p->has_plic_context = PLIC_SIZE(i) <= p->plic_size;
	}
}

/* What drivers may ask for. The list of compatibles stays where it is, in the tree. */
static void list_device(const struct fdt_node *n, const struct platform *p)
{
	struct device d = {
		.compatible = n->value[FDT_COMPATIBLE].data,
		.len = n->value[FDT_COMPATIBLE].len,
		.source = read_source(n, p),
	};

	if (d.compatible && fdt_enabled(n) && fdt_reg(n, 0, &d.address, &d.size) && d.size)
		device_add(&d);
}

static void read_device(const struct fdt_node *n, struct platform *p)
{
	uint64_t size;

	if (!p->power_test && (fdt_has(n, FDT_COMPATIBLE, "sifive,test0") ||
			       fdt_has(n, FDT_COMPATIBLE, "sifive,test1")))
		fdt_reg(n, 0, &p->power_test, &size);
	if (!p->uart && p->stdout_path && fdt_is_at(n, p->stdout_path))
		read_uart(n, p);
}

/* ---- the tree -------------------------------------------------------------------------------------- */

static bool is_below(const struct fdt_node *n, int depth, const char *name)
{
	return n->depth == depth && strcmp(n->level[1].name, name) == 0;
}

/* What must be known before anything can be said of devices that interrupt. */
static void read_controller(const struct fdt_node *n, struct platform *p)
{
	if (!p->has_plic_context && (fdt_has(n, FDT_COMPATIBLE, "sifive,plic-1.0.0") ||
				     fdt_has(n, FDT_COMPATIBLE, "riscv,plic0")))
		read_plic(n, p);
}

/* And before that. */
static void read_node(const struct fdt_node *n, struct platform *p)
{
	if (fdt_has(n, FDT_DEVICE_TYPE, "memory") && fdt_enabled(n))
		for_each_range(n, page_add_region);
	if (is_below(n, 2, "reserved-memory"))
		for_each_range(n, n->value[FDT_NO_MAP].data ? hide : page_reserve);
	if (fdt_is_at(n, "/chosen"))
		read_chosen(n, p);
	if (fdt_is_at(n, "/cpus"))
		fdt_u64(n, FDT_TIMEBASE_FREQUENCY, &machine.timebase);
	if (is_below(n, 2, "cpus"))
		read_hart(n, p);
	if (is_below(n, 3, "cpus") && p->at_boot_hart && n->value[FDT_INTERRUPT_CONTROLLER].data)
		fdt_u32(n, FDT_PHANDLE, &p->intc);
}

bool devicetree_read(pa_t tree, uint64_t boot_hartid, struct platform *out)
{
	enum fdt_result r = FDT_BAD_MAGIC;
	struct fdt_node n;
	struct fdt f;
	pa_t start, end;

	if (tree && tree < DIRECT_SIZE && !(tree & 7))
		r = fdt_open(&f, direct(tree), TREE_SIZE_MAX);
	if (r != FDT_OK) {
		printk("device tree at %lx: %s\n", tree, fdt_result_text(r));
		return false;
	}
	machine.has_fpu = machine.has_sstc = machine.has_svinval = true;
	add_hart(out, boot_hartid);
	for (fdt_begin(&n, &f); fdt_next(&n);) {
		read_node(&n, out);
		read_controller(&n, out);
	}
	check_boot_hart(out);
	if (machine.timebase - 1 >= TIMEBASE_MAX) {
		printk("device tree: no usable timebase-frequency\n");
		return false;
	}
	if (!page_region(0, &start, &end)) {
		printk("device tree: it names no memory\n");
		return false;
	}
	reserve_memory(&f);
	check_initrd();
	for (fdt_begin(&n, &f); !out->has_plic_context && fdt_next(&n);)
		read_controller(&n, out); /* it stands before the harts */
	for (fdt_begin(&n, &f); fdt_next(&n);) {
		read_device(&n, out);
		if (in_memory(tree, tree + f.size)) /* within reach of the real map too */
			list_device(&n, out);
	}
	return page_reserved_all();
}
