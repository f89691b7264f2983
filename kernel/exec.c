/* SPDX-License-Identifier: MIT */
/*
 * From a ramdisk file to a process that is ready to run. Nothing is read ahead: regions say where the
 * bytes are, and pages that are not written are mapped straight from the ramdisk.
 */
#include "kernel/memory.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/ramdisk.h"
#include "kernel/vm.h"
#include "lib/elf.h"
#include "lib/string.h"

/* The main stack; below it nothing is mapped, so running over it faults. */
#define USER_LOW   0x10000UL
#define STACK_LOW  0x0c0000UL
#define STACK_HIGH 0x8c0000UL

static unsigned elf_prot(uint32_t flags)
{
	return (flags & ELF_R ? LORIS_PROT_READ : 0) | (flags & ELF_W ? LORIS_PROT_WRITE : 0) |
	       (flags & ELF_X ? LORIS_PROT_EXEC : 0);
}

/* Part of a file of the ramdisk, which stands at `file`: file_len bytes of it, then zeroes up to len. */
static enum err map_file(struct mm *mm, va_t addr, uint64_t len, unsigned prot, const uint8_t *file,
			 uint64_t file_len)
{
	struct memory *ramdisk = memory_ramdisk(); /* there is one: the file is in it */
	const struct vm_source from = {
		.memory = ramdisk,
		.offset = file_len ? direct_pa(file) - ramdisk->top : 0,
		.filled = file_len,
	};
	long at = vm_map_memory(mm, addr, len, prot | LORIS_MAP_PRIVATE, &from);

	return at < 0 ? (enum err)at : OK;
}

static enum err map_segments(struct mm *mm, const struct ramdisk_file *file,
			     const struct elf_image *image)
{
	for (unsigned i = 0; i < image->segments; i++) {
		const struct elf_segment *s = &image->segment[i];
		va_t start = s->vaddr & ~(va_t)(PAGE_SIZE - 1);
		uint64_t before =
			s->vaddr - start; /* bytes of the file in front, in the same page */
		enum err e;

		if (s->filesz == 0)
			before = 0;
		e = map_file(mm, start, s->memsz + s->vaddr - start, elf_prot(s->flags),
			     file->data + s->offset - before, s->filesz ? s->filesz + before : 0);
		if (e != OK)
			return e;
	}
	return OK;
}

static enum err map_stack(struct mm *mm)
{
	long at = vm_map(mm, STACK_LOW, STACK_HIGH - STACK_LOW, LORIS_PROT_READ | LORIS_PROT_WRITE);

	if (at < 0)
		return at == ERR_EXISTS ? ERR_NOT_ELF : (enum err)at;
	return OK;
}

/* What its first thread finds: struct loris_start, then the strings. Where it lies; negative: an error. */
static long put_start_block(struct mm *mm, const struct loris_start *start, const char *block,
			    size_t len)
{
	va_t at = (STACK_HIGH - len - sizeof *start) & ~15UL;
	enum err e = copy_to_user(mm, at, start, sizeof *start);

	if (e == OK)
		e = copy_to_user(mm, at + sizeof *start, block, len);
	return e == OK ? (long)at : e;
}

static bool parse(const struct ramdisk_file *file, struct elf_image *image)
{
	enum elf_result r = elf_parse(file->data, file->size, USER_LOW, USER_TOP, image);

	if (r != ELF_OK)
		printk("%s: not a program: %s\n", file->name, elf_result_text(r));
	return r == ELF_OK;
}

static enum err build_space(struct mm *mm, const struct ramdisk_file *file,
			    const struct elf_image *image)
{
	enum err e = map_segments(mm, file, image);

	if (e == OK)
		e = map_stack(mm);
	if (e == ERR_NOT_ELF)
		printk("%s: not a program: it lies where the stack is\n", file->name);
	return e;
}

/* A space and a process in it. NULL with *e set, and q is still the caller's. */
static struct process *build_process(const struct ramdisk_file *file, const struct elf_image *image,
				     struct quota *q, enum err *e)
{
	struct mm *mm = mm_create(file->name);
	struct process *p = NULL;

	*e = ERR_NO_MEMORY;
	if (mm && mm_charge_to(mm, q))
		*e = build_space(mm, file, image);
	if (*e == OK) {
		p = process_create(file->name, mm, q, NULL);
		*e = p ? OK : ERR_NO_MEMORY;
	}
	if (!p && mm)
		mm_discard(mm);
	return p;
}

static long start_process(struct process *p, uint64_t entry, const struct loris_start *start,
			  const char *block, size_t len)
{
	long at = put_start_block(p->mm, start, block, len);
	struct thread *main = at > 0 ? process_add_thread(p) : NULL;

	if (!main)
		return at < 0 ? at : ERR_NO_MEMORY;
	frame_init_user(&main->frame, entry, (va_t)at, 0, (uint64_t)at, sizeof *start + len);
	thread_start(main);
	return p->pid;
}

static long spawn(const struct ramdisk_file *file, const struct elf_image *image, const char *block,
		  size_t len, struct quota *q,
		  enum err (*equip)(struct process *p, struct loris_start *start))
{
	struct loris_start start = {0};
	enum err e;
	struct process *p = build_process(file, image, q, &e);
	long pid;

	if (!p) {
		quota_put(q);
		return e;
	}
	pid = equip(p, &start);
	if (pid == OK)
		pid = start_process(p, image->entry, &start, block, len);
	if (pid < 0)
		process_end_now(p);
	object_put(&p->object);
	return pid;
}

long process_spawn(const char *block, size_t len, struct quota *q,
		   enum err (*equip)(struct process *p, struct loris_start *start))
{
	const struct ramdisk_file *file = ramdisk_find(block);
	struct elf_image image;

	if (file && parse(file, &image))
		return spawn(file, &image, block, len, q, equip);
	quota_put(q);
	return file ? ERR_NOT_ELF : ERR_NOT_FOUND;
}
