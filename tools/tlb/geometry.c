/* SPDX-License-Identifier: MIT */
/*
 * A TLB of a given size: set-associative, the least recently used way goes. It looks an address up under
 * each page size, as designs do that keep all sizes in one array. What it holds is never wrong: here
 * only the misses are of interest.
 */
#include <stdlib.h>
#include <string.h>
#include "tools/tlb/geometry.h"

struct way {
	uint64_t base; /* first address that it covers */
	uint64_t used; /* when; 0: empty */
	uint16_t asid;
	uint8_t level;
	bool global;
};

struct array {
	struct array_size size;
	unsigned int sets;
	struct way *ways;
};

struct tlb {
	struct array l1[2], l2, pointers; /* l1: data, fetches */
	uint16_t asid_mask;
	uint64_t now;
};

/* ---- one array ---------------------------------------------------------------------------------------- */

static bool array_create(struct array *a, struct array_size size)
{
	a->size = size;
	a->sets = size.entries ? size.entries / size.ways : 0;
	a->ways = calloc(size.entries ? size.entries : 1, sizeof(*a->ways));
	return a->ways;
}

static struct way *set_of(const struct array *a, uint64_t va, int level)
{
	return &a->ways[(va >> level_shift(level)) % a->sets * a->size.ways];
}

static bool way_holds(const struct way *w, uint64_t va, int level, uint16_t asid)
{
	return w->used && w->level == level && w->base == level_base(va, level) &&
	       (w->global || w->asid == asid);
}

static struct way *array_find(const struct array *a, uint64_t va, int level, uint16_t asid)
{
	struct way *set;

	if (!a->sets)
		return NULL;
	set = set_of(a, va, level);
	for (struct way *w = set; w < set + a->size.ways; w++)
		if (way_holds(w, va, level, asid))
			return w;
	return NULL;
}

static void array_put(struct array *a, const struct way *new)
{
	struct way *set, *oldest;

	if (!a->sets)
		return;
	set = oldest = set_of(a, new->base, new->level);
	for (struct way *w = set; w < set + a->size.ways; w++)
		if (w->used < oldest->used)
			oldest = w;
	*oldest = *new;
}

static bool fence_covers(const struct fence *f, const struct way *w, bool pointers)
{
	if (f->one_asid && (w->global || w->asid != f->asid))
		return false;
	return !f->one_page || (!pointers && w->base == level_base(f->va, w->level));
}

static void array_fence(struct array *a, const struct fence *f, bool pointers)
{
	for (struct way *w = a->ways; w < a->ways + a->size.entries; w++)
		if (w->used && fence_covers(f, w, pointers))
			w->used = 0;
}

/* ---- the walker ------------------------------------------------------------------------------------------ */

/* The lowest level whose table is known without reading; LEVELS - 1 is the root's, which always is. */
static int first_level(struct tlb *t, uint64_t va, int end, uint16_t asid)
{
	for (int level = end + 1; level < LEVELS; level++) {
		struct way *w = array_find(&t->pointers, va, level, asid);

		if (w) {
			w->used = t->now;
			return level - 1;
		}
	}
	return LEVELS - 1;
}

/* Returns the level of the leaf, or -1 when there is none (a race with another hart). */
static int walk(struct tlb *t, uint64_t va, const struct satp *satp, uint16_t asid,
		struct missed *missed, bool *global)
{
	struct walk w;
	int first;

	walk_tables(satp->root, va, &w);
	if (!w.valid)
		return -1;
	first = first_level(t, va, w.end, asid);
	missed->reads += (uint64_t)(first - w.end + 1);
	for (int level = first; level > w.end; level--)
		array_put(&t->pointers, &(struct way){level_base(va, level), t->now, asid,
						      (uint8_t)level, w.pte[level] & PTE_G});
	*global = w.pte[w.end] & PTE_G;
	return w.end;
}

/* ---- a TLB ------------------------------------------------------------------------------------------------- */

struct tlb *tlb_create(const struct geometry *g)
{
	struct tlb *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->asid_mask = g->asid_mask;
	if (!array_create(&t->l1[0], g->l1) || !array_create(&t->l1[1], g->l1) ||
	    !array_create(&t->l2, g->l2) || !array_create(&t->pointers, g->pointers))
		return NULL;
	return t;
}

static struct way *look_up(struct array *a, uint64_t va, uint16_t asid, uint64_t now)
{
	for (int level = 0; level < LEVELS; level++) {
		struct way *w = array_find(a, va, level, asid);

		if (w) {
			w->used = now;
			return w;
		}
	}
	return NULL;
}

void tlb_access(struct tlb *t, uint64_t va, bool fetch, const struct satp *satp,
		struct missed *missed)
{
	uint16_t asid = satp->asid & t->asid_mask;
	const struct way *found;
	struct way new = {.used = ++t->now, .asid = asid};
	int level;

	if (look_up(&t->l1[fetch], va, asid, t->now))
		return;
	missed->l1++;
	found = look_up(&t->l2, va, asid, t->now);
	if (found) {
		array_put(&t->l1[fetch], found);
		return;
	}
	missed->walks++;
	level = walk(t, va, satp, asid, missed, &new.global);
	if (level < 0)
		return;
	new.level = (uint8_t)level;
	new.base = level_base(va, level);
	array_put(&t->l1[fetch], &new);
	array_put(&t->l2, &new);
}

void tlb_fence(struct tlb *t, const struct fence *fence)
{
	struct fence f = *fence;

	f.asid &= t->asid_mask;
	array_fence(&t->l1[0], &f, false);
	array_fence(&t->l1[1], &f, false);
	array_fence(&t->l2, &f, false);
	array_fence(&t->pointers, &f, true);
}

/* ---- text --------------------------------------------------------------------------------------------------- */

/* ENTRIES or ENTRIESxWAYS; without ways, any entry may hold any page. */
static const char *parse_size(const char *text, struct array_size *size)
{
	char *end;

	size->entries = size->ways = (unsigned int)strtoul(text, &end, 10);
	if (*end == 'x')
		size->ways = (unsigned int)strtoul(end + 1, &end, 10);
	if (end == text || !size->entries || size->entries > 65536 || !size->ways ||
	    size->entries % size->ways)
		return NULL;
	return end;
}

static const char *parse_part(const char *text, struct geometry *g)
{
	unsigned long bits;
	char *end;

	if (!strncmp(text, "l1=", 3))
		return parse_size(text + 3, &g->l1);
	if (!strncmp(text, "l2=", 3))
		return parse_size(text + 3, &g->l2);
	if (!strncmp(text, "pointers=", 9))
		return parse_size(text + 9, &g->pointers);
	if (strncmp(text, "asid=", 5))
		return NULL;
	bits = strtoul(text + 5, &end, 10);
	g->asid_mask = (uint16_t)((1ul << (bits & 31)) - 1);
	return bits <= 16 ? end : NULL;
}

const char *geometry_parse(const char *text, struct geometry *g)
{
	const char *from = text;

	*g = (struct geometry){.asid_mask = 0xffff};
	do {
		text = parse_part(*text == ':' ? text + 1 : text, g);
	} while (text && *text == ':');
	if (!text || !g->l1.entries || (*text && *text != '+') ||
	    (size_t)(text - from) >= sizeof(g->name))
		return NULL;
	memcpy(g->name, from, (size_t)(text - from));
	return text;
}
