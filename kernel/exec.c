/* SPDX-License-Identifier: MIT */
/*
 * From a ramdisk file to a process that is ready to run. Nothing is read ahead: regions say where the
 * bytes are, and pages that are not written are mapped straight from the ramdisk.
 */
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/ramdisk.h"
#include "kernel/vm.h"
#include "lib/elf.h"
#include "lib/string.h"

/* The main stack; below it nothing is mapped, so running over it faults. */
#define USER_LOW   0x10000UL
#define STACK_LOW  0x80000UL
#define STACK_HIGH 0xc0000UL

static unsigned elf_prot(uint32_t flags)
{
	return (flags & ELF_R ? LORIS_PROT_READ : 0) | (flags & ELF_W ? LORIS_PROT_WRITE : 0) |
	       (flags & ELF_X ? LORIS_PROT_EXEC : 0);
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
		e = vm_map_file(mm, start, s->memsz + s->vaddr - start, elf_prot(s->flags),
				file->data + s->offset - before,
				s->filesz ? s->filesz + before : 0);
		if (e != OK)
			return e;
	}
	return OK;
}

static enum err map_stack(struct mm *mm, const char *block, size_t len)
{
	long at = vm_map(mm, STACK_LOW, STACK_HIGH - STACK_LOW, LORIS_PROT_READ | LORIS_PROT_WRITE);

	if (at < 0)
		return at == ERR_EXISTS ? ERR_NOT_ELF : (enum err)at;
	return copy_to_user(mm, STACK_HIGH - len, block, len);
}

static bool parse(const struct ramdisk_file *file, struct elf_image *image)
{
	enum elf_result r = elf_parse(file->data, file->size, USER_LOW, USER_TOP, image);

	if (r != ELF_OK)
		printk("%s: not a program: %s\n", file->name, elf_result_text(r));
	return r == ELF_OK;
}

static bool valid_block(const char *block, size_t len)
{
	return len > 1 && len <= LORIS_ARGS_MAX && block[0] && !block[len - 1];
}

static enum err build_space(struct mm *mm, const struct ramdisk_file *file,
			    const struct elf_image *image, const char *block, size_t len)
{
	enum err e = map_segments(mm, file, image);

	if (e == OK)
		e = map_stack(mm, block, len);
	if (e == ERR_NOT_ELF)
		printk("%s: not a program: it lies where the stack is\n", file->name);
	return e;
}

long process_spawn(struct process *parent, const char *block, size_t len)
{
	const struct ramdisk_file *file;
	struct elf_image image;
	struct process *p = NULL;
	struct thread *main;
	struct mm *mm;
	enum err e;
	int pid;

	if (!valid_block(block, len))
		return ERR_INVALID;
	file = ramdisk_find(block);
	if (!file)
		return ERR_NOT_FOUND;
	if (!parse(file, &image))
		return ERR_NOT_ELF;
	mm = mm_create(file->name);
	if (!mm)
		return ERR_NO_MEMORY;
	e = build_space(mm, file, &image, block, len);
	if (e == OK) {
		p = process_create(parent, file->name, mm, &main);
		e = p ? OK : ERR_NO_MEMORY;
	}
	if (e != OK) {
		mm_discard(mm);
		return e;
	}
	frame_init_user(&main->frame, image.entry, (STACK_HIGH - len) & ~15UL, 0, STACK_HIGH - len,
			len);
	pid = p->pid; /* it may be gone before thread_start() returns */
	thread_start(main);
	return pid;
}
