/* SPDX-License-Identifier: MIT */
#include <string.h>
#include "arch/riscv/kpti.h"
#include "arch/riscv/riscv.h"
#include "test/host/protocol/model.h"

uint64_t satp_root_of(uint64_t satp)
{
	return (satp & SATP_PPN_MASK) << PAGE_SHIFT;
}

unsigned satp_asid_of(uint64_t satp)
{
	return satp >> SATP_ASID_SHIFT & SATP_ASID_MASK;
}

static struct walker *mmu(void)
{
	return &self()->mmu;
}

void tlb_reset(unsigned hart, uint64_t satp)
{
	struct walker *w = &model.hart[hart].mmu;

	memset(w, 0, sizeof(*w));
	w->satp = satp;
}

/* ---- satp --------------------------------------------------------------------------------------------- */

/* Both roots of a space are one and the same to this question. */
static uint64_t identity(uint64_t satp)
{
	struct space *s = space_of_root(satp_root_of(satp));

	return s ? s->mm->root : satp_root_of(satp);
}

static void check_distinct(uint64_t satp)
{
	struct walker *mine = mmu();

	for (unsigned h = 0; h < model.harts; h++) {
		struct walker *w = &model.hart[h].mmu;
		/* Hazard H36. A hart that the new policy has not reached yet does not count. */
		if (w == mine || model.hart[h].probing || w->satp_epoch != mine->satp_epoch ||
		    satp_asid_of(w->satp) != satp_asid_of(satp) ||
		    identity(w->satp) == identity(satp))
			continue;
		fail("ASID %u is loaded for another space on hart %u", satp_asid_of(satp), h);
	}
}

uint64_t model_read_satp(void)
{
	return mmu()->satp;
}

static void set_satp(uint64_t value)
{
	struct walker *w = mmu();

	/* What it has no bits for is not kept (WARL). */
	value &= ~(SATP_ASID_MASK >> model.bits << model.bits << SATP_ASID_SHIFT);
	w->satp = value;
	w->satp_when = model.now;
	w->satp_epoch = model.epoch;
	/* Walks from this root begin after this moment. */
	clock_join(&w->seen, &self()->knows.now);
	note("satp", NULL, value);
	if (!memory_page_used(satp_root_of(value)))
		fail("a root is loaded that is free");
	if (policy.asid && !self()->probing)
		check_distinct(value);
}

void model_write_satp(uint64_t value)
{
	point();
	set_satp(value);
}

/* ---- walking ------------------------------------------------------------------------------------------- */

static unsigned shift_of(unsigned level)
{
	return PAGE_SHIFT + 9 * level;
}

static void keep_leaf(struct walker *w, struct leaf l)
{
	for (struct leaf *o = w->leaf; o < w->leaf + TLB_LEAVES; o++)
		if (o->valid && o->asid == l.asid && o->page == l.page && o->pte == l.pte &&
		    o->when == l.when && o->root == l.root && o->root_when == l.root_when)
			return;
	w->leaf[w->next_leaf++ % TLB_LEAVES] = l;
}

static void keep_pointer(struct walker *w, struct pointer p)
{
	for (struct pointer *o = w->pointer; o < w->pointer + TLB_POINTERS; o++)
		if (o->valid && o->asid == p.asid && o->level == p.level && o->prefix == p.prefix &&
		    o->table == p.table && o->when == p.when)
			return;
	w->pointer[w->next_pointer++ % TLB_POINTERS] = p;
}

static struct pointer from_root(const struct walker *w)
{
	return (struct pointer){true, (uint16_t)satp_asid_of(w->satp), 2,
				0,    satp_root_of(w->satp),	       w->satp_when};
}

/* The root, or any cached pointer that serves this address under this ASID. */
static struct pointer start_of_walk(const struct walker *w, va_t va)
{
	const struct pointer *found[TLB_POINTERS];
	unsigned n = 0, c;

	for (const struct pointer *p = w->pointer; p < w->pointer + TLB_POINTERS; p++)
		if (p->valid && p->asid == satp_asid_of(w->satp) &&
		    va >> shift_of(p->level + 1) == p->prefix)
			found[n++] = p;
	c = n ? choose(n + 1) : 0;
	return c ? *found[c - 1] : from_root(w);
}

static struct leaf walk(unsigned hart, unsigned page)
{
	struct walker *w = &model.hart[hart].mmu;
	va_t va = page_va[page];
	struct pointer at = start_of_walk(w, va);
	struct leaf l = {true, (uint16_t)satp_asid_of(w->satp), page,	     at.level, 0,
			 0,    satp_root_of(w->satp),		w->satp_when};

	for (;;) {
		uint64_t *table;
		if (!memory_page_same_since(at.table, at.when))
			fail("hart %u walks through page %#lx, which is no table any more", hart,
			     (unsigned long)at.table);
		table = direct(at.table);
		l.pte = weak_peek(&table[va >> shift_of(at.level) & 511], &w->seen, &l.when);
		l.level = at.level;
		if (!(l.pte & PTE_V) || at.level == 0)
			return l;
		at = (struct pointer){true,	     l.asid, at.level - 1, va >> shift_of(at.level),
				      pte_pa(l.pte), l.when};
		keep_pointer(w, at);
	}
}

void tlb_speculate(unsigned hart)
{
	keep_leaf(&model.hart[hart].mmu, walk(hart, choose(PAGES)));
}

/* ---- using --------------------------------------------------------------------------------------------- */

static bool serves(const struct leaf *l, const struct walker *w, unsigned page)
{
	return l->valid && l->asid == satp_asid_of(w->satp) &&
	       page_va[l->page] >> shift_of(l->level) == page_va[page] >> shift_of(l->level);
}

static struct leaf look_up(unsigned page)
{
	struct walker *w = mmu();
	const struct leaf *found[TLB_LEAVES];
	unsigned n = 0, c;
	struct leaf l;

	for (const struct leaf *o = w->leaf; o < w->leaf + TLB_LEAVES; o++)
		if (serves(o, w, page))
			found[n++] = o;
	c = w->stubborn ? 0 : choose(n + 1);
	if (c < n)
		return *found[c];
	l = walk(model.self, page);
	keep_leaf(w, l);
	return l;
}

static bool grants(uint64_t pte, unsigned access)
{
	uint64_t needs = access == LORIS_PROT_WRITE  ? PTE_W
			 : access == LORIS_PROT_EXEC ? PTE_X
						     : PTE_R;

	return pte & PTE_V && pte & needs;
}

static bool still_granted(const struct space *s, unsigned page, uint64_t pte, unsigned access)
{
	pt_slot *slot = pt_find(s->mm, page_va[page]);

	return slot && grants(*slot, access) && pte_pa(*slot) == pte_pa(pte);
}

static void check_use(unsigned hart, const struct leaf *l, unsigned access)
{
	struct space *s = space_of_root(l->root);

	if (!s)
		fail("hart %u uses an entry of a space that is gone", hart);
	if (!memory_page_same_since(pte_pa(l->pte), l->when))
		fail("hart %u uses page %u of space%d: the frame was freed", hart, l->page,
		     (int)(s - spaces));
	if ((l->when < s->dead[l->page] ||
	     (access == LORIS_PROT_WRITE && l->when < s->dead_writes[l->page])) &&
	    !still_granted(s, l->page, l->pte, access))
		fail("hart %u uses page %u of space%d by an entry that was flushed (pte %#lx of "
		     "%lu)",
		     hart, l->page, (int)(s - spaces), (unsigned long)l->pte,
		     (unsigned long)l->when);
}

void tlb_perform_delayed(unsigned hart)
{
	struct walker *w = &model.hart[hart].mmu;

	for (; w->delayed_count; w->delayed_count--)
		check_use(hart, &w->delayed[w->delayed_count - 1].entry,
			  w->delayed[w->delayed_count - 1].access);
}

bool tlb_access(unsigned page, unsigned access)
{
	struct walker *w = mmu();
	struct leaf l = look_up(page);

	note("user access", NULL, page);
	/* One that says "invalid" may be anybody's: the fault it causes is a spurious one. */
	if (!grants(l.pte, access))
		return false;
	if (!memory_page_same_since(l.root, l.root_when) ||
	    space_of_root(l.root) != space_of_root(satp_root_of(w->satp)))
		fail("hart %u hits an entry of another space, page %u", model.self, page);
	check_use(model.self, &l, access);
	if (w->delayed_count < DELAYED_MAX && choose(2))
		w->delayed[w->delayed_count++] = (struct delayed){l, access};
	return true;
}

/* ---- fences -------------------------------------------------------------------------------------------- */

/* Implicit reads after the fence are no older than what this hart knew at it. */
static void fenced(const char *what, uint64_t operand)
{
	clock_join(&mmu()->seen, &self()->knows.now);
	note(what, NULL, operand);
}

static void drop(bool (*matches)(uint16_t asid, unsigned wanted), unsigned asid)
{
	struct walker *w = mmu();

	for (struct leaf *l = w->leaf; l < w->leaf + TLB_LEAVES; l++)
		l->valid &= !matches(l->asid, asid);
	for (struct pointer *p = w->pointer; p < w->pointer + TLB_POINTERS; p++)
		p->valid &= !matches(p->asid, asid);
}

static bool any_asid(uint16_t asid, unsigned wanted)
{
	(void)asid;
	(void)wanted;
	return true;
}

static bool same_asid(uint16_t asid, unsigned wanted)
{
	return asid == wanted;
}

void tlb_fence_all(enum fence_reason reason)
{
	(void)reason;
	point();
	drop(any_asid, 0);
	fenced("sfence all", 0);
}

void tlb_fence_asid(unsigned asid, enum fence_reason reason)
{
	(void)reason;
	point();
	drop(same_asid, asid);
	fenced("sfence asid", asid);
}

/* rs1 != x0: leaf entries, and no others. */
void tlb_fence_pages(va_t va, uint64_t pages, unsigned asid, enum fence_reason reason)
{
	struct walker *w = mmu();
	va_t end = va + pages * PAGE_SIZE;

	(void)reason;
	point();
	for (struct leaf *l = w->leaf; l < w->leaf + TLB_LEAVES; l++)
		if (l->asid == asid && l->level == 0 && page_va[l->page] >= va &&
		    page_va[l->page] < end)
			l->valid = false;
	fenced("sfence page", va);
}

/* ---- kpti's trampoline ----------------------------------------------------------------------------------- */

void kpti_user(bool enter)
{
	const struct kpti_area *area = this_hart()->kpti;

	self()->user_mode = enter;
	if (!area)
		return;
	set_satp(enter ? area->satp_user : area->satp_kernel);
	if (area->fences)
		drop(same_asid, 0);
}

/* ---- instructions ------------------------------------------------------------------------------------------ */

void icache_fence(void)
{
	struct walker *w = mmu();

	point();
	memset(w->icache, 0, sizeof(w->icache));
	clock_join(&w->fetched, &self()->knows.now);
	note("fence.i", NULL, 0);
}

uint64_t icache_fetch(struct space *s)
{
	struct walker *w = mmu();
	uint64_t *line = &w->icache[s - spaces], when;

	if (!*line)
		*line = weak_peek(&s->code, &w->fetched, &when);
	return *line;
}

void icache_forget(struct space *s)
{
	for (unsigned h = 0; h < MODEL_HARTS_MAX; h++)
		model.hart[h].mmu.icache[s - spaces] = 0;
}
