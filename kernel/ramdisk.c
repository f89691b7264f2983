/* SPDX-License-Identifier: MIT */
#include "kernel/ramdisk.h"
#include "arch/riscv/arch.h"
#include "kernel/printk.h"
#include "lib/abi.h"
#include "lib/cpio.h"
#include "lib/string.h"

#define FILES_MAX  256
#define NAME_SHOWN 40 /* of a name that is refused */

#define MODE_TYPE 0170000
#define MODE_DIR  0040000
#define MODE_FILE 0100000

static struct ramdisk_file files[FILES_MAX];
static unsigned count;

static BOOT void refuse(const char *name, const char *why)
{
	size_t len = strnlen(name, NAME_SHOWN + 1);

	printk("ramdisk: %.*s%s: %s\n", NAME_SHOWN, name, len > NAME_SHOWN ? "..." : "", why);
}

static BOOT void add(const struct cpio_entry *e)
{
	const char *name = cpio_plain_name(e->name);

	if (!*name || (e->mode & MODE_TYPE) == MODE_DIR)
		return;
	if ((e->mode & MODE_TYPE) != MODE_FILE)
		refuse(name, "not a regular file, left out");
	else if (strnlen(name, LORIS_NAME_MAX) == LORIS_NAME_MAX)
		refuse(name, "the name is too long, left out");
	else if (ramdisk_find(name))
		refuse(name, "is there twice, the first one counts");
	else
		files[count++] = (struct ramdisk_file){name, e->data, e->size};
}

BOOT void ramdisk_init(const void *data, size_t size)
{
	const struct cpio archive = {data, size};
	enum cpio_result result;
	struct cpio_entry entry;
	size_t cursor = 0;

	if (!size) {
		printk("ramdisk: none\n");
		return;
	}
	while ((result = cpio_next(&archive, &cursor, &entry)) == CPIO_ENTRY) {
		if (count == FILES_MAX) {
			printk("ramdisk: more than %u files, the others are left out\n", FILES_MAX);
			break;
		}
		add(&entry);
	}
	if (result != CPIO_END && result != CPIO_ENTRY)
		printk("ramdisk: %s at byte %zu, what follows is left out\n",
		       cpio_result_text(result), cursor);
	printk("ramdisk: %u file%s\n", count, count == 1 ? "" : "s");
}

unsigned ramdisk_count(void)
{
	return count;
}

const struct ramdisk_file *ramdisk_file(unsigned i)
{
	return i < count ? &files[i] : NULL;
}

const struct ramdisk_file *ramdisk_find(const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}
