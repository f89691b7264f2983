/* SPDX-License-Identifier: MIT */
/* Names and directories of ramfs. */
#include "test/host/support.h"
#include <fcntl.h>
#include "user/servers/ramfs/archive.h"
#include "user/servers/ramfs/fs.h"

DECLARE_BLOB(sample_cpio);

static struct tree tree;

static struct path text(const char *p)
{
	return (struct path){p, strlen(p)};
}

static int begin(void **state)
{
	(void)state;
	return tree_init(&tree, 1 << 20, (struct hash_key){{1, 2}}) == OK ? 0 : -1;
}

/* Whatever a test did, all memory comes back. */
static int end(void **state)
{
	(void)state;
	tree_end(&tree);
	return tree.space.used == 0 && tree.nodes == 0 ? 0 : -1;
}

static enum err open_close(const char *p, unsigned flags)
{
	struct node *n;
	enum err e = fs_open(&tree, text(p), flags, &n);

	if (e == OK)
		node_put(&tree, n);
	return e;
}

static enum err find(const char *p)
{
	struct node *n;

	return fs_find(&tree, text(p), &n);
}

static void make(const char *p)
{
	assert_int_equal(open_close(p, O_CREAT | O_EXCL | O_WRONLY), OK);
}

static void paths_lead_where_they_say(void **state)
{
	static const char *const same[] = {"d/e/f",	 "/d/e/f",	"//d///e/f",  "./d/e/./f",
					   "d/../d/e/f", "../../d/e/f", "/d/e/../e/f"};
	struct node *f, *n;

	(void)state;
	assert_int_equal(fs_mkdir(&tree, text("d")), OK);
	assert_int_equal(fs_mkdir(&tree, text("/d/e/")), OK);
	make("d/e/f");
	assert_int_equal(fs_find(&tree, text("d/e/f"), &f), OK);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_int_equal(fs_find(&tree, text(same[i]), &n), OK);
		assert_ptr_equal(n, f);
	}
	assert_int_equal(fs_find(&tree, text(""), &n), OK);
	assert_ptr_equal(n, tree.root);
	assert_int_equal(find("d/f"), ERR_NOT_FOUND);
	assert_int_equal(find("d/e/f/g"), ERR_NOT_FOUND);
	assert_int_equal(find("d/e/f/.."), ERR_NOT_FOUND);
	assert_int_equal(find("d/x/../e"), ERR_NOT_FOUND);
}

static void open_does_what_its_flags_say(void **state)
{
	struct node *n;

	(void)state;
	assert_int_equal(open_close("a", O_RDONLY), ERR_NOT_FOUND);
	assert_int_equal(open_close("a", O_RDWR | O_CREAT), OK);
	assert_int_equal(open_close("a", O_RDWR | O_CREAT), OK);
	assert_int_equal(open_close("a", O_RDWR | O_CREAT | O_EXCL), ERR_EXISTS);
	assert_int_equal(open_close("a/b", O_RDWR | O_CREAT), ERR_NOT_FOUND);
	assert_int_equal(open_close("b/", O_RDWR | O_CREAT), ERR_NOT_FOUND);
	assert_int_equal(open_close("a", O_ACCMODE), ERR_INVALID);
	assert_int_equal(open_close("a", O_DIRECTORY), ERR_NOT_FOUND);
	assert_int_equal(open_close("", O_RDONLY | O_DIRECTORY), OK);
	assert_int_equal(open_close("", O_RDWR), ERR_PERM);
	assert_int_equal(open_close(".", O_RDONLY | O_TRUNC), ERR_PERM);
	assert_int_equal(open_close("x/..", O_CREAT), ERR_NOT_FOUND);
	assert_int_equal(fs_open(&tree, text("a"), O_RDWR, &n), OK);
	assert_int_equal(data_write(&n->data, &tree.space, 0, "text", 4), 4);
	assert_int_equal(open_close("a", O_RDONLY), OK);
	assert_int_equal(n->data.size, 4);
	assert_int_equal(open_close("a", O_WRONLY | O_TRUNC), OK);
	assert_int_equal(n->data.size, 0);
	node_put(&tree, n);
}

static void a_name_too_long_is_refused(void **state)
{
	char name[300];

	(void)state;
	memset(name, 'n', sizeof(name));
	name[NAME_LEN_MAX] = '\0';
	make(name);
	name[NAME_LEN_MAX] = 'n';
	name[NAME_LEN_MAX + 1] = '\0';
	assert_int_equal(open_close(name, O_CREAT | O_RDWR), ERR_INVALID);
}

static void a_file_outlives_its_name(void **state)
{
	struct node *n;
	char read[4];

	(void)state;
	assert_int_equal(fs_open(&tree, text("a"), O_CREAT | O_RDWR, &n), OK);
	assert_int_equal(data_write(&n->data, &tree.space, 0, "text", 4), 4);
	assert_int_equal(fs_unlink(&tree, text("a")), OK);
	assert_int_equal(find("a"), ERR_NOT_FOUND);
	make("a");
	assert_int_equal(data_read(&n->data, 0, read, 4), 4);
	assert_memory_equal(read, "text", 4);
	node_put(&tree, n);
}

static void only_what_may_go_goes(void **state)
{
	(void)state;
	assert_int_equal(fs_mkdir(&tree, text("d")), OK);
	assert_int_equal(fs_mkdir(&tree, text("d")), ERR_EXISTS);
	assert_int_equal(fs_mkdir(&tree, text("")), ERR_EXISTS);
	make("d/a");
	assert_int_equal(fs_rmdir(&tree, text("d")), ERR_BUSY);
	assert_int_equal(fs_rmdir(&tree, text("d/a")), ERR_INVALID);
	assert_int_equal(fs_rmdir(&tree, text("/")), ERR_INVALID);
	assert_int_equal(fs_unlink(&tree, text("d")), ERR_PERM);
	assert_int_equal(fs_unlink(&tree, text("d/b")), ERR_NOT_FOUND);
	assert_int_equal(fs_unlink(&tree, text("d/a")), OK);
	assert_int_equal(fs_rmdir(&tree, text("d/")), OK);
	assert_int_equal(find("d"), ERR_NOT_FOUND);
}

static enum err ren(const char *from, const char *to)
{
	return fs_rename(&tree, text(from), text(to));
}

static void rename_moves_and_replaces(void **state)
{
	struct node *a, *n;

	(void)state;
	make("a");
	make("b");
	assert_int_equal(fs_find(&tree, text("a"), &a), OK);
	assert_int_equal(ren("a", "b"), OK);
	assert_int_equal(find("a"), ERR_NOT_FOUND);
	assert_int_equal(fs_find(&tree, text("b"), &n), OK);
	assert_ptr_equal(n, a);
	assert_int_equal(ren("b", "b"), OK);
	assert_int_equal(fs_mkdir(&tree, text("d")), OK);
	assert_int_equal(fs_mkdir(&tree, text("e")), OK);
	assert_int_equal(ren("b", "d/c"), OK);
	assert_int_equal(ren("d", "d"), OK);
	assert_int_equal(ren("d", "e"), OK);
	assert_int_equal(ren("e", "e"), OK); /* not empty */
	assert_int_equal(find("e/c"), OK);
	assert_int_equal(fs_mkdir(&tree, text("d")), OK);
	assert_int_equal(ren("d", "e"), ERR_BUSY);
	assert_int_equal(ren("e", "e/x"), ERR_INVALID);
	assert_int_equal(ren("e", "e/../e/x"), ERR_INVALID);
	assert_int_equal(ren("e/c", "d"), ERR_INVALID);
	assert_int_equal(ren("d", "e/c"), ERR_INVALID);
	assert_int_equal(ren("", "x"), ERR_INVALID);
	assert_int_equal(ren("e", ".."), ERR_INVALID);
	assert_int_equal(ren("q", "x"), ERR_NOT_FOUND);
	assert_int_equal(ren("d", "q/x"), ERR_NOT_FOUND);
}

/* Each that was there all the time is seen exactly once. */
static void who_lists_misses_nothing(void **state)
{
	char name[20];
	struct node *n;
	uint64_t cookie = 0;
	int seen = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		make(name);
	}
	while ((n = node_after(tree.root, cookie))) {
		snprintf(name, sizeof(name), "f%d", seen);
		assert_string_equal(n->name, name);
		cookie = n->cookie;
		if (seen++ % 2)
			assert_int_equal(fs_unlink(&tree, text(name)), OK);
	}
	assert_int_equal(seen, 1000);
	assert_int_equal(tree.root->list.count, 500);
}

static void the_archive_becomes_files(void **state)
{
	struct cpio archive = {sample_cpio_start, BLOB_SIZE(sample_cpio)};
	struct node *n;
	char read[20];

	(void)state;
	assert_int_equal(archive_load(&tree, &archive), OK);
	assert_int_equal(find("dir/one"), OK);
	assert_int_equal(find("empty"), OK);
	assert_int_equal(fs_find(&tree, text("hello"), &n), OK);
	assert_int_equal(data_read(&n->data, 0, read, sizeof(read)), 15);
	assert_memory_equal(read, "hello, ramdisk\n", 15);
	assert_int_equal(data_write(&n->data, &tree.space, 0, "H", 1), 1);
	assert_int_equal(data_read(&n->data, 0, read, sizeof(read)), 15);
	assert_memory_equal(read, "Hello, ramdisk\n", 15);
}

static void load_any(const void *data, size_t size)
{
	struct cpio archive = {data, size};

	assert_int_equal(begin(NULL), 0);
	archive_load(&tree, &archive);
	assert_int_equal(end(NULL), 0);
}

static void any_archive_is_survived(void **state)
{
	(void)state;
	fuzz(sample_cpio_start, BLOB_SIZE(sample_cpio), 0, 3000, load_any);
}

static void a_full_space_breaks_nothing(void **state)
{
	char name[20];
	enum err e = OK;
	int i = 0;

	(void)state;
	tree.space.max = tree.space.used + 20000;
	for (; e == OK; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		e = open_close(name, O_CREAT | O_RDWR);
	}
	assert_int_equal(e, ERR_NO_MEMORY);
	assert_int_equal(fs_mkdir(&tree, text("d")), ERR_NO_MEMORY);
	assert_int_equal(ren("f0", "f0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
			 ERR_NO_MEMORY);
	assert_int_equal(find("f0"), OK);
	while (--i > 0) {
		snprintf(name, sizeof(name), "f%d", i - 1);
		assert_int_equal(fs_unlink(&tree, text(name)), OK);
	}
	assert_int_equal(tree.root->list.count, 0);
}

/* Operations on few names at random; the tree is walked after each against what it says itself. */
static size_t count_below(const struct node *dir)
{
	size_t n = 1;

	for (size_t i = 0; is_dir(dir) && i < dir->list.count; i++) {
		assert_ptr_equal(dir->list.entry[i]->parent, dir);
		n += count_below(dir->list.entry[i]);
	}
	return n;
}

static void random_path(struct rng *r, char *to)
{
	static const char *const names[] = {"a", "b", "c", "..", "."};

	*to = '\0';
	for (uint64_t n = 1 + rng_below(r, 4); n; n--) {
		strcat(to, names[rng_below(r, 5)]);
		strcat(to, "/");
	}
	to[strlen(to) - 1] = '\0';
}

static void any_order_of_calls_leaves_a_tree(void **state)
{
	struct rng r = rng_seeded();
	unsigned done = 0;

	(void)state;
	for (int i = 0; i < 30000; i++) {
		char p[40], q[40];
		enum err e;

		random_path(&r, p);
		random_path(&r, q);
		switch (rng_below(&r, 5)) {
		case 0:
			e = open_close(p, O_CREAT | O_RDWR);
			break;
		case 1:
			e = fs_mkdir(&tree, text(p));
			break;
		case 2:
			e = fs_unlink(&tree, text(p));
			break;
		case 3:
			e = fs_rmdir(&tree, text(p));
			break;
		default:
			e = ren(p, q);
		}
		done += e == OK;
		assert_int_equal(count_below(tree.root), tree.nodes);
	}
	assert_true(done > 1000); /* not all in vain */
}

#define IN_A_TREE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_TREE(paths_lead_where_they_say),
		IN_A_TREE(open_does_what_its_flags_say),
		IN_A_TREE(a_name_too_long_is_refused),
		IN_A_TREE(a_file_outlives_its_name),
		IN_A_TREE(only_what_may_go_goes),
		IN_A_TREE(rename_moves_and_replaces),
		IN_A_TREE(who_lists_misses_nothing),
		IN_A_TREE(the_archive_becomes_files),
		cmocka_unit_test(any_archive_is_survived),
		IN_A_TREE(a_full_space_breaks_nothing),
		IN_A_TREE(any_order_of_calls_leaves_a_tree),
	};

	return RUN_TESTS(tests);
}
