/* SPDX-License-Identifier: MIT */
/*
 * Oracles that look at what the machine really does.
 *
 * A freed root or table is filled with a pattern that no walker takes for an entry (its V bit is 0), and
 * kept until QUARANTINE others have come after it. Before it goes back to the allocator, every hart is
 * asked for its satp, the register itself, and the pattern is compared: a walker that sets A or D, or
 * software that writes through an old pointer, shows.
 */
#include "kernel/debug/debug.h"
#include "kernel/hart.h"
#include "kernel/mm.h"
#include "kernel/object.h"
#include "kernel/page.h"
#include "kernel/panic.h"
#include "kernel/policy.h"
#include "kernel/smp.h"
#include "kernel/thread.h"

#define QUARANTINE 64
#define POISON	   0x5a5a5a5a5a5a5a5aUL
#define WORDS	   (PAGE_SIZE / sizeof(uint64_t))

static struct spinlock lock; /* leaf; guards the ring */
static pa_t ring[QUARANTINE * 16];
static uint64_t put, taken; /* places in it, ever growing; only the reaper takes */

#define RING_SIZE (sizeof(ring) / sizeof(*ring))

/* 0: no space's. */
static uint64_t id_of(const struct mm *mm)
{
	return mm ? mm->id : 0;
}

/* Whatever a hart has loaded is reserved in each new generation. One that was missed has the right number in satp, too,
 * until the number is given to another one. A rollover stores the generation, then the ids, all under asid_lock; so once the
 * lock was free after we saw a generation, its ids are there. (That load comes before the lock's amoswap: RVWMO rule 11, a
 * branch depends on it.) */
static void assert_reserved(const struct mm *mm)
{
	uint64_t generation, id;

	do {
		generation = load_once(&asid_generation);
		if (asid_of_generation(load_once(&mm->asid.id), generation))
			return;
		mm_await_scan(); /* which may be the one that reserves it; or there is another one meanwhile */
		id = load_once(&mm->asid.id);
		fence_acquire(); /* an id of a newer generation, then that generation: RVWMO rule 4 */
	} while (asid_of_generation(id, generation) || load_once(&asid_generation) != generation);
	panic("satp has ASID %u of space %lu, whose number is of generation %lx, not %lx: it can "
	      "be given out",
	      satp_asid(), mm->id, id, generation);
}

void debug_satp_truth(const struct hart *h)
{
	const struct mm *mm = h->active_mm;

	if (!mm)
		return;
	if (h->loading_mm)
		panic("hart %u takes an interrupt while it loads space %lu", h->index,
		      h->loading_mm->id);
	if (satp_root() != mm->root || satp_asid() != mm_asid(mm))
		panic("satp: root %lx, asid %u; but space %lu has root %lx, asid %u", satp_root(),
		      satp_asid(), mm->id, mm->root, mm_asid(mm));
	if (policy.asid && mm != kernel_mm)
		assert_reserved(mm);
	if (h->user_mm != h->current->mm)
		panic("hart %u runs a thread of space %lu, and claims to run one of %lu", h->index,
		      id_of(h->current->mm), id_of(h->user_mm));
}

_Noreturn void debug_wrong_status(uint64_t sstatus)
{
	panic("to user mode with sstatus %lx; the FPU's registers %s", sstatus,
	      this_hart()->fpu_owner == &this_hart()->current->fpu ? "are its own"
								   : "are another thread's");
}

void debug_assert_irqs_off(void)
{
	if (irq_enabled())
		panic("interrupts are on");
}

void debug_assert_held(const void *spinlock)
{
	if (!load_once(&((const struct spinlock *)spinlock)->held))
		panic("the lock is not held");
}

void debug_assert_nobody(uint32_t waiting)
{
	if (waiting)
		panic("%u are counted in a line where nobody is", waiting);
}

void debug_assert_on(const struct hart *h)
{
	if (!hart_is_on(h))
		panic("hart %u is off, and switches", h->index);
	if (arch_user_memory_open())
		panic("hart %u switches, and may touch user memory", h->index);
}

void debug_assert_own(const struct hart *h)
{
	if (h != this_hart())
		panic("hart %u does what only hart %u can", this_hart()->index, h->index);
}

/* The first word is the allocator's. */
void debug_poison_object(void *object, size_t size)
{
	uint64_t *word = object;

	for (size_t i = 1; i < size / sizeof(*word); i++)
		word[i] = POISON;
}

/* Its type is fixed; what is freed is poisoned. */
void debug_found(enum stretch point, const struct object *o)
{
	uint8_t type = o->type;

	debug_stretch(point);
	if (*(const volatile uint8_t *)&o->type != type)
		panic("an object of type %u was freed under who had found it", type);
}

bool debug_ledger_fits(const struct mm *mm)
{
	uint32_t users_ref = mm->refs - mm->pins;

	for_each_hart(h)
		users_ref -= !policy.shoot && h->active_mm == mm && !h->current->mm;
	/* Without users the reaper holds their reference, until it has freed the user half. */
	return users_ref == 1 || (users_ref == 0 && mm->users == 0);
}

/* ---- quarantine -------------------------------------------------------------------------------------- */

void debug_table_free(pa_t pa)
{
	uint64_t *word = direct(pa);
	bool irqs, full;

	for (size_t i = 0; i < WORDS; i++)
		word[i] = POISON;
	irqs = spin_lock_irqsave(&lock);
	full = put - taken == RING_SIZE;
	if (!full)
		ring[put % RING_SIZE] = pa;
	fence_release(); /* the place, then the count: who checks takes no lock */
	store_once(&put, put + !full);
	spin_unlock_irqrestore(&lock, irqs);
	if (full) /* a large space: its last tables go back at once */
		page_free(pa);
}

uint64_t debug_quarantined(void)
{
	return load_once(&put) - load_once(&taken);
}

/* On each hart. */
static void check_satp(void *unused)
{
	uint64_t end = load_once(&put);

	(void)unused;
	fence_acquire();
	for (uint64_t i = taken; i < end; i++)
		if (satp_root() == ring[i % RING_SIZE])
			panic("satp names %lx, a root that was freed", satp_root());
}

static void check_poison(pa_t pa)
{
	const uint64_t *word = direct(pa);

	for (size_t i = 0; i < WORDS; i++)
		if (word[i] != POISON)
			panic("table %lx was written to after it was freed: word %lu is %lx", pa, i,
			      word[i]);
}

void debug_quarantine_check(void)
{
	bool irqs = irq_save();

	check_satp(NULL);
	smp_call(smp_others(), check_satp, NULL);
	irq_restore(irqs);
	for (; debug_quarantined() > QUARANTINE; taken++) {
		pa_t pa = ring[taken % RING_SIZE];
		check_poison(pa);
		page_free(pa);
	}
}

/* ---- allocations that fail ----------------------------------------------------------------------------- */

static uint64_t countdown; /* atomic; 0: nothing is to fail */

bool debug_fail_nth(uint64_t n)
{
	return atomic_swap64(&countdown, n) == 0;
}

bool debug_fail(void)
{
	uint64_t left = load_once(&countdown);

	while (left && !__atomic_compare_exchange_n(&countdown, &left, left - 1, false,
						    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
	return left == 1;
}
