/* SPDX-License-Identifier: MIT */
/*
 * What QEMU calls while the guest runs becomes calls of the model: each fetched page, each access, fences
 * with their operands, HINTs with their arguments, and satp after an instruction that wrote it.
 */
#include <stdlib.h>
#include <string.h>
#include "tools/plugin/insn.h"
#include "tools/plugin/qemu_plugin.h"
#include "arch/riscv/hint.h"
#include "tools/tlb/watch.h"

#define SFENCE_W_INVAL	 0x18000073
#define SFENCE_INVAL_IR	 0x18100073
#define NO_PAGE		 UINT64_MAX
#define SINVALS		 64
#define SATP_MODE(value) ((value) >> 60)
#define SV39		 8

enum mode { USER_MODE, SUPERVISOR_MODE, MACHINE_MODE = 3 };

/* What only this file needs to know of a hart. */
struct cpu {
	bool wrote_satp; /* so that it must be read before the next block */
	bool ordered;	 /* sfence.w.inval has been, and no sfence.inval.ir since */
	unsigned int sinval_count;
	struct fence sinvals[SINVALS];
};

static struct cpu *cpus;

/* The same names for all harts; learned on the first hart's own thread, as QEMU wants it. */
static struct qemu_plugin_register *gpr[32], *satp_register, *priv_register;
static pthread_once_t registers_known = PTHREAD_ONCE_INIT;

/* A watched instruction; never freed, as blocks are translated again and again. */
struct site {
	struct site *next;
	uint64_t pc;
	uint32_t bits;
};

static struct site *sites;
static pthread_mutex_t sites_lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- registers ------------------------------------------------------------------------------------------ */

static const char *const gpr_names[32] = {
	"zero", "ra", "sp", "gp", "tp",	 "t0",	"t1", "t2", "fp", "s1", "a0",
	"a1",	"a2", "a3", "a4", "a5",	 "a6",	"a7", "s2", "s3", "s4", "s5",
	"s6",	"s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
};

static void learn_register(const qemu_plugin_reg_descriptor *r)
{
	for (int i = 0; i < 32; i++)
		if (!strcmp(r->name, gpr_names[i]))
			gpr[i] = r->handle;
	if (!strcmp(r->name, "satp"))
		satp_register = r->handle;
	if (!strcmp(r->name, "priv"))
		priv_register = r->handle;
}

static void learn_registers(void)
{
	GArray *list = qemu_plugin_get_registers();
	const qemu_plugin_reg_descriptor *all = (const void *)list->data;

	for (unsigned int i = 0; i < list->len; i++)
		learn_register(&all[i]);
	g_array_free(list, true);
	for (int i = 0; i < 32; i++)
		if (!gpr[i] || !satp_register || !priv_register) {
			fputs("tlb: this QEMU does not show the registers\n", stderr);
			exit(1);
		}
}

/* Of the hart on whose thread we are. */
static uint64_t read_register(struct qemu_plugin_register *handle)
{
	static _Thread_local GByteArray *bytes;
	uint64_t value = 0;

	if (!bytes)
		bytes = g_byte_array_new();
	g_byte_array_set_size(bytes, 0);
	qemu_plugin_read_register(handle, bytes);
	memcpy(&value, bytes->data, bytes->len < sizeof(value) ? bytes->len : sizeof(value));
	return value;
}

/* ---- blocks and accesses -------------------------------------------------------------------------------- */

struct satp satp_decode(uint64_t value)
{
	struct satp satp = {.value = value};

	if (SATP_MODE(value) != SV39)
		return satp;
	satp.root = (value & PTE_PPN_MASK) << PAGE_SHIFT;
	satp.asid = (value >> 44) & machine.asid_mask;
	return satp;
}

/* Blocks of machine mode are not watched, so every pc that comes here is translated by satp. */
static void on_fetch(unsigned int vcpu, void *pc)
{
	struct hart *hart = &machine.harts[vcpu];

	if (hart->satp.root)
		machine.model->access(hart, (uintptr_t)pc, PTE_X, (uintptr_t)pc);
}

static void on_block(unsigned int vcpu, void *pc)
{
	struct hart *hart = &machine.harts[vcpu];
	struct cpu *cpu = &cpus[vcpu];

	if (cpu->wrote_satp) {
		cpu->wrote_satp = false;
		machine.model->load(hart, read_register(satp_register), (uintptr_t)pc);
	}
	if (machine.model->block)
		machine.model->block(hart, (uintptr_t)pc);
	on_fetch(vcpu, pc);
}

static void on_access(unsigned int vcpu, qemu_plugin_meminfo_t info, uint64_t va, void *pc)
{
	struct hart *hart = &machine.harts[vcpu];

	if (hart->satp.root)
		machine.model->access(hart, va, qemu_plugin_mem_is_store(info) ? PTE_W : PTE_R,
				      (uintptr_t)pc);
}

/* ---- instructions ----------------------------------------------------------------------------------------- */

static struct fence fence_of(uint32_t insn)
{
	unsigned int rs1 = insn >> 15 & 31, rs2 = insn >> 20 & 31;
	struct fence f = {.one_page = rs1, .one_asid = rs2};

	if (rs1)
		f.va = read_register(gpr[rs1]);
	if (rs2)
		f.asid = read_register(gpr[rs2]) & machine.asid_mask;
	return f;
}

static void on_satp(unsigned int vcpu, void *data)
{
	(void)data;
	cpus[vcpu].wrote_satp = true;
}

static void on_sfence(unsigned int vcpu, void *data)
{
	const struct site *site = data;
	struct fence f = fence_of(site->bits);

	machine.model->fence(&machine.harts[vcpu], &f);
}

/*
 * Svinval: sinval.vma acts like sfence.vma only between sfence.w.inval, before which it is not ordered
 * after the stores to the tables, and sfence.inval.ir, before which it need not have happened.
 */
static void on_sinval(unsigned int vcpu, void *data)
{
	const struct site *site = data;
	struct cpu *cpu = &cpus[vcpu];

	if (cpu->ordered && cpu->sinval_count < SINVALS)
		cpu->sinvals[cpu->sinval_count++] = fence_of(site->bits);
}

static void on_w_inval(unsigned int vcpu, void *data)
{
	(void)data;
	cpus[vcpu].ordered = true;
}

static void on_inval_ir(unsigned int vcpu, void *data)
{
	struct cpu *cpu = &cpus[vcpu];

	(void)data;
	for (unsigned int i = 0; i < cpu->sinval_count; i++)
		machine.model->fence(&machine.harts[vcpu], &cpu->sinvals[i]);
	cpu->sinval_count = 0;
	cpu->ordered = false;
}

static void on_hint(unsigned int vcpu, void *data)
{
	const struct site *site = data;
	uint64_t a[3];

	for (int i = 0; i < 3; i++)
		a[i] = read_register(gpr[10 + i]);
	machine.model->told(&machine.harts[vcpu], marker_of(site->bits), a, site->pc);
}

static void on_marker(unsigned int vcpu, void *data)
{
	const struct site *site = data;

	machine.model->marker(&machine.harts[vcpu], marker_of(site->bits));
}

/* ---- translation -------------------------------------------------------------------------------------------- */

static qemu_plugin_vcpu_udata_cb_t watcher_of(uint32_t bits)
{
	if (bits == SFENCE_W_INVAL)
		return on_w_inval;
	if (bits == SFENCE_INVAL_IR)
		return on_inval_ir;
	if ((bits & 0xfffff) == 0x2013 && marker_of(bits) >= HINT_SPACE &&
	    marker_of(bits) <= HINT_FLUSHED)
		return on_hint;
	switch (kind_of(bits)) {
	case SATP:
		return on_satp;
	case SFENCE:
		return on_sfence;
	case SINVAL:
		return on_sinval;
	case MARKER:
		return on_marker;
	default:
		return NULL;
	}
}

static struct site *site_of(uint64_t pc, uint32_t bits)
{
	struct site *site;

	pthread_mutex_lock(&sites_lock);
	for (site = sites; site; site = site->next)
		if (site->pc == pc && site->bits == bits)
			break;
	if (!site) {
		site = malloc(sizeof(*site));
		if (!site)
			abort();
		*site = (struct site){sites, pc, bits};
		sites = site;
	}
	pthread_mutex_unlock(&sites_lock);
	return site;
}

/* `page`: of what was fetched last; a block may go on in a second one, or end across its start. */
static void watch_fetch(struct qemu_plugin_insn *insn, uint64_t *page)
{
	uint64_t pc = qemu_plugin_insn_vaddr(insn);
	uint64_t last = (pc + qemu_plugin_insn_size(insn) - 1) & ~(PAGE_SIZE - 1);

	if (last == *page)
		return;
	*page = last;
	qemu_plugin_register_vcpu_insn_exec_cb(insn, on_fetch, QEMU_PLUGIN_CB_NO_REGS,
					       (void *)(pc > last ? pc : last));
}

/* true: it is a fence, behind which the page must be fetched anew, in the middle of a block too. */
static bool watch(struct qemu_plugin_insn *insn, enum mode mode)
{
	uint64_t pc = qemu_plugin_insn_vaddr(insn);
	uint32_t bits = bits_of(insn);
	qemu_plugin_vcpu_udata_cb_t watcher = watcher_of(bits);

	/* A program may bracket what it measures. Its fences trap, its hints are not the kernel's. */
	if (watcher && (mode != USER_MODE || watcher == on_marker))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, watcher, QEMU_PLUGIN_CB_R_REGS,
						       site_of(pc, bits));
	if (mode != MACHINE_MODE)
		qemu_plugin_register_vcpu_mem_cb(insn, on_access, QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW, (void *)pc);
	return watcher == on_sfence || watcher == on_inval_ir;
}

/*
 * QEMU translates a block for one privilege mode, the one that is about to run it, and translates it
 * again for another. Addresses of machine mode are physical.
 */
void watch_block(struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);
	uint64_t pc = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0));
	uint64_t page = pc & ~(PAGE_SIZE - 1);
	enum mode mode;

	pthread_once(&registers_known, learn_registers);
	mode = (enum mode)read_register(priv_register);
	if (mode != MACHINE_MODE)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_R_REGS,
						     (void *)pc);
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		if (mode != MACHINE_MODE)
			watch_fetch(insn, &page);
		if (watch(insn, mode))
			page = NO_PAGE;
	}
}

bool watch_start(unsigned int harts)
{
	cpus = calloc(harts, sizeof(*cpus));
	return cpus;
}
