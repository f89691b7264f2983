// SPDX-License-Identifier: MIT
/*
 * A QEMU plugin: how many instructions a hart executes at a stretch while it takes no interrupts.
 *
 *   qemu-system-riscv64 -plugin build/irqs-v1.so,out=irqs.json ...
 *
 * A stretch begins where a trap enters the kernel, or where sstatus.SIE is cleared, and ends where SIE is set or
 * sret leaves: it is what an interrupt that comes at its beginning waits for. The firmware's instructions count
 * too. It knows nothing of the kernel but how its trap_entry begins (csrrw sp, sscratch, sp), so it is blind under
 * kpti, whose traps begin otherwise.
 *
 * Told is the longest stretch that ended within each pair of the HINTs `slti x0, x0, N` (N odd: begin) and N + 1,
 * on whatever hart, and where it was after 1024 instructions, 2048, 4096, ...: mostly in the loop that is to blame.
 *
 *   {"type":"irqs","windows":[{"marker":N,"longest":N,"pcs":["0x...", ...]}, ...]}
 *
 * Instructions are counted by blocks when they are entered: one that an exception leaves early counts whole.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/plugin/callbacks.h"
#include "tools/plugin/insn.h"

__attribute__((visibility("default"))) int qemu_plugin_version = QEMU_PLUGIN_API;

#define WINDOWS	     (MARKER_LAST / 2)
#define SAMPLES	     24
#define FIRST_SAMPLE 1024

#define TRAP_ENTRY  0x14011173
#define SRET	    0x10200073
#define CSR_SSTATUS 0x100
#define SIE	    2

struct stretch {
	uint64_t length;
	uint64_t pc[SAMPLES]; /* after FIRST_SAMPLE << i instructions */
};

static struct hart {
	bool off;
	uint64_t begun, count, next; /* instructions; next: when the next sample is due */
	unsigned samples;
	struct stretch now;
} * harts;

static struct window {
	bool open, seen;
	struct stretch longest;
} windows[WINDOWS];

/* What a block does. Its last instruction decides: one that changes SIE ends a block. */
enum effect { NOTHING, BEGINS, ENDS };

struct block {
	struct block *next;
	uint64_t pc;
	uint32_t first, last;
	unsigned length;
	bool enters;
	enum effect effect;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* all of it: harts run at the same time */
static struct block *blocks;
static FILE *out;

static void begin(struct hart *h)
{
	if (h->off)
		return;
	h->off = true;
	h->begun = h->count;
	h->samples = 0;
	h->next = h->begun + FIRST_SAMPLE;
}

static void end(struct hart *h)
{
	if (!h->off)
		return;
	h->off = false;
	h->now.length = h->count - h->begun;
	for (struct window *w = windows; w < windows + WINDOWS; w++) {
		if (!w->open || w->longest.length >= h->now.length)
			continue;
		w->longest = h->now;
		memset(&w->longest.pc[h->samples], 0,
		       (SAMPLES - h->samples) * sizeof(w->longest.pc[0]));
	}
}

static void sample(struct hart *h, uint64_t pc)
{
	if (!h->off || h->count < h->next || h->samples == SAMPLES)
		return;
	h->now.pc[h->samples++] = pc;
	h->next = h->begun + ((uint64_t)FIRST_SAMPLE << h->samples);
}

static void on_block(unsigned int vcpu, void *data)
{
	const struct block *b = data;
	struct hart *h = &harts[vcpu];

	pthread_mutex_lock(&lock);
	if (b->enters)
		begin(h);
	h->count += b->length;
	sample(h, b->pc);
	if (b->effect == BEGINS)
		begin(h);
	else if (b->effect == ENDS)
		end(h);
	pthread_mutex_unlock(&lock);
}

static void on_marker(unsigned int vcpu, void *data)
{
	uint32_t marker = (uint32_t)(uintptr_t)data;
	struct window *w = &windows[(marker - 1) / 2];

	(void)vcpu;
	pthread_mutex_lock(&lock);
	w->open = marker % 2;
	w->seen = true;
	pthread_mutex_unlock(&lock);
}

/* csrsi, csrci and csrrci with the bit of SIE; the kernel changes it by no other instruction, but sret. */
static enum effect effect_of(uint32_t bits)
{
	if (bits == SRET)
		return ENDS;
	if ((bits & 0x7f) != 0x73 || bits >> 20 != CSR_SSTATUS || !(bits >> 15 & SIE))
		return NOTHING;
	if ((bits >> 12 & 7) == 6)
		return ENDS;
	return (bits >> 12 & 7) == 7 ? BEGINS : NOTHING;
}

/* Translated again and again: the same is kept once. */
static struct block *block_of(uint64_t pc, uint32_t first, uint32_t last, unsigned length)
{
	struct block *b;

	for (b = blocks; b; b = b->next)
		if (b->pc == pc && b->first == first && b->last == last && b->length == length)
			return b;
	b = malloc(sizeof(*b));
	if (!b)
		abort();
	*b = (struct block){blocks, pc, first, last, length, first == TRAP_ENTRY, effect_of(last)};
	blocks = b;
	return b;
}

static void translated(struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *first = qemu_plugin_tb_get_insn(tb, 0);
	struct block *b;

	pthread_mutex_lock(&lock);
	b = block_of(qemu_plugin_insn_vaddr(first), bits_of(first),
		     bits_of(qemu_plugin_tb_get_insn(tb, count - 1)), (unsigned)count);
	pthread_mutex_unlock(&lock);
	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_NO_REGS, b);
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint32_t bits = bits_of(insn);

		if (kind_of(bits) == MARKER)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_marker,
							       QEMU_PLUGIN_CB_NO_REGS,
							       (void *)(uintptr_t)marker_of(bits));
	}
}

static void print_window(const struct window *w, const char *comma)
{
	fprintf(out, "%s{\"marker\":%u,\"longest\":%" PRIu64 ",\"pcs\":[", comma,
		(unsigned)(w - windows) * 2 + 1, w->longest.length);
	for (int i = 0; i < SAMPLES && w->longest.pc[i]; i++)
		fprintf(out, "%s\"0x%" PRIx64 "\"", i ? "," : "", w->longest.pc[i]);
	fputs("]}", out);
}

static void at_exit(void)
{
	const char *comma = "";

	fputs("{\"type\":\"irqs\",\"windows\":[", out);
	for (const struct window *w = windows; w < windows + WINDOWS; w++) {
		if (!w->seen)
			continue;
		print_window(w, comma);
		comma = ",";
	}
	fputs("]}\n", out);
	fclose(out);
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (!info->system_emulation || argc != 1 || strncmp(argv[0], "out=", 4)) {
		fputs("irqs: usage: -plugin irqs.so,out=FILE\n", stderr);
		return 1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror(argv[0] + 4);
		return 1;
	}
	harts = calloc((size_t)info->system.max_vcpus, sizeof(*harts));
	if (!harts)
		return 1;
	register_callbacks(id);
	return 0;
}
