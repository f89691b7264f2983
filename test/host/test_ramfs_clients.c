/* SPDX-License-Identifier: MIT */
/* What ramfs knows of its clients: paths under way, shares, badges. */
#include "test/host/support.h"
#include "user/servers/driver/badge.h"
#include "user/servers/ramfs/session.h"
#include "user/servers/ramfs/slots.h"

static void a_path_may_come_in_pieces(void **state)
{
	struct session *s;
	struct path p, two[2];

	(void)state;
	assert_int_equal(session_new(7, &s), OK);
	assert_int_equal(session_append(s, "abc", 3), OK);
	assert_int_equal(session_take(s, "def", 3, &p), OK);
	assert_int_equal(p.len, 6);
	assert_memory_equal(p.text, "abcdef", 6);
	assert_int_equal(session_take(s, "x\0y", 3, &p), ERR_INVALID);
	assert_int_equal(session_take_two(s, "x\0yz", 4, two), OK);
	assert_int_equal(two[0].len, 1);
	assert_int_equal(two[1].len, 2);
	assert_int_equal(session_take_two(s, "x\0y\0", 4, two), ERR_INVALID);
	assert_int_equal(session_take_two(s, "xy", 2, two), ERR_INVALID);
	session_end(s);
}

static void too_long_a_path_is_refused_once(void **state)
{
	static const char much[56];
	struct session *s;
	struct path p;
	int good = 0;

	(void)state;
	assert_int_equal(session_new(7, &s), OK);
	while (session_append(s, much, sizeof(much)) == OK)
		good++;
	assert_int_equal(good, PATH_BYTES_MAX / sizeof(much));
	assert_int_equal(session_append(s, much, 1), ERR_INVALID);
	assert_int_equal(session_take(s, "a", 1, &p), ERR_INVALID);
	assert_int_equal(session_take(s, "a", 1, &p), OK);
	memset(s->path, 'a', 200);
	s->length = 200;
	assert_int_equal(
		session_take(s, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 55, &p),
		OK);
	s->length = 201;
	assert_int_equal(
		session_take(s, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 55, &p),
		ERR_INVALID);
	session_end(s);
}

static void one_process_gets_its_share(void **state)
{
	struct session *s[20], *other;
	struct account *a;
	int n = 0;

	(void)state;
	while (n < 20 && session_new(7, &s[n]) == OK)
		n++;
	assert_true(n > 1 && n < 20);
	assert_int_equal(session_new(7, &s[n]), ERR_QUOTA);
	assert_int_equal(session_new(7 + 256, &other), OK);
	a = other->account;
	assert_ptr_not_equal(a, s[0]->account);
	assert_int_equal(account_take(a, COUNT_FILES), OK);
	session_end(other);
	assert_int_equal(a->count[COUNT_FILES], 1); /* still there: a file outlives its session */
	account_return(a, COUNT_FILES);
	while (n--)
		session_end(s[n]);
}

static void many_processes_leave_something(void **state)
{
	static struct session *s[8000];
	int n = 0;

	(void)state;
	for (uint64_t pid = 1; pid <= 1000; pid++)
		while (session_new(pid, &s[n]) == OK)
			n++;
	assert_int_equal(session_new(1001, &s[n]), OK);
	session_end(s[n]);
	while (n--)
		session_end(s[n]);
}

/* How many of these as many processes of a line as may be get, one each. */
static int take_by_one_line(enum counted what, struct account **all, int most)
{
	int n = 0;

	for (uint64_t pid = 1; n < most; pid++, n++)
		if (account_take_for(badge_make(7, pid), what, &all[n]) != OK)
			break;
	return n;
}

/* By however many processes somebody has it taken. */
static void one_line_leaves_something(void **state)
{
	static struct account *all[SLOTS_MAX];
	struct account *other;

	(void)state;
	for (int what = 0; what < COUNTED; what++) {
		int n = take_by_one_line(what, all, SLOTS_MAX), again;

		assert_true(n >= 600 && n < SLOTS_MAX);
		assert_int_equal(account_take(all[0], what), ERR_QUOTA);
		assert_int_equal(account_take_for(badge_make(8, 1), what, &other), OK);
		account_return(other, what);
		for (int i = 0; i < n; i++)
			account_return(all[i], what);
		again = take_by_one_line(what, all, SLOTS_MAX);
		assert_int_equal(again, n);
		while (again--)
			account_return(all[again], what);
	}
}

static void a_badge_is_good_once(void **state)
{
	struct slot *s = slot_new(SLOT_FILE, state), *again;
	uint64_t badge = slot_badge(s);
	uint32_t at = s->index % SLOT_BITS;

	assert_true(slot_is_badge(badge) && !slot_is_badge(badge_make(UINT32_MAX, INT32_MAX)));
	assert_ptr_equal(slot_find(badge), s);
	assert_ptr_equal(slot_next(&at), s);
	assert_null(slot_find(badge + 1));
	assert_null(slot_find(badge + (1ull << 32)));
	assert_null(slot_find(0));
	assert_null(slot_find(UINT64_MAX));
	slot_free(s);
	assert_null(slot_find(badge));
	again = slot_new(SLOT_SESSION, state);
	assert_ptr_equal(again, s);
	assert_true(slot_badge(again) != badge);
	assert_null(slot_find(badge));
	slot_free(again);
}

static void slots_end_somewhere(void **state)
{
	static struct slot *all[SLOTS_MAX];
	uint32_t found = 0;

	(void)state;
	for (int i = 0; i < SLOTS_MAX; i++) {
		all[i] = slot_new(SLOT_FILE, all);
		assert_non_null(all[i]);
	}
	assert_null(slot_new(SLOT_FILE, all));
	for (uint32_t bit = 0; bit < SLOT_BITS; bit++)
		for (uint32_t at = bit; slot_next(&at);)
			found++;
	assert_int_equal(found, SLOTS_MAX);
	for (int i = 0; i < SLOTS_MAX; i++)
		slot_free(all[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_may_come_in_pieces),
		cmocka_unit_test(too_long_a_path_is_refused_once),
		cmocka_unit_test(one_process_gets_its_share),
		cmocka_unit_test(many_processes_leave_something),
		cmocka_unit_test(one_line_leaves_something),
		cmocka_unit_test(a_badge_is_good_once),
		cmocka_unit_test(slots_end_somewhere),
	};

	return RUN_TESTS(tests);
}
