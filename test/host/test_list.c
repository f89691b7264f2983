/* SPDX-License-Identifier: MIT */
#include "test/host/support.h"
#include "lib/list.h"

struct item {
	int value;
	struct list link; /* not first, so that list_entry has something to subtract */
};

#define ITEMS 4

struct fixture {
	struct list head;
	struct item item[ITEMS];
};

/* head -> 0 -> 1 -> 2 -> 3 */
static int setup(void **state)
{
	static struct fixture f;

	list_init(&f.head);
	for (int i = 0; i < ITEMS; i++) {
		f.item[i].value = i;
		list_init(&f.item[i].link);
		list_add_tail(&f.head, &f.item[i].link);
	}
	*state = &f;
	return 0;
}

/* Both ways around, so that no prev pointer is left behind. */
static void assert_values(struct list *head, const char *expected)
{
	char forward[ITEMS + 1] = "", backward[ITEMS + 1] = "";
	size_t n = 0;
	struct item *it;

	list_for_each(it, head, link)
		forward[n++] = (char)('0' + it->value);
	assert_string_equal(forward, expected);
	for (struct list *l = head->prev; l != head; l = l->prev)
		backward[--n] = (char)('0' + list_entry(l, struct item, link)->value);
	assert_string_equal(backward, expected);
}

static void empty_list_has_nothing(void **state)
{
	struct list head = LIST_INIT(head);

	(void)state;
	assert_true(list_empty(&head));
	assert_null(list_pop_head(&head));
	assert_values(&head, "");
}

static void tail_and_head_order(void **state)
{
	struct fixture *f = *state;

	assert_values(&f->head, "0123");
	list_remove(&f->item[2].link);
	list_add_head(&f->head, &f->item[2].link);
	assert_values(&f->head, "2013");
	assert_ptr_equal(list_first_entry(&f->head, struct item, link), &f->item[2]);
}

static void removed_node_is_in_no_list(void **state)
{
	struct fixture *f = *state;

	assert_false(list_empty(&f->item[1].link));
	list_remove(&f->item[1].link);
	assert_true(list_empty(&f->item[1].link));
	assert_values(&f->head, "023");
	list_remove(&f->item[1].link);
	assert_values(&f->head, "023");
}

static void pop_takes_from_the_head(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < ITEMS; i++) {
		struct list *l = list_pop_head(&f->head);

		assert_ptr_equal(l, &f->item[i].link);
		assert_true(list_empty(l));
	}
	assert_null(list_pop_head(&f->head));
}

static void rotate_puts_the_first_last(void **state)
{
	struct fixture *f = *state;

	assert_ptr_equal(list_rotate(&f->head), &f->item[0].link);
	assert_values(&f->head, "1230");
	assert_ptr_equal(list_rotate(&f->head), &f->item[1].link);
	assert_values(&f->head, "2301");
}

static void safe_walk_may_free(void **state)
{
	struct list head = LIST_INIT(head);
	struct item *it, *after;
	int seen = 0;

	(void)state;
	for (int i = 0; i < ITEMS; i++) {
		it = malloc(sizeof(*it));
		assert_non_null(it);
		list_add_tail(&head, &it->link);
	}
	list_for_each_safe(it, after, &head, link) {
		list_remove(&it->link);
		free(it);
		seen++;
	}
	assert_int_equal(seen, ITEMS);
	assert_true(list_empty(&head));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_list_has_nothing),
		cmocka_unit_test_setup(tail_and_head_order, setup),
		cmocka_unit_test_setup(removed_node_is_in_no_list, setup),
		cmocka_unit_test_setup(pop_takes_from_the_head, setup),
		cmocka_unit_test_setup(rotate_puts_the_first_last, setup),
		cmocka_unit_test(safe_walk_may_free),
	};

	return RUN_TESTS(tests);
}
