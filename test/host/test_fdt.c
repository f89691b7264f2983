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

static fdt_node find(const struct fdt *f, const char *path)
{
	fdt_node node = fdt_find_path(f, path);

	assert_true(node != FDT_NO_NODE);
	return node;
}

static void walks_from_node_to_node(void **state)
{
	const struct fdt *f = *state;
	fdt_node root = fdt_root(f), chosen = fdt_first_child(f, root), n;
	int children = 0;

	assert_string_equal(fdt_name(f, root), "");
	assert_string_equal(fdt_name(f, chosen), "chosen");
	assert_true(fdt_first_child(f, chosen) == FDT_NO_NODE);
	assert_string_equal(fdt_name(f, fdt_next_sibling(f, chosen)), "memory@80000000");
	assert_true(fdt_next_sibling(f, root) == FDT_NO_NODE);
	assert_true(fdt_next_sibling(f, find(f, "/cpus/cpu@9")) == FDT_NO_NODE);
	for (n = chosen; n != FDT_NO_NODE; n = fdt_next_sibling(f, n)) {
		assert_true(fdt_parent(f, n) == root);
		children++;
	}
	assert_int_equal(children, 7);
	assert_true(fdt_parent(f, root) == FDT_NO_NODE);
	assert_true(fdt_parent(f, find(f, "/soc/bridge/inner")) == find(f, "/soc/bridge"));
}

static void flat_walk_knows_the_depth(void **state)
{
	const struct fdt *f = *state;
	fdt_node cpus = find(f, "/cpus"), n;
	int depth = 0, nodes = 0, deepest = 0;

	for (n = fdt_root(f); n != FDT_NO_NODE; n = fdt_next_node(f, n, &depth)) {
		fdt_node path[FDT_DEPTH_MAX];

		assert_int_equal(fdt_path_to(f, n, path), depth);
		assert_true(path[depth] == n && path[0] == fdt_root(f));
		deepest = depth > deepest ? depth : deepest;
		nodes++;
	}
	assert_int_equal(nodes, 22);
	assert_int_equal(deepest, 3);
	for (depth = 0, nodes = 0, n = cpus;
	     (n = fdt_next_node(f, n, &depth)) != FDT_NO_NODE && depth > 0;)
		nodes++;
	assert_int_equal(nodes, 4);
}

static void no_node_is_nothing(void **state)
{
	const struct fdt *f = *state;
	fdt_node path[FDT_DEPTH_MAX];
	uint64_t addr, size;
	uint32_t len;
	int depth = 0;

	assert_true(fdt_first_child(f, FDT_NO_NODE) == FDT_NO_NODE);
	assert_true(fdt_next_sibling(f, FDT_NO_NODE) == FDT_NO_NODE);
	assert_true(fdt_next_node(f, FDT_NO_NODE, &depth) == FDT_NO_NODE);
	assert_true(fdt_parent(f, FDT_NO_NODE) == FDT_NO_NODE);
	assert_int_equal(fdt_path_to(f, FDT_NO_NODE, path), -1);
	assert_string_equal(fdt_name(f, FDT_NO_NODE), "");
	assert_null(fdt_prop(f, FDT_NO_NODE, "reg", &len));
	assert_null(fdt_prop_string(f, FDT_NO_NODE, "model"));
	assert_false(fdt_reg(f, FDT_NO_NODE, 0, &addr, &size));
}

static void paths_are_found(void **state)
{
	const struct fdt *f = *state;
	fdt_node serial = find(f, "/soc/serial@1000");

	assert_true(find(f, "/") == fdt_root(f));
	assert_string_equal(fdt_name(f, find(f, "/memory")), "memory@80000000");
	assert_string_equal(fdt_name(f, find(f, "/cpus/cpu")), "cpu@7");
	assert_true(find(f, "/soc/serial") == serial);
	assert_true(find(f, "//soc///serial@1000/") == serial);
	assert_true(find(f, fdt_prop_string(f, find(f, "/chosen"), "stdout-path")) == serial);
	assert_true(fdt_find_path(f, "/soc/serial@100") == FDT_NO_NODE);
	assert_true(fdt_find_path(f, "/soc/serial@10000") == FDT_NO_NODE);
	assert_true(fdt_find_path(f, "/soc/seria") == FDT_NO_NODE);
	assert_true(fdt_find_path(f, "/soc/serial@") == FDT_NO_NODE);
	assert_true(fdt_find_path(f, "/soc/serial/x") == FDT_NO_NODE);
	assert_true(fdt_find_path(f, "soc") == FDT_NO_NODE);
	assert_true(fdt_find_path(f, "") == FDT_NO_NODE);
}

static void compatible_and_phandle_find_nodes(void **state)
{
	const struct fdt *f = *state;
	fdt_node n = fdt_find_compatible(f, FDT_NO_NODE, "riscv");

	assert_string_equal(fdt_name(f, n), "cpu@7");
	n = fdt_find_compatible(f, fdt_find_compatible(f, n, "riscv"), "riscv");
	assert_string_equal(fdt_name(f, n), "cpu@9");
	assert_true(fdt_find_compatible(f, n, "riscv") == FDT_NO_NODE);
	assert_true(fdt_find_compatible(f, FDT_NO_NODE, "loris,board") == fdt_root(f));
	assert_true(fdt_find_compatible(f, fdt_root(f), "loris,board") ==
		    find(f, "/soc/bridge/inner"));
	assert_true(fdt_find_compatible(f, FDT_NO_NODE, "ns16550") == FDT_NO_NODE);
	assert_true(fdt_find_phandle(f, 0x55) == find(f, "/cpus/cpu/interrupt-controller"));
	assert_true(fdt_find_phandle(f, 0x56) == FDT_NO_NODE);
}

static void properties_are_read_by_kind(void **state)
{
	const struct fdt *f = *state;
	fdt_node chosen = find(f, "/chosen");
	uint32_t len = 9, cells = 9;
	uint64_t value = 9;

	assert_string_equal(fdt_prop_string(f, chosen, "bootargs"), "policy=lazy smp=2");
	assert_null(fdt_prop_string(f, chosen, "bootarg"));
	assert_null(fdt_prop_string(f, chosen, "unterminated"));
	assert_null(fdt_prop_string(f, chosen, "empty"));
	assert_non_null(fdt_prop(f, chosen, "empty", &len));
	assert_int_equal(len, 0);
	assert_true(fdt_prop_u32(f, find(f, "/cpus"), "#size-cells", &cells));
	assert_int_equal(cells, 0);
	assert_false(fdt_prop_u32(f, chosen, "linux,initrd-end", &cells));
	assert_false(fdt_prop_u32(f, chosen, "absent", &cells));
	assert_true(fdt_prop_u64(f, chosen, "linux,initrd-start", &value) && value == 0x84000000);
	assert_true(fdt_prop_u64(f, chosen, "linux,initrd-end", &value) && value == 0x184001000);
	assert_false(fdt_prop_u64(f, chosen, "bootargs", &value));
	assert_true(value == 0x184001000);
}

/* A property belongs to its node alone: neither a child's nor the next node's is taken for it. */
static void properties_of_others_are_not_found(void **state)
{
	const struct fdt *f = *state;
	uint32_t len;

	assert_null(fdt_prop(f, find(f, "/cpus"), "status", &len));
	assert_null(fdt_prop(f, find(f, "/chosen"), "device_type", &len));
}

static void string_lists(void **state)
{
	const struct fdt *f = *state;
	uint32_t len;
	const void *list = fdt_prop(f, find(f, "/chosen"), "list", &len);
	char *exact = exact_copy("a", 2);

	assert_true(fdt_string_list_has(list, len, "one"));
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

static void status_decides(void **state)
{
	const struct fdt *f = *state;

	assert_true(fdt_node_enabled(f, find(f, "/cpus/cpu@7")));
	assert_false(fdt_node_enabled(f, find(f, "/cpus/cpu@8")));
	assert_true(fdt_node_enabled(f, find(f, "/cpus/cpu@9")));
	assert_true(fdt_node_enabled(f, find(f, "/soc")));
}

static void assert_reg(const struct fdt *f, const char *path, unsigned index, uint64_t addr,
		       uint64_t size)
{
	uint64_t a = ~addr, s = ~size;

	assert_true(fdt_reg(f, find(f, path), index, &a, &s));
	assert_true(a == addr);
	assert_true(s == size);
}

static void assert_no_reg(const struct fdt *f, const char *path, unsigned index)
{
	uint64_t a = 1, s = 2;

	assert_false(fdt_reg(f, find(f, path), index, &a, &s));
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
	struct fdt f;
	uint64_t seen = 0, id;
	fdt_node n;

	(void)state;
	assert_int_equal(fdt_open(&f, virt64_dtb_start, BLOB_SIZE(virt64_dtb)), FDT_OK);
	for (n = fdt_first_child(&f, find(&f, "/cpus")); n != FDT_NO_NODE;
	     n = fdt_next_sibling(&f, n))
		if (fdt_prop_u64(&f, n, "reg", &id) && id < 64)
			seen |= 1ull << id;
	assert_true(seen == UINT64_MAX);
	assert_reg(&f, "/memory", 0, 0x80000000, 256ull << 20);
	n = fdt_find_compatible(&f, FDT_NO_NODE, "ns16550a");
	assert_true(n == find(&f, fdt_prop_string(&f, find(&f, "/chosen"), "stdout-path")));
	assert_true(fdt_find_compatible(&f, FDT_NO_NODE, "sifive,test0") != FDT_NO_NODE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_from_node_to_node),
		cmocka_unit_test(flat_walk_knows_the_depth),
		cmocka_unit_test(no_node_is_nothing),
		cmocka_unit_test(paths_are_found),
		cmocka_unit_test(compatible_and_phandle_find_nodes),
		cmocka_unit_test(properties_are_read_by_kind),
		cmocka_unit_test(properties_of_others_are_not_found),
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
