/* SPDX-License-Identifier: MIT */
/* Processes as init knows them: who belongs to whom, who waits for whom. */
#include "test/host/support.h"
#include "user/servers/init/family.h"
#include "user/servers/init/pool.h"

#define LOTS 64

static char lots[LOTS][LOT_SIZE] __attribute__((aligned(16)));
static unsigned lots_used;

/* They are never given back. */
void *lot_new(uint64_t *memory)
{
	if (lots_used == LOTS)
		return NULL;
	*memory = lots_used + 1;
	return lots[lots_used++];
}

static uint64_t last_pid;

static struct process *born(struct process *parent)
{
	struct process *p = process_new(parent);

	assert_non_null(p);
	p->pid = ++last_pid;
	p->handle = p->pid;
	family_join(p, parent);
	return p;
}

static void forget(struct process *p)
{
	family_take(p);
	process_drop(p);
}

static int setup(void **state)
{
	(void)state;
	family_init();
	return 0;
}

static void a_child_is_found_by_its_parent_only(void **state)
{
	struct process *a = born(&shell), *b = born(a), *ended;

	(void)state;
	assert_ptr_equal(process_find(a->pid), a);
	assert_ptr_equal(process_find(0), &shell);
	assert_null(process_find(a->pid + 4096));
	assert_int_equal(family_child(&shell, a->pid, &ended), OK);
	assert_null(ended);
	assert_int_equal(family_child(&shell, b->pid, &ended), ERR_NOT_FOUND);
	assert_int_equal(family_child(a, b->pid, &ended), OK);
	assert_int_equal(family_child(b, 0, &ended), ERR_NOT_FOUND);
	assert_int_equal(family_child(a, 0, &ended), OK);
	assert_true(family_ended(b, LORIS_EXITED, 3));
	assert_null(process_find(b->pid));
	assert_int_equal(family_child(&shell, b->pid, &ended), ERR_NOT_FOUND);
	assert_int_equal(family_child(a, b->pid, &ended), OK);
	assert_ptr_equal(ended, b);
	assert_int_equal(b->code, 3);
	forget(b);
	assert_int_equal(family_child(a, 0, &ended), ERR_NOT_FOUND);
	assert_true(family_ended(a, LORIS_KILLED, 0));
	forget(a);
	assert_int_equal(shell.children, 0);
}

static void orphans_go_on_and_end_unnoticed(void **state)
{
	struct process *a = born(&shell), *b = born(a), *c = born(a), *d = born(b);

	(void)state;
	assert_true(family_ended(c, LORIS_EXITED, 0)); /* nobody ever waits for it */
	assert_true(family_ended(a, LORIS_EXITED, 0));
	assert_ptr_equal(process_find(b->pid), b);
	assert_null(b->parent);
	assert_false(family_ended(b, LORIS_EXITED, 0));
	process_drop(b);
	assert_null(d->parent);
	assert_false(family_ended(d, LORIS_EXITED, 0));
	process_drop(d);
	forget(a);
}

static struct kept *wait_for(struct process *caller, uint64_t pid)
{
	struct kept *k = kept_new(caller, 1);

	assert_non_null(k);
	k->what = pid;
	list_add_tail(&caller->waits, &k->link);
	return k;
}

static void waits_are_answered_in_order(void **state)
{
	struct process *a = born(&shell), *b = born(a), *c = born(a);
	struct kept *for_c = wait_for(a, c->pid), *any = wait_for(a, 0), *late = wait_for(a, 0);

	(void)state;
	family_ended(b, LORIS_EXITED, 0);
	assert_ptr_equal(family_waiter(b), any);
	kept_drop(any);
	assert_ptr_equal(family_waiter(b), late);
	forget(b);
	family_ended(c, LORIS_EXITED, 0);
	assert_ptr_equal(family_waiter(c), for_c);
	kept_drop(for_c);
	kept_drop(late);
	assert_null(family_waiter(c));
	assert_int_equal(a->kept, 0);
	forget(c);
	family_ended(a, LORIS_EXITED, 0);
	forget(a);
}

/* Two wait for one child, and one for any: when it is taken there is none left. */
static void who_waits_in_vain_is_found(void **state)
{
	struct process *a = born(&shell), *b = born(a), *c = born(a);
	struct kept *for_b = wait_for(a, b->pid), *any = wait_for(a, 0);

	(void)state;
	assert_null(family_hopeless(a));
	family_ended(b, LORIS_EXITED, 0);
	assert_null(family_hopeless(a));
	forget(b);
	assert_ptr_equal(family_hopeless(a), for_b);
	kept_drop(for_b);
	assert_null(family_hopeless(a));
	family_ended(c, LORIS_EXITED, 0);
	assert_null(family_hopeless(a));
	forget(c);
	assert_ptr_equal(family_hopeless(a), any);
	kept_drop(any);
	assert_null(family_hopeless(a));
	family_ended(a, LORIS_EXITED, 0);
	forget(a);
}

/* The handle that stays with a record makes no one else of a process that got the record later. */
static void a_badge_is_a_living_process(void **state)
{
	struct process *a = born(&shell), *b;

	(void)state;
	a->way = 77;
	assert_ptr_equal(process_calling(0), &shell);
	assert_ptr_equal(process_calling((uint64_t)a), a);
	family_ended(a, LORIS_EXITED, 0);
	assert_null(process_calling((uint64_t)a));
	forget(a);
	b = process_new(&shell);
	assert_ptr_equal(b, a);
	assert_int_equal(b->way, 77);
	assert_null(process_calling((uint64_t)b));
	b->handle = 1; /* one that never gets to run */
	process_drop(b);
	assert_null(process_calling((uint64_t)b));
}

static void each_kept_call_has_its_turn(void **state)
{
	struct process *a = born(&shell);
	struct kept *kept[10];

	(void)state;
	for (int i = 0; i < 10; i++)
		kept[i] = wait_for(a, 0);
	for (int i = 30; i-- > 0;)
		assert_ptr_equal(kept_in_turn(a), kept[i % 10]);
	kept_drop(kept[9]);
	kept[9] = wait_for(a, 0);
	assert_ptr_equal(kept_in_turn(a), kept[9]);
	assert_ptr_equal(kept_in_turn(a), kept[8]);
	for (int i = 0; i < 10; i++)
		kept_drop(kept[i]);
	assert_true(list_empty(&a->kept_calls));
	assert_true(family_ended(a, LORIS_EXITED, 0));
	forget(a);
}

static void nobody_takes_more_than_is_due(void **state)
{
	struct process *a = born(&shell);
	struct kept *kept[KEPT_MAX];

	(void)state;
	for (int i = 0; i < KEPT_MAX; i++)
		kept[i] = wait_for(a, 0);
	assert_null(kept_new(a, 1));
	for (int i = 0; i < KEPT_MAX; i++)
		kept_drop(kept[i]);
	assert_int_equal(family_room(a), OK);
	a->children = LORIS_CHILDREN_MAX;
	assert_int_equal(family_room(a), ERR_QUOTA);
	a->children = 0;
	shell.children += LORIS_CHILDREN_MAX;
	assert_int_equal(family_room(&shell), OK);
	shell.children -= LORIS_CHILDREN_MAX;
	family_ended(a, LORIS_EXITED, 0);
	forget(a);
}

static void the_last_records_are_the_shells(void **state)
{
	static struct process *all[PROCESSES_MAX];
	const struct process of_a_server = {0};
	unsigned n = 0, common;

	(void)state;
	while ((all[n] = process_new(&of_a_server)))
		n++;
	common = n;
	assert_true(common >= 1000 && common < PROCESSES_MAX);
	while (n < PROCESSES_MAX && (all[n] = process_new(n % 2 ? &shell : NULL)))
		n++;
	assert_int_equal(n, PROCESSES_MAX);
	assert_null(process_new(&shell));
	assert_null(process_new(NULL));
	while (n--)
		process_drop(all[n]);
}

/* However it does it: what has ended counts, and what its children have started. */
static void a_program_leaves_records_for_others(void **state)
{
	static struct process *all[LINE_MAX];
	struct process *a = born(&shell), *other = born(&shell);
	unsigned n = 1;

	(void)state;
	all[0] = a;
	for (; n < LINE_MAX; n++) {
		assert_int_equal(family_room(all[n / 1000]), OK);
		all[n] = born(all[n / 1000]);
	}
	assert_int_equal(family_room(a), ERR_QUOTA);
	assert_int_equal(family_room(all[n - 1]), ERR_QUOTA);
	assert_int_equal(family_room(other), OK);
	forget(born(other));
	forget(all[--n]);
	assert_int_equal(family_room(a), OK);
	while (n--)
		forget(all[n]);
	forget(other);
}

/* A page of arguments that never become a process is one of as many as there may be processes. */
static void arguments_count_as_processes(void **state)
{
	static struct process *all[LINE_MAX];
	struct process *other = born(&shell);
	unsigned n = 0;

	(void)state;
	all[n++] = born(&shell);
	while (n < LINE_MAX / 2) {
		all[n] = born(all[0]);
		n++;
	}
	for (unsigned i = 0; i < LINE_MAX - n; i++)
		assert_true(family_hold(all[i]));
	assert_false(family_hold(all[n - 1]));
	assert_int_equal(family_room(all[0]), ERR_QUOTA);
	assert_true(family_hold(other));
	assert_true(family_hold(&shell));
	family_release(&shell);
	family_release(other);
	family_release(all[0]); /* which becomes one */
	forget(born(all[0]));
	for (unsigned i = 1; i < LINE_MAX - n; i++)
		family_release(all[i]);
	while (n--)
		forget(all[n]);
	forget(other);
}

/* By however many processes it has them wait. */
static void a_program_leaves_waits_for_others(void **state)
{
	static struct process *of_a_line[KEPT_ALL / KEPT_MAX + 1];
	struct process *other = born(&shell);
	struct kept *all[KEPT_ALL], *k;
	unsigned n = 0, made = 0;

	(void)state;
	of_a_line[made++] = born(&shell);
	for (; n < KEPT_LINE; n++) {
		if (n / KEPT_MAX == made)
			of_a_line[made++] = born(of_a_line[0]);
		all[n] = wait_for(of_a_line[n / KEPT_MAX], 0);
	}
	assert_null(kept_new(of_a_line[made - 1], 1));
	assert_non_null(k = kept_new(other, 1));
	kept_drop(k);
	kept_drop(all[--n]);
	assert_non_null(k = kept_new(of_a_line[made - 1], 1));
	kept_drop(k);
	while (n--)
		kept_drop(all[n]);
	while (made--)
		forget(of_a_line[made]);
	forget(other);
}

static void without_memory_there_is_no_process(void **state)
{
	struct pool pool = {.size = 100, .lots_max = 2};
	unsigned before, n = 0;
	char *last = NULL, *item;

	(void)state;
	while ((item = pool_get(&pool))) {
		memset(item, 0xff, 100);
		last = item;
		n++;
	}
	assert_int_equal(n, 2 * (LOT_SIZE / 100));
	pool_put(&pool, last);
	assert_ptr_equal(pool_get(&pool), last);
	before = lots_used;
	lots_used = LOTS;
	assert_null(pool_get(&(struct pool){.size = 100, .lots_max = 2}));
	lots_used = before;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_child_is_found_by_its_parent_only, setup),
		cmocka_unit_test_setup(orphans_go_on_and_end_unnoticed, setup),
		cmocka_unit_test_setup(waits_are_answered_in_order, setup),
		cmocka_unit_test_setup(who_waits_in_vain_is_found, setup),
		cmocka_unit_test_setup(a_badge_is_a_living_process, setup),
		cmocka_unit_test_setup(each_kept_call_has_its_turn, setup),
		cmocka_unit_test_setup(nobody_takes_more_than_is_due, setup),
		cmocka_unit_test(the_last_records_are_the_shells),
		cmocka_unit_test_setup(a_program_leaves_records_for_others, setup),
		cmocka_unit_test_setup(arguments_count_as_processes, setup),
		cmocka_unit_test_setup(a_program_leaves_waits_for_others, setup),
		cmocka_unit_test(without_memory_there_is_no_process),
	};

	return RUN_TESTS(tests);
}
