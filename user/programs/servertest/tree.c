// SPDX-License-Identifier: MIT
/* Names in ramfs: files, directories, rename, limits. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/servers.h"
#include "user/lib/sys.h"

#define PATH_MAX_ 255

static handle_t fs;

static long open_at(const char *path, unsigned flags)
{
	handle_t file = 0;
	long err = filesystem_open(fs, flags, path, strlen(path), &file);

	return err < 0 ? err : (long)file;
}

static long create(const char *path)
{
	long file = open_at(path, O_RDWR | O_CREAT | O_EXCL);

	return file < 0 ? file : sys_handle_close((handle_t)file);
}

/* On any path, also one that takes more than one message. */
static long with_path(long (*f)(handle_t, const void *, size_t), const char *path, size_t len)
{
	size_t at = 0;

	for (; len - at > 40; at += 40)
		filesystem_path(fs, path + at, 40);
	return f(fs, path + at, len - at);
}

#define UNLINK(path) filesystem_unlink(fs, path, strlen(path))
#define MKDIR(path)  filesystem_mkdir(fs, path, strlen(path))
#define RMDIR(path)  filesystem_rmdir(fs, path, strlen(path))
#define RENAME(both) filesystem_rename(fs, both, sizeof(both) - 1)

static long stat_at(const char *path)
{
	uint64_t size, mode, inode;
	long err = filesystem_stat(fs, path, strlen(path), &size, &mode, &inode);

	return err < 0 ? err : (long)size;
}

static void create_and_remove(void)
{
	IS(open_at("t", O_RDONLY), ERR_NOT_FOUND);
	IS(MKDIR("t"), OK);
	IS(MKDIR("t"), ERR_EXISTS);
	IS(create("t/a"), OK);
	IS(create("t/a"), ERR_EXISTS);
	IS(create("/t//a"), ERR_EXISTS);
	IS(create("t/./../t/a"), ERR_EXISTS);
	IS(create("t/no/a"), ERR_NOT_FOUND);
	IS(create("t/a/b"), ERR_NOT_FOUND);
	TRUE(create("") < 0 && create("/") < 0 && create("t/.") < 0 && create("t/..") < 0);
	IS(open_at("t", O_RDWR), ERR_PERM);
	IS(RMDIR("t"), ERR_BUSY);
	TRUE(RMDIR("t/a") < 0 && UNLINK("t") < 0 && RMDIR("/") < 0);
	IS(UNLINK("t/a"), OK);
	IS(UNLINK("t/a"), ERR_NOT_FOUND);
	IS(RMDIR("t"), OK);
}

static void renaming(void)
{
	IS(MKDIR("r"), OK);
	IS(MKDIR("r/d"), OK);
	IS(create("r/a"), OK);
	IS(create("r/b"), OK);
	IS(RENAME("r/a\0r/d/c"), OK);
	IS(stat_at("r/a"), ERR_NOT_FOUND);
	IS(stat_at("r/d/c"), 0);
	IS(RENAME("r/d/c\0r/b"), OK);
	IS(RENAME("r/none\0r/x"), ERR_NOT_FOUND);
	IS(RENAME("r/d\0r/d/e"), ERR_INVALID);
	IS(RENAME("r\0r"), OK);
	TRUE(RENAME("r/b\0r/d") < 0);
	TRUE(RENAME("r/d\0r/b") < 0);
	IS(RENAME("r/b"), ERR_INVALID);
	IS(RENAME("r/b\0r/c\0r/d"), ERR_INVALID);
	IS(UNLINK("r/b"), OK);
	IS(RMDIR("r/d"), OK);
	IS(RMDIR("r"), OK);
}

static void long_names(void)
{
	char path[600];

	memset(path, 'n', sizeof(path));
	IS(with_path(filesystem_mkdir, path, PATH_MAX_), OK);
	IS(with_path(filesystem_mkdir, path, PATH_MAX_), ERR_EXISTS);
	IS(with_path(filesystem_mkdir, path, PATH_MAX_ + 1), ERR_INVALID);
	IS(with_path(filesystem_mkdir, path, sizeof(path)), ERR_INVALID);
	path[10] = '\0';
	IS(with_path(filesystem_mkdir, path, 20), ERR_INVALID);
	path[10] = 'n';
	IS(with_path(filesystem_rmdir, path, PATH_MAX_), OK);
	for (int i = 1; i < PATH_MAX_; i += 2)
		path[i] = '/';
	for (size_t len = 1; len <= PATH_MAX_; len += 2)
		IS(with_path(filesystem_mkdir, path, len), OK);
	for (size_t len = PATH_MAX_; len <= PATH_MAX_; len -= 2)
		IS(with_path(filesystem_rmdir, path, len), OK);
}

#define LISTED 40

/* Each once, though some go while we look. */
static void listing(void)
{
	char name[32];
	uint64_t after = 0, mode, size;
	long n, seen = 0;

	IS(MKDIR("l"), OK);
	for (int i = 0; i < LISTED; i++) {
		snprintf(name, sizeof(name), "l/file%d", i);
		IS(create(name), OK);
	}
	while ((n = filesystem_list(fs, after, 0, "l", 1, &after, &mode, &size, name + 2,
				    sizeof(name) - 3)) >= 0) {
		memcpy(name, "l/", 2);
		name[2 + n] = '\0';
		IS(UNLINK(name), OK);
		seen++;
	}
	IS(n, ERR_NOT_FOUND);
	IS(seen, LISTED);
	IS(RMDIR("l"), OK);
}

/* What one process may have; and that it may have it again. */
static void limits(void)
{
	static handle_t files[600];
	handle_t sessions[16];
	long count = 0, err = OK;

	for (int round = 0; round < 2; round++) {
		for (count = 0; count < 600; count++) {
			err = filesystem_open(fs, O_RDONLY, "motd", 4, &files[count]);
			if (err < 0)
				break;
		}
		IS(err, ERR_QUOTA);
		IS(count, 512);
		while (count--)
			IS(sys_handle_close(files[count]), OK);
		sys_sleep(10000000);
	}
	for (count = 0; count < 16; count++) {
		long server = loris_server("ramfs");

		err = filesystem_connect((handle_t)server, &sessions[count]);
		sys_handle_close((handle_t)server);
		if (err < 0)
			break;
	}
	IS(err, ERR_QUOTA);
	IS(count, 7); /* ours is one */
	while (count--)
		IS(sys_handle_close(sessions[count]), OK);
}

void test_tree(void)
{
	long before = handles_now();
	long server = loris_server("ramfs");

	fs = ramfs_connect();
	create_and_remove();
	renaming();
	long_names();
	listing();
	limits();
	garbage(fs, 1, 255, 7);
	garbage((handle_t)server, 0, 256, 8);
	IS(filesystem_unlink((handle_t)server, "motd", 4), ERR_NO_CALL); /* not a session */
	sys_handle_close(fs);
	fs = ramfs_connect();
	create_and_remove();
	sys_handle_close(fs);
	sys_handle_close((handle_t)server);
	IS(handles_now(), before);
}
