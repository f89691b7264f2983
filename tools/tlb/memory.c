/* SPDX-License-Identifier: MIT */
/*
 * The guest's RAM is a file that QEMU maps shared (-object memory-backend-file,share=on) and so do we: the
 * page tables can be read whatever the guest maps, in any privilege mode, without asking QEMU.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tools/tlb/model.h"

static const unsigned char *ram;
static uint64_t ram_size;
static struct frame *frames;

bool memory_map(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	void *at;

	if (fd < 0)
		return false;
	if (fstat(fd, &about) || about.st_size <= 0) {
		close(fd);
		return false;
	}
	at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return false;
	ram = at;
	ram_size = (uint64_t)about.st_size;
	frames = calloc(ram_size >> PAGE_SHIFT, sizeof(*frames));
	return frames;
}

const uint64_t *memory_page(uint64_t pa)
{
	uint64_t offset = (pa - RAM_BASE) & ~(PAGE_SIZE - 1);

	return offset < ram_size ? (const uint64_t *)(const void *)(ram + offset) : NULL;
}

struct frame *frame_of(uint64_t pa)
{
	uint64_t offset = pa - RAM_BASE;

	return offset < ram_size ? &frames[offset >> PAGE_SHIFT] : NULL;
}

void walk_tables(uint64_t root, uint64_t va, struct walk *walk)
{
	const uint64_t *table = memory_page(root);

	walk->valid = false;
	for (walk->end = LEVELS - 1; table; walk->end--) {
		int level = walk->end;
		const uint64_t *slot = &table[table_index(va, level)];
		/* The guest may be writing it. */
		uint64_t pte = __atomic_load_n(slot, __ATOMIC_RELAXED);

		walk->slot[level] = slot;
		walk->pte[level] = pte;
		walk->valid = pte_is_leaf(pte);
		if (!pte_is_pointer(pte) || !level)
			return;
		table = memory_page(pte_address(pte));
	}
	walk->end++; /* a pointer to where no RAM is */
}
