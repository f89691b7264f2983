/* SPDX-License-Identifier: MIT */
#include "test/host/support.h"
#include "lib/heap.h"

static void empty_heap_has_no_minimum(void **state)
{
	struct heap h;

	(void)state;
	heap_init(&h);
	assert_null(heap_min(&h));
	assert_null(heap_pop(&h));
}

static void node_knows_whether_it_is_linked(void **state)
{
	struct heap h = {0};
	struct heap_node a, b = {.key = 2};

	(void)state;
	heap_node_init(&a);
	assert_false(heap_linked(&a));
	heap_insert(&h, &a);
	heap_insert(&h, &b);
	assert_true(heap_linked(&a) && heap_linked(&b));
	heap_remove(&h, &b);
	assert_true(heap_linked(&a) && !heap_linked(&b));
	assert_ptr_equal(heap_pop(&h), &a);
	assert_false(heap_linked(&a));
	assert_null(heap_min(&h));
}

static void extreme_keys(void **state)
{
	struct heap h = {0};
	struct heap_node last = {.key = UINT64_MAX}, first = {.key = 0}, mid = {.key = 1ull << 63};

	(void)state;
	heap_insert(&h, &last);
	heap_insert(&h, &mid);
	heap_insert(&h, &first);
	assert_ptr_equal(heap_pop(&h), &first);
	assert_ptr_equal(heap_pop(&h), &mid);
	assert_ptr_equal(heap_pop(&h), &last);
}

/* Shapes a recursive merge would follow to the end: all nodes children of one, or a single chain.
 */
static void many_nodes_take_no_stack(void **state)
{
	enum { NODES = 1000000 };
	struct heap_node *node = calloc(NODES, sizeof(*node));
	struct heap h = {0};

	(void)state;
	assert_non_null(node);
	for (int descending = 0; descending < 2; descending++) {
		for (uint64_t i = 0; i < NODES; i++) {
			node[i].key = descending ? NODES - i : i;
			heap_insert(&h, &node[i]);
		}
		for (uint64_t i = 0; i < NODES; i++)
			assert_ptr_equal(heap_pop(&h), &node[descending ? NODES - 1 - i : i]);
	}
	free(node);
}

#define MODEL_MAX 300

/* The heap's contents, in ascending order of key. */
struct model {
	struct heap_node *node[MODEL_MAX];
	size_t count;
};

static void model_insert(struct model *m, struct heap_node *n)
{
	size_t at = m->count++;

	for (; at && m->node[at - 1]->key > n->key; at--)
		m->node[at] = m->node[at - 1];
	m->node[at] = n;
}

static void model_remove(struct model *m, struct heap_node *n)
{
	size_t at = 0;

	while (m->node[at] != n)
		at++;
	for (m->count--; at < m->count; at++)
		m->node[at] = m->node[at + 1];
}

static struct heap_node *fresh_node(struct rng *r)
{
	struct heap_node *n = calloc(1, sizeof(*n));

	assert_non_null(n);
	/* Few different keys at times, so that many are equal. */
	n->key = rng_below(r, 2) ? rng_next(r) : rng_below(r, 16);
	return n;
}

static struct heap_node *remove_one(struct rng *r, struct heap *h, struct model *m)
{
	struct heap_node *n;

	if (rng_below(r, 2))
		return heap_pop(h);
	n = m->node[rng_below(r, m->count)];
	heap_remove(h, n);
	return n;
}

/* Nodes are freed when they leave, so that ASan sees any pointer left to one. */
static void random_use_agrees_with_a_sorted_array(void **state)
{
	struct rng r = rng_seeded();
	struct heap h = {0};
	struct model m = {.count = 0};

	(void)state;
	for (int step = 0; step < 200000; step++) {
		/* Grows and shrinks in long waves, so that both full and empty are reached. */
		bool grow = rng_below(&r, 8) < (step / 2000 % 2 ? 3 : 5);

		if (grow && m.count < MODEL_MAX) {
			struct heap_node *n = fresh_node(&r);

			heap_insert(&h, n);
			model_insert(&m, n);
		} else if (!grow && m.count) {
			uint64_t min = m.node[0]->key;
			struct heap_node *n;

			assert_true(heap_min(&h)->key == min);
			n = remove_one(&r, &h, &m);
			assert_false(heap_linked(n));
			model_remove(&m, n);
			free(n);
		}
		assert_true(m.count ? heap_min(&h)->key == m.node[0]->key : !heap_min(&h));
	}
	while (m.count) {
		struct heap_node *n = heap_pop(&h);

		assert_true(n->key == m.node[0]->key);
		model_remove(&m, n);
		free(n);
	}
	assert_null(heap_pop(&h));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_heap_has_no_minimum),
		cmocka_unit_test(node_knows_whether_it_is_linked),
		cmocka_unit_test(extreme_keys),
		cmocka_unit_test(many_nodes_take_no_stack),
		cmocka_unit_test(random_use_agrees_with_a_sorted_array),
	};

	return RUN_TESTS(tests);
}
