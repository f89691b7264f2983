/* SPDX-License-Identifier: MIT */
#include "test/host/support.h"
#include "lib/fdt.h"

DECLARE_BLOB(tree_dtb);	  /* test/host/tree.dts */
DECLARE_BLOB(virt64_dtb); /* QEMU's virt machine with 64 harts */

static int open_tree(void **state)
{
	static struct fdt f;

	assert_int_equal(fdt_open(&f, tree_dtb_start, BLOB_SIZE(tree_dtb)), FDT_OK);
	*state = &f;
	return 0;
}

/* Stands at the first node to which the path leads. */
static bool find(struct fdt_node *n, const struct fdt *f, const char *path)
{
	for (fdt_begin(n, f); fdt_next(n);)
		if (fdt_is_at(n, path))
			return true;
	assert_int_equal(n->result, FDT_OK);
	return false;
}

static struct fdt_node at(const struct fdt *f, const char *path)
{
	struct fdt_node n;

	assert_true(find(&n, f, path));
	return n;
}

static const char *name_of(const struct fdt_node *n)
{
	return n->level[n->depth].name;
}

static void walks_from_node_to_node(void **state)
{
	static const char *const first[] = {
		"", "chosen", "memory@80000000", "cpus", "cpu@7", "interrupt-controller", "cpu@8"};
	static const int depth[] = {0, 1, 1, 1, 2, 3, 2};
	int nodes = 0, deepest = 0, children = 0;
	struct fdt_node n;

	for (fdt_begin(&n, *state); fdt_next(&n); nodes++) {
		if (nodes < 7) {
			assert_string_equal(name_of(&n), first[nodes]);
			assert_int_equal(n.depth, depth[nodes]);
		}
		assert_string_equal(n.level[0].name, "");
		deepest = n.depth > deepest ? n.depth : deepest;
		children += n.depth == 1;
	}
	assert_int_equal(n.result, FDT_OK);
	assert_int_equal(nodes, 22);
	assert_int_equal(deepest, 3);
	assert_int_equal(children, 7);
}

static void assert_path(const struct fdt *f, const char *path, const char *name)
{
	struct fdt_node n;

	if (!find(&n, f, path))
		assert_null(name);
	else
		assert_string_equal(name_of(&n), name);
}

static void paths_are_found(void **state)
{
	const struct fdt *f = *state;
	struct fdt_node chosen = at(f, "/chosen");

	assert_path(f, "/", "");
	assert_path(f, "/memory", "memory@80000000");
	assert_path(f, "/cpus/cpu", "cpu@7");
	assert_path(f, "/soc/serial", "serial@1000");
	assert_path(f, "//soc///serial@1000/", "serial@1000");
	assert_path(f, "/soc/bridge/inner", "inner@500000010");
	assert_path(f, fdt_string(&chosen, FDT_STDOUT_PATH), "serial@1000");
	assert_path(f, "/soc/serial@100", NULL);
	assert_path(f, "/soc/serial@10000", NULL);
	assert_path(f, "/soc/seria", NULL);
	assert_path(f, "/soc/serial@", NULL);
	assert_path(f, "/soc/serial/x", NULL);
	assert_path(f, "/serial", NULL);
	assert_path(f, "soc", NULL);
	assert_path(f, "", NULL);
}

static void properties_are_read_by_kind(void **state)
{
	struct fdt_node chosen = at(*state, "/chosen"), cpus = at(*state, "/cpus");
	uint32_t cells = 9;
	uint64_t value = 9;

	assert_string_equal(fdt_string(&chosen, FDT_BOOTARGS), "policy=lazy smp=2");
	assert_null(fdt_string(&chosen, FDT_ISA));
	assert_null(fdt_string(&chosen, FDT_MMU_TYPE)); /* not ended */
	assert_null(fdt_string(&chosen, FDT_RANGES));	/* nothing in it */
	assert_non_null(chosen.value[FDT_RANGES].data);
	assert_int_equal(chosen.value[FDT_RANGES].len, 0);
	assert_true(fdt_u32(&cpus, FDT_SIZE_CELLS, &cells));
	assert_int_equal(cells, 0);
	assert_false(fdt_u32(&chosen, FDT_INITRD_END, &cells));
	assert_false(fdt_u32(&chosen, FDT_PHANDLE, &cells));
	assert_true(fdt_u64(&chosen, FDT_INITRD_START, &value) && value == 0x84000000);
	assert_true(fdt_u64(&chosen, FDT_INITRD_END, &value) && value == 0x184001000);
	assert_false(fdt_u64(&chosen, FDT_BOOTARGS, &value));
	assert_false(fdt_u64(&chosen, FDT_PHANDLE, &value));
	assert_true(value == 0x184001000 && cells == 0);
}

/* A property belongs to its node alone: neither a child's, nor the next node's, nor that of the one before. */
static void properties_of_others_are_not_found(void **state)
{
	assert_null(at(*state, "/cpus").value[FDT_STATUS].data);
	assert_null(at(*state, "/chosen").value[FDT_DEVICE_TYPE].data);
	assert_null(at(*state, "/cpus").value[FDT_DEVICE_TYPE].data);
}

/* But for one, which is that of all below. */
static void interrupts_go_to_the_nearest_parent(void **state)
{
	assert_int_equal(at(*state, "/").level[0].interrupt_parent, 0);
	assert_int_equal(at(*state, "/cpus/cpu").level[2].interrupt_parent, 0);
	assert_int_equal(at(*state, "/soc/serial").level[2].interrupt_parent, 0x71);
	assert_int_equal(at(*state, "/soc/bridge").level[2].interrupt_parent, 0x72);
	assert_int_equal(at(*state, "/soc/bridge/inner").level[3].interrupt_parent, 0x72);
	assert_int_equal(at(*state, "/soc/same/plain").level[3].interrupt_parent, 0x71);
	assert_int_equal(at(*state, "/defaults").level[1].interrupt_parent, 0);
}

static void string_lists(void **state)
{
	struct fdt_node chosen = at(*state, "/chosen");
	const void *list = chosen.value[FDT_COMPATIBLE].data;
	uint32_t len = chosen.value[FDT_COMPATIBLE].len;
	char *exact = exact_copy("a", 2);

	assert_true(fdt_has(&chosen, FDT_COMPATIBLE, "one"));
	assert_false(fdt_has(&chosen, FDT_COMPATIBLE, "four"));
	assert_false(fdt_has(&chosen, FDT_STATUS, "okay"));
	assert_true(fdt_string_list_has(list, len, "three"));
	assert_true(fdt_string_list_has(list, len, ""));
	assert_false(fdt_string_list_has(list, len, "on"));
	assert_false(fdt_string_list_has(list, len, "ones"));
	assert_false(fdt_string_list_has(list, len - 1, "three"));
	assert_false(fdt_string_list_has(list, 0, ""));
	assert_false(fdt_string_list_has(NULL, 7, "one"));
	assert_false(fdt_string_list_has(exact, 2, "a longer one"));
	free(exact);
}

static bool enabled(const struct fdt *f, const char *path)
{
	struct fdt_node n = at(f, path);

	return fdt_enabled(&n);
}

static void status_decides(void **state)
{
	assert_true(enabled(*state, "/cpus/cpu@7"));
	assert_false(enabled(*state, "/cpus/cpu@8"));
	assert_true(enabled(*state, "/cpus/cpu@9"));
	assert_true(enabled(*state, "/soc"));
}

static void assert_reg(const struct fdt *f, const char *path, unsigned index, uint64_t addr,
		       uint64_t size)
{
	struct fdt_node n = at(f, path);
	uint64_t a = ~addr, s = ~size;

	assert_true(fdt_reg(&n, index, &a, &s));
	assert_true(a == addr);
	assert_true(s == size);
}

static void assert_no_reg(const struct fdt *f, const char *path, unsigned index)
{
	struct fdt_node n = at(f, path);
	uint64_t a = 1, s = 2;

	assert_false(fdt_reg(&n, index, &a, &s));
	assert_true(a == 1 && s == 2);
}

static void reg_counts_cells(void **state)
{
	const struct fdt *f = *state;

	assert_reg(f, "/memory", 0, 0x80000000, 0x10000000);
	assert_reg(f, "/memory", 1, 0x100000000, 0x200000000);
	assert_reg(f, "/memory", 2, 0xfffffffffffff000, 0x1000);
	assert_no_reg(f, "/memory", 3); /* wraps around by one byte */
	assert_no_reg(f, "/memory", 4);
	assert_no_reg(f, "/memory", UINT32_MAX);
	assert_no_reg(f, "/chosen", 0);
	assert_no_reg(f, "/", 0);
	assert_reg(f, "/defaults/two-and-one", 0, 1, 2);
	assert_reg(f, "/pci", 0, 0x30000000, 0x1000);
	assert_no_reg(f, "/pci/card", 0);
}

static void reg_of_a_hart_is_its_id(void **state)
{
	assert_reg(*state, "/cpus/cpu@7", 0, 7, 0);
	assert_reg(*state, "/cpus/cpu@9", 0, 9, 0);
	assert_no_reg(*state, "/cpus/cpu@9", 1);
}

static void reg_is_translated(void **state)
{
	const struct fdt *f = *state;

	assert_reg(f, "/soc/serial", 0, 0x10001000, 0x100);
	assert_reg(f, "/soc/serial", 1, 0x100000ff0, 0x10);
	assert_no_reg(f, "/soc/serial", 2); /* half out of its range */
	assert_no_reg(f, "/soc/serial", 3); /* just behind a range */
	assert_reg(f, "/soc/serial", 4, 0xfffffffffffff000, 0x1000);
	assert_no_reg(f, "/soc/serial", 5); /* its range wraps around there */
	assert_reg(f, "/soc/serial", 6, 0x100010000, 0);
	assert_reg(f, "/soc/bridge/inner", 0, 0x10004010, 0x20);
	assert_reg(f, "/soc/same/plain", 0, 0x10008000, 0x10);
	assert_no_reg(f, "/soc/closed/hidden", 0);
	assert_no_reg(f, "/wide/below", 0); /* before its range, which has almost all sizes */
	assert_reg(f, "/wide/below", 1, 0, 0x10);
}

static void memory_reservations(void **state)
{
	const struct fdt *f = *state;
	uint64_t addr, size;

	assert_true(fdt_reserved(f, 0, &addr, &size));
	assert_true(addr == 0x80000000 && size == 0x40000);
	assert_true(fdt_reserved(f, 1, &addr, &size));
	assert_true(addr == 0x123456789abcdef0 && size == 0x1000);
	assert_false(fdt_reserved(f, 2, &addr, &size));
	assert_false(fdt_reserved(f, UINT32_MAX, &addr, &size));
}

static void qemus_64_harts(void **state)
{
	uint64_t seen = 0, id, size;
	struct fdt_node n, chosen;
	struct fdt f;

	(void)state;
	assert_int_equal(fdt_open(&f, virt64_dtb_start, BLOB_SIZE(virt64_dtb)), FDT_OK);
	for (fdt_begin(&n, &f); fdt_next(&n);)
		if (fdt_has(&n, FDT_DEVICE_TYPE, "cpu") && fdt_reg(&n, 0, &id, &size) && id < 64)
			seen |= 1ull << id;
	assert_true(seen == UINT64_MAX);
	assert_reg(&f, "/memory", 0, 0x80000000, 256ull << 20);
	chosen = at(&f, "/chosen");
	n = at(&f, fdt_string(&chosen, FDT_STDOUT_PATH));
	assert_true(fdt_has(&n, FDT_COMPATIBLE, "ns16550a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_from_node_to_node),
		cmocka_unit_test(paths_are_found),
		cmocka_unit_test(properties_are_read_by_kind),
		cmocka_unit_test(properties_of_others_are_not_found),
		cmocka_unit_test(interrupts_go_to_the_nearest_parent),
		cmocka_unit_test(string_lists),
		cmocka_unit_test(status_decides),
		cmocka_unit_test(reg_counts_cells),
		cmocka_unit_test(reg_of_a_hart_is_its_id),
		cmocka_unit_test(reg_is_translated),
		cmocka_unit_test(memory_reservations),
		cmocka_unit_test(qemus_64_harts),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, open_tree, NULL);
}
