// SPDX-License-Identifier: MIT
/*
 * A QEMU plugin: an independent witness of what the CPU executed.
 *
 *   qemu-system-riscv64 -plugin build/count-v1.so,out=counts.json ...
 *
 * It knows nothing of the kernel's own counters: it recognises instructions by their bits when QEMU
 * translates them, and counts them when they execute. It counts writes of satp, sfence.vma,
 * sinval.vma and fence.i, and all instructions, for the whole run and for each window between the
 * HINTs `slti x0, x0, N` (N odd: begin) and N + 1 (end), each split by where the code lies. A
 * window belongs to the hart that executed its begin: what other harts do meanwhile is not in it,
 * and an end on another hart closes nothing and is reported as unmatched. The markers are not
 * counted as part of their own window: begin immediately followed by end is 0 instructions.
 *
 * What is counted is the attempt: an instruction that faults counts, and counts again when it is
 * restarted.
 *
 * The result is one JSON object; tools/plugin/report.c prints it. Instructions are null where
 * QEMU's plugin interface cannot count them exactly: version 1 shares its counters among harts.
 */
#include <stdlib.h>
#include <string.h>
#include "callbacks.h"
#include "count.h"

int qemu_plugin_version = QEMU_PLUGIN_API;

static struct machine machine;

#if QEMU_PLUGIN_API < 2
static uint64_t executed[AREAS];

static void count_each(struct qemu_plugin_insn *insn, enum area area)
{
	qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
						   &executed[area], 1);
}

static uint64_t executed_by(unsigned int vcpu, enum area area)
{
	(void)vcpu;
	return executed[area];
}
#else
static struct qemu_plugin_scoreboard *executed;

static qemu_plugin_u64 executed_in(enum area area)
{
	return (qemu_plugin_u64){executed, area * sizeof(uint64_t)};
}

static void count_each(struct qemu_plugin_insn *insn, enum area area)
{
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_INLINE_ADD_U64,
							    executed_in(area), 1);
}

static uint64_t executed_by(unsigned int vcpu, enum area area)
{
	return qemu_plugin_u64_get(executed_in(area), vcpu);
}
#endif

/* Of instructions, those executed before the one whose callback asks; called on that hart. */
static struct tally tally_now(unsigned int vcpu)
{
	struct tally now = machine.harts[vcpu].total;

	for (enum area area = 0; area < AREAS; area++)
		now.insns[area] = executed_by(vcpu, area);
	return now;
}

static void window_begin(struct window *window, struct tally now, enum area area)
{
	window->unmatched += window->open;
	window->open = true;
	now.insns[area]++; /* the marker itself: it is counted right after this callback */
	window->at_begin = now;
}

static void window_end(struct window *window, struct tally now)
{
	if (!window->open) {
		window->unmatched++;
		return;
	}
	window->open = false;
	window->count++;
	for (enum area area = 0; area < AREAS; area++) {
		window->sum.insns[area] += now.insns[area] - window->at_begin.insns[area];
		for (int kind = 0; kind < KINDS; kind++)
			window->sum.events[kind][area] +=
				now.events[kind][area] - window->at_begin.events[kind][area];
	}
}

/* The marker itself is not counted yet: see on_instruction. */
static void on_marker(unsigned int vcpu, void *data)
{
	const struct site *site = data;
	struct window *window = &machine.harts[vcpu].windows[(site->marker - 1) / 2];

	if (site->marker % 2)
		window_begin(window, tally_now(vcpu), site->area);
	else
		window_end(window, tally_now(vcpu));
}

static void on_event(unsigned int vcpu, void *data)
{
	struct site *site = data;

	machine.harts[vcpu].total.events[site->kind][site->area]++;
	__atomic_fetch_add(&site->count, 1, __ATOMIC_RELAXED); /* harts share the code */
}

/*
 * Code outside the kernel half is either bare (firmware, or the kernel before paging: its virtual
 * address is the physical one) or a user program's. The interface tells no privilege mode and no
 * physical address, but where the host keeps the page: for bare code its distance from the virtual
 * address is one constant for the reset ROM and one for RAM, both learned from the first
 * instructions of the run, which are bare. All RISC-V machines of QEMU that we boot have RAM at
 * RAM_BASE.
 */
static enum area area_of(const struct qemu_plugin_insn *insn)
{
	uint64_t pc = qemu_plugin_insn_vaddr(insn);
	uint64_t distance = (uintptr_t)qemu_plugin_insn_haddr(insn) - pc;

	if (pc >= KERNEL_HALF)
		return KERNEL;
	if (!machine.rom_distance)
		machine.rom_distance = distance;
	if (!machine.ram_distance && pc >= RAM_BASE)
		machine.ram_distance = distance;
	if (distance == machine.ram_distance || distance == machine.rom_distance)
		return BARE;
	return USER;
}

/* Blocks are translated again and again: the same place keeps its counter. */
static struct site *site_of(uint64_t pc, enum area area, uint32_t bits)
{
	struct site *site;

	for (site = machine.sites; site; site = site->next)
		if (site->pc == pc && site->area == area && site->bits == bits)
			return site;
	site = calloc(1, sizeof(*site));
	if (!site)
		abort();
	*site = (struct site){machine.sites, pc, bits, kind_of(bits), area, marker_of(bits), 0};
	machine.sites = site;
	return site;
}

static void on_instruction(struct qemu_plugin_insn *insn)
{
	uint32_t bits = bits_of(insn);
	enum kind kind = kind_of(bits);
	enum area area = area_of(insn);

	/*
	 * The callback first, as on_marker has it: QEMU 7.2 runs it before the inline counter in
	 * any case, newer ones in the order of registration.
	 */
	if (kind != OTHER)
		qemu_plugin_register_vcpu_insn_exec_cb(
			insn, kind == MARKER ? on_marker : on_event, QEMU_PLUGIN_CB_NO_REGS,
			site_of(qemu_plugin_insn_vaddr(insn), area, bits));
	count_each(insn, area);
}

static void translated(struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	/* harts translate at the same time */
	pthread_mutex_lock(&machine.lock);
	for (size_t i = 0; i < count; i++)
		on_instruction(qemu_plugin_tb_get_insn(tb, i));
	pthread_mutex_unlock(&machine.lock);
}

static void at_exit(void)
{
	for (unsigned int vcpu = 0; vcpu < machine.hart_count; vcpu++)
		machine.harts[vcpu].total = tally_now(vcpu);
	report(&machine);
}

static bool allocate(unsigned int harts)
{
#if QEMU_PLUGIN_API >= 2
	executed = qemu_plugin_scoreboard_new(AREAS * sizeof(uint64_t));
#endif
	machine.hart_count = harts;
	machine.insns_exact = QEMU_PLUGIN_API >= 2 || harts == 1;
	machine.harts = calloc(harts, sizeof(*machine.harts));
	return machine.harts && !pthread_mutex_init(&machine.lock, NULL);
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (!info->system_emulation || argc != 1 || strncmp(argv[0], "out=", 4)) {
		fputs("count: usage: -plugin count.so,out=FILE\n", stderr);
		return 1;
	}
	machine.out = fopen(argv[0] + 4, "w");
	if (!machine.out) {
		perror(argv[0] + 4);
		return 1;
	}
	if (!allocate((unsigned int)info->system.max_vcpus))
		return 1;
	register_callbacks(id);
	return 0;
}
