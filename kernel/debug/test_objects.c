/* SPDX-License-Identifier: MIT */
/* Memory objects and what shows them: contents, charges, what others see in their TLBs. */
#include "kernel/debug/debug.h"
#include "kernel/grace.h"
#include "kernel/memory.h"
#include "kernel/mm.h"
#include "kernel/reaper.h"
#include "kernel/vm.h"
#include "lib/string.h"

#define LARGE	   (600 * PAGE_SIZE) /* two levels of tables */
#define LARGE_COST (600 + 2 + 1)
#define HOLES	   64
#define SOME	   20 /* pages, more than are made at once */
#define READ_WRITE (LORIS_PROT_READ | LORIS_PROT_WRITE)
#define A	   0x40000000UL
#define B	   0x50000000UL

/* What the tests of objects work with; the quota is theirs alone. */
struct bench_space {
	struct quota *quota;
	struct mm *mm;
};

static bool space_open(struct bench_space *s, uint64_t pages)
{
	s->quota = quota_create(NULL, pages, 8);
	s->mm = mm_create("test");
	return s->quota && s->mm && mm_charge_to(s->mm, s->quota);
}

/* NULL when everything was given back. */
static const char *space_close(struct bench_space *s)
{
	const char *why = NULL;
	bool irqs = irq_save();

	if (s->mm)
		mm_discard(s->mm);
	irq_restore(irqs);
	reaper_wait_idle();
	grace_wait();
	if (!s->quota)
		return "no memory";
	if (quota_used(s->quota))
		why = "the quota is not as it was";
	else if (s->quota->refs != 1)
		why = "somebody still refers to the quota";
	quota_put(s->quota);
	return why;
}

static void put(struct memory *m)
{
	bool irqs = irq_save();

	object_put(&m->object);
	irq_restore(irqs);
}

static bool is_zero(struct memory *m)
{
	uint64_t word = 1;

	for (uint64_t i = 0; i < m->pages; i++) {
		memory_read(m, i * PAGE_SIZE + 8 * (i % 512), &word, sizeof word);
		if (word)
			return false;
	}
	return true;
}

static bool is_one_piece(struct memory *m)
{
	for (uint64_t i = 0; i < m->pages; i++)
		if (memory_page(m, i) != m->top + i * PAGE_SIZE)
			return false;
	return true;
}

static const char *create_all_kinds(struct quota *q)
{
	struct memory *m;
	enum err e;

	m = memory_create(q, LARGE, false, &e);
	if (!m || quota_pages(q) != LARGE_COST + MM_PAGES_CHARGED)
		return "a large object is not charged when it is made";
	for (uint64_t i = 0; i < m->pages; i += 7)
		if (!memory_page(m, i) || memory_page(m, i) != memory_page(m, i))
			return "a page has no frame";
	if (!is_zero(m))
		return "a new page is not zero";
	put(m);
	reaper_wait_idle();
	m = memory_create(q, 5 * PAGE_SIZE - 1, true, &e);
	if (!m || quota_pages(q) != 5 + MM_PAGES_CHARGED || memory_clear_some(m) || !is_zero(m) ||
	    !is_one_piece(m))
		return "a contiguous object is wrong";
	put(m);
	if (memory_create(q, 1000 * PAGE_SIZE, false, &e) || e != ERR_QUOTA)
		return "more than the quota was given";
	if (memory_create(q, 0, false, &e) || e != ERR_INVALID)
		return "an object of nothing was made";
	if (memory_create(q, MEMORY_CONTIGUOUS_MAX + 1, true, &e) || e != ERR_INVALID)
		return "a contiguous object of more than there may be";
	return NULL;
}

static const char *physical_refuses(struct quota *q)
{
	const pa_t bad[] = {image_pa(image_start), kernel_root(), 1, UINT64_MAX & ~0xfffUL,
			    image_pa(image_start) - PAGE_SIZE};
	enum err e = OK;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (memory_physical(q, bad[i], 1, &e) || e != ERR_INVALID)
			return "RAM, or nothing at all, was given away";
	if (memory_physical(q, 0, 1UL << 32, &e))
		return "RAM was given away among other things";
	return NULL;
}

/* Two mappings of one object show the same bytes, and outlive whoever made it. */
static const char *share(struct bench_space *s)
{
	enum err e;
	struct memory *m = memory_create(s->quota, SOME * PAGE_SIZE, false, &e);
	struct vm_source from = {.memory = m, .prot_max = READ_WRITE};
	uint64_t word = 0, done;

	if (!m || vm_map_memory(s->mm, A, SOME * PAGE_SIZE, READ_WRITE, &from) != A)
		return "it cannot be mapped";
	from.offset = PAGE_SIZE;
	from.prot_max = LORIS_PROT_READ;
	if (vm_map_memory(s->mm, B, PAGE_SIZE, LORIS_PROT_READ, &from) != B)
		return "part of it cannot be mapped";
	put(m);
	if (copy_to_user(s->mm, A + PAGE_SIZE, "12345678", 8) != OK ||
	    copy_from_user(s->mm, &word, B, 8) != OK || memcmp(&word, "12345678", 8))
		return "what is written here is not read there";
	if (vm_protect(s->mm, B, PAGE_SIZE, READ_WRITE, &done) != ERR_PERM)
		return "a mapping got a right that its handle has not";
	/* From the middle: the rest stays, and shows what it did. */
	if (vm_unmap(s->mm, A, PAGE_SIZE, &done) != OK ||
	    copy_from_user(s->mm, &word, A + PAGE_SIZE, 8) != OK || memcmp(&word, "12345678", 8))
		return "a mapping that was cut shows something else";
	if (s->mm->pages)
		return "frames of the object are taken for the space's";
	return NULL;
}

/* A copy of two pages is there when vm_map_memory() returns; bytes behind it are zero. */
static const char *copy(struct bench_space *s)
{
	enum err e;
	struct memory *m = memory_create(s->quota, 3 * PAGE_SIZE, false, &e);
	struct vm_source from = {.memory = m, .offset = 100, .filled = PAGE_SIZE + 1};
	char *first = m ? direct(memory_page(m, 0)) : NULL, seen[2] = {1, 1};

	if (!m)
		return "no memory";
	memset(first, 'a', PAGE_SIZE);
	memset(direct(memory_page(m, 1)), 'b', PAGE_SIZE);
	if (vm_map_memory(s->mm, A, 2 * PAGE_SIZE, LORIS_PROT_READ | LORIS_MAP_PRIVATE, &from) != A)
		return "it cannot be mapped as a copy";
	memset(first, 'x', PAGE_SIZE);
	memset(direct(memory_page(m, 1)), 'x', PAGE_SIZE);
	put(m);
	if (copy_from_user(s->mm, seen, A + PAGE_SIZE - 101, 2) != OK || seen[0] != 'a')
		return "the copy follows the original";
	if (copy_from_user(s->mm, seen, A + PAGE_SIZE, 2) != OK || seen[0] != 'b' || seen[1])
		return "the copy does not end where it should";
	return s->mm->pages == 2 ? NULL : "a copy has no frames of its own";
}

/* A copy that cannot be made now is refused: nothing is mapped, nothing is lost. */
static const char *refuse(struct bench_space *s)
{
	enum err e;
	struct memory *m = memory_create(NULL, 2 * PAGE_SIZE, false, &e);
	struct vm_source from = {.memory = m, .filled = 2 * PAGE_SIZE};
	uint64_t left = s->quota->pages_max - quota_pages(s->quota);
	long at;

	if (!m || !quota_charge_pages(s->quota, left - 3)) /* two tables and a page */
		return "no memory";
	at = vm_map_memory(s->mm, A, 2 * PAGE_SIZE, READ_WRITE | LORIS_MAP_PRIVATE, &from);
	quota_return_pages(s->quota, left - 3);
	put(m);
	if (at > 0 && s->mm->pages == 2)
		return "the quota was not asked";
	return at == ERR_QUOTA && !s->mm->pages && !s->mm->region_count ? NULL
									: "half a mapping is left";
}

/* Charged is what there is: the root, what was filled, the tables, and each mapping. */
static bool charged_exactly(const struct bench_space *s)
{
	return quota_pages(s->quota) == MM_PAGES_CHARGED + s->mm->pages + s->mm->table_pages &&
	       quota_objects(s->quota) == s->mm->region_count;
}

/* Zeroes, with so many pages left of the quota: all of it or nothing. True: all. */
static bool map_with(struct bench_space *s, uint64_t pages, uint64_t left, const char **why)
{
	uint64_t rest = s->quota->pages_max - quota_pages(s->quota) - left;
	bool made;

	if (!quota_charge_pages(s->quota, rest))
		*why = "no memory";
	made = vm_map(s->mm, A, pages * PAGE_SIZE, READ_WRITE) == A;
	quota_return_pages(s->quota, rest);
	if (s->mm->pages != (made ? pages : 0) || s->mm->region_count != made)
		*why = "half a mapping is left";
	else if (!charged_exactly(s))
		*why = "something else is charged than is mapped";
	return made;
}

static const char *all_or_nothing(struct bench_space *s)
{
	const char *why = NULL;
	uint64_t left, done;

	for (uint64_t pages = 1; !why && pages <= 2; pages++) {
		for (left = 0; !why && left < SOME && !map_with(s, pages, left, &why); left++)
			;
		if (!why && s->mm->pages != pages)
			why = "what there is room for is refused";
		if (vm_unmap(s->mm, A, pages * PAGE_SIZE, &done) != OK || !charged_exactly(s))
			return "what is unmapped stays charged";
	}
	return why;
}

/* A page of the ramdisk that is shown becomes one's own: in every TLB (hazard H21). */
static const char *unshare(struct bench_space *s)
{
	struct vm_source from = {.memory = memory_ramdisk(), .filled = PAGE_SIZE};
	uint64_t before, done;
	char byte;

	if (vm_map_memory(s->mm, A, PAGE_SIZE, LORIS_PROT_READ | LORIS_MAP_PRIVATE, &from) != A ||
	    copy_from_user(s->mm, &byte, A, 1) != OK || s->mm->pages)
		return "a page of the ramdisk is not shown as it is";
	before = s->mm->tlb_gen;
	if (vm_protect(s->mm, A, PAGE_SIZE, READ_WRITE, &done) != OK ||
	    copy_to_user(s->mm, A, &byte, 1) != OK || s->mm->pages != 1)
		return "it cannot become one's own";
	return s->mm->tlb_gen != before ? NULL : "it stays in the TLBs of others";
}

static bool shares_its_page(struct object *const kept[], unsigned n, const struct object *o)
{
	for (unsigned i = 0; i < n; i++)
		if (((uintptr_t)kept[i] ^ (uintptr_t)o) < PAGE_SIZE)
			return true;
	return false;
}

/* Of those on the same page all but one go, which keeps it; how many are left. */
static unsigned make_holes(struct object *all[], unsigned made)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < made; i++) {
		if (shares_its_page(all, kept, all[i]))
			object_discard(all[i]);
		else
			all[kept++] = all[i];
	}
	return kept;
}

static const char *holes_are_charged(void)
{
	struct quota *q = quota_create(NULL, HOLES, HOLES);
	struct object *all[HOLES];
	const char *why = NULL;
	unsigned made = 0, kept;
	enum err e;

	while (q && made < HOLES && (all[made] = object_create(q, LORIS_ENDPOINT, 1024, &e)))
		made++;
	kept = make_holes(all, made);
	if (kept < 2)
		why = "no memory";
	else if (quota_charge_pages(q, HOLES - kept + 1))
		why = "pages that objects keep are charged to nobody";
	while (kept)
		object_discard(all[--kept]);
	if (!why && quota_used(q))
		why = "the quota is not as it was";
	if (q)
		quota_put(q);
	return why;
}

static const char *quotas_are_charged(struct quota *above)
{
	uint64_t before = quota_used(above);
	struct quota *q = quota_create(above, 1, 1);
	bool charged = quota_used(above) == before + QUOTA_UNIT;

	if (!q)
		return "no memory";
	quota_put(q);
	if (!charged || quota_used(above) != before)
		return "quotas can be made without end";
	return NULL;
}

const char *test_memory_objects(void)
{
	static const char *(*const tests[])(struct bench_space *) = {share, copy, refuse,
								     all_or_nothing, unshare};
	uint64_t before = settled_pages();
	struct bench_space s;
	const char *why = "no memory", *after;

	if (space_open(&s, 700)) {
		why = create_all_kinds(s.quota);
		if (!why)
			why = physical_refuses(s.quota);
		if (!why)
			why = quotas_are_charged(s.quota);
	}
	after = space_close(&s);
	for (size_t i = 0; !why && !after && i < sizeof(tests) / sizeof(*tests); i++) {
		why = space_open(&s, 700) ? tests[i](&s) : "no memory";
		after = space_close(&s);
	}
	if (why || after)
		return why ? why : after;
	if (settled_pages() != before)
		return "pages are lost";
	return holes_are_charged(); /* the hart keeps some of its objects, and their pages */
}
