/* SPDX-License-Identifier: MIT */
/*
 * arch/riscv/asid.c as mm_load() uses it, against harts whose TLBs forget nothing by themselves: an
 * entry stays until a fence removes it. A hart that runs a space hits every entry that carries the
 * space's number; one that another space left there is what must never happen (hazards H34 to H38).
 */
#include "test/host/support.h"
#include "arch/riscv/asid.h"

enum { HARTS_MAX = 8, SPACES = 300, STEPS = 200000 };

struct space {
	struct asid_context context;
	unsigned id; /* never used twice */
};

struct model_hart {
	struct space *active, *loading;
	uint64_t generation;
	unsigned tlb[1 << 8]; /* by ASID: the id of the space whose entries are there; 0: none */
};

static struct model_hart hart[HARTS_MAX];
static struct space space[SPACES];
static struct rng rng;
static unsigned harts, last_id, fences, rollovers;

static void each_claim(void (*reserve)(struct asid_context *))
{
	for (unsigned h = 0; h < harts; h++) {
		if (hart[h].loading)
			reserve(&hart[h].loading->context);
		if (hart[h].active)
			reserve(&hart[h].active->context);
	}
}

static void fence_everything(struct model_hart *h)
{
	memset(h->tlb, 0, sizeof(h->tlb));
	fences++;
}

/* mm_load(), first half: the claim, the number, and the rollover's fence. */
static void begin_load(struct model_hart *h, struct space *s)
{
	h->loading = s;
	if (asid_of_generation(s->context.id, asid_generation) && h->generation == asid_generation)
		return;
	rollovers += asid_assign_locked(&s->context, each_claim) == ASID_ROLLOVER;
	if (h->generation != asid_generation) {
		fence_everything(h);
		h->generation = asid_generation;
	}
}

/* Second half: satp is written, the claim moves, and the space's entries are used and left behind. */
static void end_load(struct model_hart *h)
{
	unsigned number = asid_number(&h->loading->context);

	h->active = h->loading;
	h->loading = NULL;
	assert_true(number >> asid_shift >= ASID_FIRST && !(number & asid_shift));
	assert_true(h->tlb[number] == 0 || h->tlb[number] == h->active->id);
	h->tlb[number] = h->active->id;
}

static void check_all(void)
{
	for (unsigned h = 0; h < harts; h++) {
		struct space *s = hart[h].active;
		if (!s)
			continue;
		/* What runs finds its own entries, or none after a fence, and leaves some. */
		unsigned *entry = &hart[h].tlb[asid_number(&s->context)];
		assert_true(*entry == s->id || *entry == 0);
		*entry = s->id;
		for (unsigned other = 0; other < h; other++)
			if (hart[other].active && hart[other].active != s)
				assert_int_not_equal(asid_number(&hart[other].active->context),
						     asid_number(&s->context));
	}
}

static bool in_use(const struct space *s)
{
	for (unsigned h = 0; h < harts; h++)
		if (hart[h].active == s || hart[h].loading == s)
			return true;
	return false;
}

static void step(void)
{
	struct model_hart *h = &hart[rng_below(&rng, harts)];
	struct space *s = &space[rng_below(&rng, SPACES)];

	if (h->loading)
		end_load(h); /* others may have rolled over meanwhile: the claim must have held */
	else if (rng_below(&rng, 16) == 0 && !in_use(s))
		*s = (struct space){.id = ++last_id}; /* it died; its structure serves a new one */
	else
		begin_load(h, s);
}

static void run(unsigned bits, unsigned count, bool pairs)
{
	harts = count;
	memset(hart, 0, sizeof(hart));
	memset(space, 0, sizeof(space));
	asid_reset_locked(bits, pairs);
	for (unsigned i = 0; i < SPACES; i++)
		space[i].id = ++last_id;
	for (unsigned i = 0; i < STEPS; i++) {
		step();
		check_all();
	}
}

static void check_width(unsigned bits, bool pairs)
{
	for (unsigned count = 1; count <= HARTS_MAX; count *= 2) {
		if (!asid_bits_suffice(bits, count, pairs))
			continue;
		rollovers = fences = 0;
		run(bits, count, pairs);
		assert_true(rollovers > 0);
		/* Each hart pays once for a generation, not once for a load. */
		assert_true(fences <= (rollovers + 1) * count);
	}
}

static void nobody_hits_anothers_entries(void **state)
{
	(void)state;
	rng = rng_seeded();
	for (unsigned bits = 3; bits <= 8; bits++) {
		check_width(bits, false);
		check_width(bits, true);
	}
}

static void enough_bits_are_needed(void **state)
{
	(void)state;
	assert_false(asid_bits_suffice(0, 1, false));
	assert_false(asid_bits_suffice(2, 1, false));
	assert_true(asid_bits_suffice(3, 1, false));
	assert_true(asid_bits_suffice(3, 2, false));
	assert_false(asid_bits_suffice(3, 3, false));
	assert_true(asid_bits_suffice(16, 64, false));
	assert_false(asid_bits_suffice(17, 1, false));
	assert_false(asid_bits_suffice(3, 1, true));
	assert_true(asid_bits_suffice(4, 2, true));
	assert_false(asid_bits_suffice(0, 1, true));
}

static void no_claims(void (*reserve)(struct asid_context *))
{
	(void)reserve;
}

static void numbers_are_all_given_out_before_a_generation_ends(void **state)
{
	struct asid_context c[16] = {{0}};
	uint64_t generation;

	(void)state;
	asid_reset_locked(4, false);
	generation = asid_generation;
	for (unsigned i = 0; i < 16 - ASID_FIRST; i++) {
		assert_int_equal(asid_assign_locked(&c[i], no_claims), ASID_NEW);
		for (unsigned j = 0; j < i; j++)
			assert_int_not_equal(asid_number(&c[i]), asid_number(&c[j]));
	}
	assert_int_equal(asid_assign_locked(&c[0], no_claims), ASID_CURRENT);
	assert_int_equal(asid_generation, generation);
	assert_int_equal(asid_assign_locked(&c[15], no_claims), ASID_ROLLOVER);
	assert_true(asid_generation > generation);
	/* Its old number is free in the new generation: it gets it back. */
	assert_int_equal(asid_assign_locked(&c[5], no_claims), ASID_KEPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enough_bits_are_needed),
		cmocka_unit_test(numbers_are_all_given_out_before_a_generation_ends),
		cmocka_unit_test(nobody_hits_anothers_entries),
	};

	return RUN_TESTS(tests);
}
