// SPDX-License-Identifier: MIT
/* One call: which, with what, and whether what comes back can be true. */
#include <string.h>
#include "user/programs/fuzz/fuzz.h"

#define ARENA	   0x40000000ull /* of what is mapped and unmapped at random */
#define ARENA_SIZE 0x4000000ull
#define DEVICES	   0x10000000ull /* on this machine; mapped they are, but nobody touches them */
#define PATTERN(n) (0x5eed000000000000ull | (n) << 8 | 0xa5)

/*
 * What each call takes: h a handle; H one, or 0 for oneself; b bits; t a short time; r rights; v anything;
 * a an address of the arena; l a length; f a few bits; s a small number; d a thread; o, i where to write or
 * read; e an entry; k a stack; S an operation of the machine's; p a small number, or o; P where devices may be;
 * m what makes it a message, from here on. No string: it is not called.
 */
static const struct {
	const char *args;
	unsigned weight;
} calls[SYS_COUNT] = {
	[SYS_call] = {"hm", 12},
	[SYS_reply_recv] = {"hm", 12},
	[SYS_null] = {"", 1},
	[SYS_yield] = {"", 2},
	[SYS_recv] = {"hm", 10},
	[SYS_send] = {"hm", 8},
	[SYS_reply] = {"Hm", 8},
	[SYS_reply_keep] = {"", 5},
	[SYS_signal] = {"hb", 8},
	[SYS_wait_bits] = {"ht", 6},
	[SYS_sleep] = {"t", 2},
	[SYS_clock] = {"", 1},
	[SYS_self] = {"o", 1},
	[SYS_thread_create] = {"evkv", 2},
	[SYS_thread_join] = {"do", 1},
	[SYS_thread_pin] = {"s", 2},
	[SYS_thread_open] = {"Hd", 2},
	[SYS_thread_kill] = {"h", 1},
	[SYS_thread_priority] = {"hs", 2},
	[SYS_handle_copy] = {"hrv", 10},
	[SYS_handle_close] = {"h", 3},
	[SYS_handle_revoke] = {"h", 2},
	[SYS_handle_info] = {"ho", 2},
	[SYS_handle_watch] = {"hhb", 4},
	[SYS_endpoint_create] = {"", 12},
	[SYS_notification_create] = {"", 9},
	[SYS_notification_bind] = {"H", 3},
	[SYS_timer_set] = {"hbt", 4},
	[SYS_memory_create] = {"lf", 8},
	[SYS_memory_physical] = {"hPl", 2},
	[SYS_memory_address] = {"hhl", 1},
	[SYS_map] = {"Halfhll", 8},
	[SYS_unmap] = {"Hal", 6},
	[SYS_protect] = {"Half", 6},
	[SYS_process_create] = {"i", 1},
	[SYS_process_start] = {"hekvv", 1},
	[SYS_process_give] = {"hhr", 2},
	[SYS_process_kill] = {"h", 1},
	[SYS_process_handler] = {"hHf",
				 0}, /* scenes.c: who has a handler may wait for it for ever */
	[SYS_process_info] = {"Ho", 1},
	[SYS_fault_registers] = {"fo", 1},
	[SYS_interrupt_create] = {"hs", 1},
	[SYS_interrupt_bind] = {"hhb", 1},
	[SYS_interrupt_ack] = {"h", 1},
	[SYS_system] = {"hSp", 3},
	[SYS_stats] = {"sol", 1},
};

/* ---- arguments --------------------------------------------------------------------------------------------- */

static uint64_t address(struct strand *s)
{
	uint64_t own = (uint64_t)s->scratch;

	switch (draw(&s->dice, 12)) {
	case 0:
		return own + LORIS_PAGE_SIZE - 8; /* into what is not there */
	case 1:
		return own + draw(&s->dice, 64);
	case 2:
		return (uint64_t)(void *)any_call; /* text: read-only */
	case 3:
		return wild(&s->dice);
	case 4:
		return 0;
	default:
		return own;
	}
}

/* Of oneself only the arena: what else is mapped is still needed. */
static uint64_t arena(struct dice *d, bool own)
{
	uint64_t page = ARENA + draw(d, ARENA_SIZE / LORIS_PAGE_SIZE) * LORIS_PAGE_SIZE;

	if (one_in(d, 3))
		page = ARENA + draw(d, 16) * LORIS_PAGE_SIZE;
	if (!own && one_in(d, 4))
		return wild(d);
	return one_in(d, 30) ? page + draw(d, LORIS_PAGE_SIZE) : page;
}

static uint64_t length(struct dice *d)
{
	switch (draw(d, 8)) {
	case 0:
		return wild(d);
	case 1:
		return draw(d, 3 * 512 * LORIS_PAGE_SIZE);
	default:
		return (1 + draw(d, 24)) * LORIS_PAGE_SIZE;
	}
}

static uint64_t argument(struct strand *s, char kind, const uint64_t *args)
{
	struct dice *d = &s->dice;

	switch (kind) {
	case 'h':
		return pool_handle(s);
	case 'H':
		return one_in(d, 2) ? 0 : pool_handle(s);
	case 'b':
		return one_in(d, 8) ? wild(d) : 1ull << draw(d, 8);
	case 't':
		return draw(d, 3) * draw(d, 2 * NS_PER_MS);
	case 'r':
		return one_in(d, 8) ? wild(d) : draw(d, 128) | (one_in(d, 2) ? 0 : 127);
	case 'a':
		return arena(d, !args[0]);
	case 'l':
		return length(d);
	case 'f':
		return one_in(d, 10) ? wild(d) : draw(d, 16);
	case 's':
		return one_in(d, 8) ? wild(d) : draw(d, 34);
	case 'P':
		return one_in(d, 2) ? wild(d) : DEVICES + draw(d, 16) * LORIS_PAGE_SIZE;
	case 'S':
		return one_in(d, 8) ? wild(d) : draw(d, 6);
	case 'p':
		return one_in(d, 2) ? draw(d, 8) : address(s);
	case 'd':
		return one_in(d, 8) ? wild(d) | 2 : 2 + draw(d, 40); /* 1 is the keeper */
	case 'o':
	case 'i':
		return address(s);
	case 'e':
		return one_in(d, 50) ? wild(d) : (uint64_t)(void *)strand_end;
	case 'k':
		return one_in(d, 4) ? wild(d) : (uint64_t)s->scratch + LORIS_PAGE_SIZE;
	default:
		return wild(d);
	}
}

/* Whatever goes out in a1..a6 and t1..t4. Nobody waits for ever, nor for long. */
static void message(struct strand *s, uint64_t *args, uint64_t *more)
{
	struct dice *d = &s->dice;
	unsigned n = (unsigned)draw(d, 10);

	for (unsigned i = 0; i < 4; i++)
		args[1 + i] = wild(d);
	args[5] = n > 3 ? pool_handle(s) : wild(d);
	for (unsigned i = 0; i < 3; i++)
		more[i] = n > 4 + i ? pool_handle(s) : wild(d);
	args[6] = LORIS_MSG_HANDLES(n > 5 ? n - 5 : 0) | LORIS_MSG_ACCEPT(draw(d, 5)) |
		  draw(d, 16) << 4;
	if (one_in(d, 3))
		args[6] = 0;
	if (one_in(d, 20))
		args[6] = wild(d);
	args[6] |= LORIS_MSG_TIMEOUT;
	more[3] = draw(d, 3) * draw(d, 3 * NS_PER_MS);
}

/* ---- results ------------------------------------------------------------------------------------------------- */

void wrong(struct strand *s, const char *what, uint64_t place, uint64_t got)
{
	struct worker_state *w = s->state;

	if (__atomic_fetch_add(&w->failed, 1, __ATOMIC_RELAXED))
		return;
	strncpy(w->what, what, sizeof(w->what) - 1);
	w->number = s->box->number;
	memcpy(w->args, s->box->args, sizeof(w->args));
	w->place = place;
	w->got = got;
}

static bool receives(uint64_t number)
{
	return number == SYS_call || number == SYS_recv || number == SYS_reply_recv;
}

/* Nothing of the kernel's, nor of another thread's, may stand in a register that the ABI does not name. */
static void check_registers(struct strand *s, const struct registers *r, uint64_t number)
{
	static const uint8_t never[] = {5, 29, 30, 31}; /* t0, t4..t6 */
	bool message = receives(number) && r->x[10] == OK;

	for (unsigned i = 0; i < sizeof(never); i++)
		if (r->x[never[i]])
			wrong(s, "t register", never[i], r->x[never[i]]);
	for (unsigned i = 11; !message && i < 18; i++)
		if (r->x[i])
			wrong(s, "a register", i, r->x[i]);
	for (unsigned i = 0; !message && i < 2; i++)
		if (r->x[i ? 28 : 6] | r->x[7])
			wrong(s, "message register", number, r->x[i ? 28 : 6] | r->x[7]);
	for (unsigned i = 8; i < 28; i = i == 9 ? 18 : i + 1)
		if (r->x[i] != PATTERN(i))
			wrong(s, "s register", i, r->x[i]);
	if (r->x[0] && (r->f[0] != PATTERN(40) || r->f[1] != PATTERN(41)))
		wrong(s, "FPU register", number, r->f[0]);
}

static void keep_handles(struct strand *s, const struct registers *r)
{
	unsigned n = LORIS_MSG_COUNT(r->x[16]);
	const uint64_t got[] = {r->x[15], r->x[6], r->x[7], r->x[28]};

	for (unsigned i = 0; i < n && i < LORIS_MSG_HANDLES_MAX; i++)
		pool_put(s, got[i]);
}

static bool makes_handle(uint64_t number)
{
	switch (number) {
	case SYS_reply_keep:
	case SYS_thread_open:
	case SYS_handle_copy:
	case SYS_endpoint_create:
	case SYS_notification_create:
	case SYS_memory_create:
	case SYS_memory_physical:
	case SYS_process_create:
	case SYS_interrupt_create:
		return true;
	default:
		return false;
	}
}

static void note(struct strand *s, long result)
{
	unsigned i = result >= 0 ? 0 : (unsigned)-result;

	__atomic_fetch_add(&s->state->results[i < ERRS ? i : ERRS - 1], 1, __ATOMIC_RELAXED);
}

static void check_result(struct strand *s, uint64_t number, long result)
{
	note(s, result);
	if (result < ERR_IO)
		wrong(s, "no typed error", number, (uint64_t)result);
	if (number >= SYS_COUNT && result != ERR_NO_CALL)
		wrong(s, "there is no such call", number, (uint64_t)result);
	if (number < SYS_COUNT && result == ERR_NO_CALL)
		wrong(s, "there is such a call", number, (uint64_t)result);
}

/* ---- the call -------------------------------------------------------------------------------------------------- */

long call(struct strand *s, uint64_t number, const uint64_t args[7], const uint64_t more[4])
{
	static const uint8_t place[] = {6, 7, 28, 29};
	struct registers r;

	for (unsigned i = 0; i < 32; i++)
		r.x[i] = PATTERN((uint64_t)i);
	r.x[0] = one_in(&s->dice, 8);
	r.f[0] = PATTERN(40ull);
	r.f[1] = PATTERN(41ull);
	for (unsigned i = 0; i < 7; i++)
		r.x[10 + i] = s->box->args[i] = args[i];
	r.x[17] = s->box->number = number;
	for (unsigned i = 0; more && i < 4; i++)
		r.x[place[i]] = more[i];
	s->box->inside = 1;
	fuzz_ecall(&r);
	s->box->inside = 0;
	s->box->calls++;
	check_result(s, number, (long)r.x[10]);
	check_registers(s, &r, number);
	if (receives(number) && r.x[10] == OK)
		keep_handles(s, &r);
	if (makes_handle(number) && (long)r.x[10] > 0)
		pool_put(s, r.x[10]);
	return (long)r.x[10];
}

static uint64_t any_number(struct dice *d)
{
	unsigned sum = 0, at;

	if (one_in(d, 200))
		return SYS_COUNT + (one_in(d, 2) ? draw(d, 100) : draw(d, 1ull << 62));
	for (unsigned i = 0; i < SYS_COUNT; i++)
		sum += calls[i].weight;
	at = (unsigned)draw(d, sum);
	for (unsigned i = 0;; i++) {
		if (at < calls[i].weight)
			return i;
		at -= calls[i].weight;
	}
}

void any_call(struct strand *s)
{
	uint64_t number = any_number(&s->dice), args[7] = {0}, more[4] = {0};
	const char *kind = number < SYS_COUNT ? calls[number].args : "hvvvvvv";

	for (unsigned i = 0; i < 7; i++)
		args[i] = one_in(&s->dice, 3) ? wild(&s->dice) : 0; /* what it does not take */
	for (unsigned i = 0; kind[i] && kind[i] != 'm'; i++)
		args[i] = argument(s, kind[i], args);
	if (number < SYS_COUNT && calls[number].args[1] == 'm')
		message(s, args, more);
	if (number == SYS_system && args[1] == LORIS_SYSTEM_CONSOLE_INPUT)
		args[2] |= NOT_A_BYTE;
	call(s, number, args, more);
}
