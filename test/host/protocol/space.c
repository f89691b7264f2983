/* SPDX-License-Identifier: MIT */
/* The spaces of the scenario, and what must be true of their pages once an operation is complete. */
#include <string.h>
#include "kernel/vm.h"
#include "test/host/protocol/model.h"

/* Three in one lowest table, two in its neighbour, one below another entry of the root. */
const va_t page_va[PAGES] = {0x40000000, 0x40001000, 0x40013000,
			     0x40200000, 0x40201000, 0x80000000};
/* From the first page on: reaches the third, and is more than a flush does page by page. */
enum { LONG = 20 * PAGE_SIZE };

struct space spaces[SPACES_MAX];

void spaces_reset(void)
{
	memset(spaces, 0, sizeof(spaces));
}

struct space *space_of(const struct mm *mm)
{
	for (struct space *s = spaces; mm && s < spaces + SPACES_MAX; s++)
		if (s->mm == mm)
			return s;
	return NULL;
}

struct space *space_of_root(uint64_t root)
{
	for (struct space *s = spaces; s < spaces + SPACES_MAX; s++)
		if (s->mm && (s->mm->root == root || s->mm->user_root == root))
			return s;
	return NULL;
}

void space_gone(struct mm *mm)
{
	struct space *s = space_of(mm);

	if (s)
		s->mm = NULL;
}

static struct space *free_space(void)
{
	for (struct space *s = spaces; s < spaces + SPACES_MAX; s++)
		if (!s->mm)
			return s;
	return NULL;
}

static struct space *adopt(struct mm *mm)
{
	struct space *s = free_space(); /* others may have taken what was free before mm_create() */

	if (!s)
		return NULL;
	icache_forget(s);
	*s = (struct space){.mm = mm, .code = 1};
	return s;
}

struct space *space_new(void)
{
	struct mm *mm = free_space() ? mm_create("model") : NULL;
	struct space *s = mm ? adopt(mm) : NULL;

	if (!mm)
		return NULL;
	if (!s || one_in(8)) {
		mm_discard(mm);
		return NULL;
	}
	for (unsigned i = 0; i < PAGES; i++)
		vm_map(mm, page_va[i], PAGE_SIZE, LORIS_PROT_READ | LORIS_PROT_WRITE);
	return s;
}

/* When the page's entry was last written; older ones are what must not be used any more. 0: never. */
static uint64_t last_written(const struct mm *mm, unsigned page)
{
	static const struct clock everything = {{[0 ... MODEL_HARTS_MAX - 1] = UINT32_MAX}};
	uint64_t *table = direct(mm->root), when;

	for (unsigned shift = PAGE_SHIFT + 18; shift > PAGE_SHIFT; shift -= 9) {
		uint64_t pte = table[page_va[page] >> shift & 511];
		if (!(pte & 1))
			return 0;
		table = direct(pte_pa(pte));
	}
	weak_peek(&table[page_va[page] >> PAGE_SHIFT & 511], &everything, &when);
	return when;
}

static void bury_older(const struct mm *mm, va_t va, va_t end, uint64_t *dead)
{
	for (unsigned i = 0; i < PAGES; i++) {
		uint64_t when = page_va[i] >= va && page_va[i] < end ? last_written(mm, i) : 0;
		if (dead[i] < when)
			dead[i] = when;
	}
}

/* ---- operations on its mappings --------------------------------------------------------------------------- */

struct operation {
	struct space *s;
	unsigned number;
	bool alone;
};

static struct operation begin(struct space *s)
{
	struct operation o = {s, ++s->operations, s->unfinished++ == 0};
	return o;
}

/* When no other operation came between, what was replaced is dead in [va, end). */
static void end(struct operation *o, va_t va, va_t end, uint64_t *dead)
{
	struct space *s = o->s;

	s->unfinished--;
	if (o->alone && s->operations == o->number)
		bury_older(s->mm, va, end, dead);
}

static uint64_t some_length(unsigned page)
{
	return page == 0 && choose(2) ? LONG : PAGE_SIZE;
}

void space_unmap(struct space *s)
{
	unsigned page = choose(PAGES);
	uint64_t len = some_length(page), done;
	struct operation o = begin(s);
	enum err e = vm_unmap(s->mm, page_va[page], len, &done);

	end(&o, page_va[page], page_va[page] + (e == OK ? len : 0), s->dead);
}

void space_protect(struct space *s)
{
	static const unsigned kinds[] = {LORIS_PROT_READ, LORIS_PROT_READ | LORIS_PROT_WRITE,
					 LORIS_PROT_READ | LORIS_PROT_EXEC};
	unsigned page = choose(PAGES), prot = kinds[choose(3)];
	struct operation o = begin(s);
	uint64_t done;
	enum err e = vm_protect(s->mm, page_va[page], PAGE_SIZE, prot, &done);

	if (prot & LORIS_PROT_WRITE)
		e = ERR_INVALID; /* nothing was lost */
	end(&o, page_va[page], page_va[page] + (e == OK ? PAGE_SIZE : 0), s->dead_writes);
}

void space_map(struct space *s)
{
	unsigned page = choose(PAGES);

	vm_map(s->mm, page_va[page], PAGE_SIZE, LORIS_PROT_READ | LORIS_PROT_WRITE);
}

void space_write_code(struct space *s)
{
	bool irqs = irq_save();

	spin_lock_served(&s->mm->lock);
	store_once(&s->code, s->code + 1);
	mm_code_changed_locked(s->mm);
	s->code_done = s->code;
	spin_unlock_irqrestore(&s->mm->lock.lock, irqs);
}

/* ---- what the kernel says ----------------------------------------------------------------------------------- */

void model_hint(unsigned number, uint64_t first, uint64_t second, uint64_t third)
{
	struct space *s = number == HINT_FLUSHED ? space_of_root(third) : NULL;

	if (!s)
		return;
	note("flushed", NULL, first);
	bury_older(s->mm, first, first + second, s->dead);
	s->tlb_done = s->mm->tlb_gen;
}
