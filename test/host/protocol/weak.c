/* SPDX-License-Identifier: MIT */
#include <string.h>
#include "test/host/protocol/model.h"

enum { HISTORY = 8, PLACES = 1 << 13, NOBODY = MODEL_HARTS_MAX };

/* Stores become visible after this many points at the latest. */
enum { OLD_AGE = 300 };

struct sent {
	uint64_t value, when;
	uint32_t number; /* of its writer's stores */
	unsigned writer;
	struct clock carries;
};

struct place {
	uintptr_t at; /* 0: free */
	uint64_t since;
	uint64_t count;			      /* messages so far; the last is the newest */
	uint64_t read_up_to[MODEL_HARTS_MAX]; /* by each hart: nothing older any more */
	struct sent history[HISTORY];
};

static struct place places[PLACES];
static unsigned used;
static struct clock full_fences; /* what the last of them knew */

void clock_join(struct clock *c, const struct clock *with)
{
	for (unsigned i = 0; i < MODEL_HARTS_MAX; i++)
		if (c->of[i] < with->of[i])
			c->of[i] = with->of[i];
}

static struct sent *message(struct place *p, uint64_t i)
{
	return &p->history[i % HISTORY];
}

static uint64_t raw(const volatile void *at, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, (const void *)at, size);
	return value;
}

static void begin_history(struct place *p, uint64_t value)
{
	uintptr_t at = p->at;

	*p = (struct place){.at = at, .count = 1, .since = model.now};
	*message(p, 0) = (struct sent){.value = value, .when = model.now, .writer = NOBODY};
}

void weak_reset(void)
{
	memset(places, 0, sizeof(places));
	memset(&full_fences, 0, sizeof(full_fences));
	used = 0;
}

static struct place *slot_of(uintptr_t at)
{
	size_t i = (at >> 2) * 0x9e3779b97f4a7c15 >> 40 & (PLACES - 1);

	while (places[i].at && places[i].at != at)
		i = (i + 1) & (PLACES - 1);
	return &places[i];
}

/* Everything written long ago is known to all; the table starts over. */
static void make_room(void)
{
	memset(places, 0, sizeof(places));
	used = 0;
}

static struct place *find(const volatile void *at)
{
	struct place *p = slot_of((uintptr_t)at);

	return p->at ? p : NULL;
}

/* Its memory in a former life was something else, or was written plainly since: no history. */
static struct place *find_or_make(const volatile void *at, size_t size)
{
	struct place *p = slot_of((uintptr_t)at);

	if (!p->at && used > PLACES * 3 / 4) {
		make_room();
		p = slot_of((uintptr_t)at);
	}
	if (!p->at) {
		used++;
		p->at = (uintptr_t)at;
		begin_history(p, raw(at, size));
	} else if (message(p, p->count - 1)->value != raw(at, size)) {
		begin_history(p, raw(at, size));
	}
	return p;
}

void weak_forget(const void *start, size_t size, size_t step)
{
	for (uintptr_t at = (uintptr_t)start; at < (uintptr_t)start + size; at += step) {
		struct place *p = slot_of(at);
		if (p->at)
			begin_history(p, 0);
	}
}

/* The oldest message that who knows `seen` may still read. */
static uint64_t oldest(struct place *p, const struct clock *seen, uint64_t not_before)
{
	uint64_t i = p->count - 1;

	while (i > not_before && p->count - i < HISTORY) {
		struct sent *m = message(p, i);
		if (m->writer == NOBODY || seen->of[m->writer] >= m->number ||
		    model.now - m->when > OLD_AGE)
			break;
		i--;
	}
	return i;
}

static struct sent *pick(struct place *p, const struct clock *seen, uint64_t not_before,
			 uint64_t *index)
{
	uint64_t from = oldest(p, seen, not_before), last = p->count - 1;

	*index = from == last || choose(3) ? last : from + choose((unsigned)(last - from));
	return message(p, *index);
}

static void learn(struct knowledge *k, const struct sent *m)
{
	if (m->writer == NOBODY)
		return;
	clock_join(&k->offered, &m->carries);
	if (k->read.of[m->writer] < m->number)
		k->read.of[m->writer] = m->number;
}

uint64_t weak_load(const volatile void *at, size_t size)
{
	struct place *p;
	struct sent *m;
	uint64_t index;

	point();
	p = find(at);
	if (!p)
		return raw(at, size);
	p = find_or_make(at, size);
	m = pick(p, &self()->knows.now, p->read_up_to[model.self], &index);
	p->read_up_to[model.self] = index;
	learn(&self()->knows, m);
	note(index == p->count - 1 ? "load" : "load old", at, m->value);
	return m->value;
}

uint64_t weak_peek(const void *at, const struct clock *seen, uint64_t *when)
{
	struct place *p = find_or_make(at, sizeof(uint64_t));
	uint64_t index;
	struct sent *m = pick(p, seen, 0, &index);

	*when = m->when;
	return m->value;
}

void weak_publish(const void *at)
{
	struct place *p = find(at);

	for (unsigned i = 0; p && i < MODEL_HARTS_MAX; i++)
		p->read_up_to[i] = p->count - 1;
}

static struct sent *append(struct place *p, uint64_t value)
{
	struct knowledge *k = &self()->knows;
	struct sent *m = message(p, p->count++);

	*m = (struct sent){value, model.now, ++k->stores, model.self, k->told};
	k->now.of[model.self] = k->stores;
	p->read_up_to[model.self] = p->count - 1;
	return m;
}

static void put(volatile void *at, size_t size, uint64_t value)
{
	memcpy((void *)at, &value, size);
}

void weak_store(volatile void *at, size_t size, uint64_t value)
{
	point();
	append(find_or_make(at, size), value);
	put(at, size, value);
	note("store", at, value);
}

/* ---- fences ------------------------------------------------------------------------------------------ */

static void acquire(struct knowledge *k)
{
	clock_join(&k->now, &k->offered);
}

static void release(struct knowledge *k)
{
	clock_join(&k->told, &k->now);
	clock_join(&k->told, &k->read);
	tlb_perform_delayed(model.self);
}

static void full(struct knowledge *k)
{
	acquire(k);
	clock_join(&k->now, &full_fences);
	release(k);
	clock_join(&full_fences, &k->told);
}

void fence_full(void)
{
	point();
	full(&self()->knows);
	note("fence rw,rw", NULL, 0);
}

void fence_acquire(void)
{
	point();
	acquire(&self()->knows);
	note("fence r,rw", NULL, 0);
}

void fence_release(void)
{
	point();
	release(&self()->knows);
	note("fence rw,w", NULL, 0);
}

/* ---- atomics: each reads the newest value, and hands on what that carried ---------------------------- */

enum order { RELAXED, ACQUIRE, FULL };

static uint64_t exchange(void *at, size_t size, uint64_t (*f)(uint64_t old, uint64_t arg),
			 uint64_t arg, enum order order)
{
	struct knowledge *k = &self()->knows;
	struct sent old;
	struct place *p;

	point();
	k = &self()->knows;
	if (order == FULL)
		full(k);
	p = find_or_make(at, size);
	old = *message(p, p->count - 1);
	learn(k, &old);
	if (order != RELAXED)
		acquire(k);
	clock_join(&append(p, f(old.value, arg))->carries, &old.carries);
	put(at, size, message(p, p->count - 1)->value);
	if (order == FULL)
		full(k);
	note("atomic", at, message(p, p->count - 1)->value);
	return old.value;
}

static uint64_t swap(uint64_t old, uint64_t arg)
{
	(void)old;
	return arg;
}

static uint64_t add32(uint64_t old, uint64_t arg)
{
	return (uint32_t)(old + arg);
}

static uint64_t either(uint64_t old, uint64_t arg)
{
	return old | arg;
}

static uint64_t both(uint64_t old, uint64_t arg)
{
	return old & arg;
}

uint64_t atomic_swap32_acquire(uint32_t *p, uint32_t value)
{
	return exchange(p, sizeof(*p), swap, value, ACQUIRE);
}

uint32_t atomic_add32(uint32_t *p, int32_t n)
{
	return (uint32_t)exchange(p, sizeof(*p), add32, (uint64_t)(int64_t)n, RELAXED);
}

uint32_t atomic_add32_full(uint32_t *p, int32_t n)
{
	return (uint32_t)exchange(p, sizeof(*p), add32, (uint64_t)(int64_t)n, FULL);
}

uint64_t atomic_or64(uint64_t *p, uint64_t bits)
{
	return exchange(p, sizeof(*p), either, bits, FULL);
}

uint64_t atomic_and64(uint64_t *p, uint64_t bits)
{
	return exchange(p, sizeof(*p), both, bits, FULL);
}

uint64_t atomic_swap64(uint64_t *p, uint64_t value)
{
	return exchange(p, sizeof(*p), swap, value, FULL);
}

bool atomic_cas32(uint32_t *p, uint32_t *old, uint32_t value)
{
	point();
	if (*p != *old) {
		*old = *p;
		return false;
	}
	append(find_or_make(p, sizeof(*p)), value);
	put(p, sizeof(*p), value);
	note("cas", p, value);
	return true;
}
