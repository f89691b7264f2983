/* SPDX-License-Identifier: MIT */
#include "user/servers/init/programs.h"
#include "lib/string.h"

#define MODE_TYPE 0170000
#define MODE_FILE 0100000
#define BUCKETS	  128

static struct program programs[PROGRAMS_MAX];
static unsigned count;
static struct program *bucket[BUCKETS];

static struct program **bucket_of(const char *name)
{
	uint32_t hash = 2166136261u;

	while (*name)
		hash = (hash ^ (uint8_t)*name++) * 16777619u;
	return &bucket[(hash ^ hash >> 16) % BUCKETS];
}

const struct program *program_find(const char *name)
{
	const struct program *p;

	name = cpio_plain_name(name);
	for (p = *bucket_of(name); p; p = p->next)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

/* ---- where a program's pages come from -------------------------------------------------------------- */

static unsigned protection(uint32_t flags)
{
	return (flags & ELF_R ? LORIS_PROT_READ : 0) | (flags & ELF_W ? LORIS_PROT_WRITE : 0) |
	       (flags & ELF_X ? LORIS_PROT_EXEC : 0);
}

/* Pages that nobody writes, all of whose bytes are the file's, are the ramdisk's own. */
static bool can_share(const struct elf_segment *s, const struct piece *piece)
{
	return !(s->flags & ELF_W) && s->filesz == s->memsz && piece->offset % LORIS_PAGE_SIZE == 0;
}

static struct piece piece_of(const struct elf_segment *s, uint64_t file_offset)
{
	uint64_t start = s->vaddr & ~(uint64_t)(LORIS_PAGE_SIZE - 1);
	uint64_t before = s->filesz ? s->vaddr - start : 0; /* of the file, in the same page */
	struct piece piece = {
		.start = start,
		.length = s->memsz + s->vaddr - start,
		.offset = file_offset + s->offset - before,
		.filled = s->filesz ? s->filesz + before : 0,
		.flags = protection(s->flags) | LORIS_MAP_PRIVATE,
	};

	if (can_share(s, &piece)) {
		piece.flags &= ~(unsigned)LORIS_MAP_PRIVATE;
		piece.filled = 0;
	}
	return piece;
}

static const char *lay_out(struct program *p, const struct elf_image *image, uint64_t file_offset)
{
	p->entry = image->entry;
	for (unsigned i = 0; i < image->segments; i++) {
		struct piece piece = piece_of(&image->segment[i], file_offset);

		if (piece.start < STACK_HIGH && piece.start + piece.length > STACK_LOW)
			return "it lies where the stack is";
		p->piece[p->pieces++] = piece;
	}
	return NULL;
}

/* ---- the archive ------------------------------------------------------------------------------------ */

static void look_at(struct program *p, const struct cpio_entry *file, uint64_t file_offset)
{
	struct elf_image image;
	enum elf_result r = elf_parse(file->data, file->size, USER_LOW, USER_HIGH, &image);

	p->problem = r == ELF_OK ? lay_out(p, &image, file_offset) : elf_result_text(r);
}

/* Left out are what the kernel leaves out, and says so (kernel/ramdisk.c). */
static void add(const struct cpio_entry *file, uint64_t file_offset)
{
	const char *name = cpio_plain_name(file->name);
	struct program *p = &programs[count], **head;
	size_t len = strnlen(name, LORIS_NAME_MAX);

	if ((file->mode & MODE_TYPE) != MODE_FILE || !len || len == LORIS_NAME_MAX ||
	    program_find(name))
		return;
	memcpy(p->name, name, len + 1);
	look_at(p, file, file_offset);
	head = bucket_of(p->name);
	p->next = *head;
	*head = p;
	count++;
}

void programs_load(const struct cpio *ramdisk)
{
	struct cpio_entry file;
	size_t cursor = 0;

	while (count < PROGRAMS_MAX && cpio_next(ramdisk, &cursor, &file) == CPIO_ENTRY)
		add(&file, (uint64_t)(file.data - ramdisk->base));
}
