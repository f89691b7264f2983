/* SPDX-License-Identifier: MIT */
#include "lib/elf.h"
#include "lib/string.h"

/* ELF-64 object file format, figures 2 and 6; read as they lie, since every machine that builds
   this is little-endian. */
struct header {
	uint8_t magic[4], class, data, version, rest[9];
	uint16_t type, machine;
	uint32_t version_again;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct program_header {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

_Static_assert(sizeof(struct header) == 64, "ELF header as in the file");
_Static_assert(sizeof(struct program_header) == 56, "program header as in the file");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "fields are not swapped");

#define CLASS_64      2
#define DATA_LITTLE   1
#define VERSION	      1
#define TYPE_EXEC     2
#define MACHINE_RISCV 243
#define PHEADER_LOAD  1

static enum elf_result check_header(const struct header *h, size_t size)
{
	if (h->class != CLASS_64 || h->data != DATA_LITTLE || h->version != VERSION)
		return ELF_BAD_CLASS;
	if (h->machine != MACHINE_RISCV)
		return ELF_BAD_MACHINE;
	if (h->type != TYPE_EXEC)
		return ELF_BAD_TYPE;
	if (h->phentsize != sizeof(struct program_header) && h->phnum != 0)
		return ELF_BAD_TABLE;
	if (h->phoff > size || (size - h->phoff) / sizeof(struct program_header) < h->phnum)
		return ELF_BAD_TABLE;
	return ELF_OK;
}

static enum elf_result check_segment(const struct program_header *p, size_t size, uint64_t lo,
				     uint64_t hi)
{
	if (p->filesz > p->memsz)
		return ELF_BAD_SIZE;
	/* Linkers give a segment without bytes an offset that may lie beyond the file. */
	if (p->filesz && (p->offset > size || p->filesz > size - p->offset))
		return ELF_BEYOND_FILE;
	if (p->vaddr < lo || p->vaddr > hi || p->memsz > hi - p->vaddr)
		return ELF_BAD_ADDRESS;
	if ((p->vaddr ^ p->offset) % ELF_PAGE_SIZE)
		return ELF_MISALIGNED;
	if (p->flags & ELF_W && p->flags & ELF_X)
		return ELF_WRITE_EXEC;
	return ELF_OK;
}

static uint64_t last_page(const struct elf_segment *s)
{
	return (s->vaddr + s->memsz - 1) / ELF_PAGE_SIZE;
}

/* Puts the segment where it belongs by address; there is room. */
static enum elf_result insert(struct elf_image *image, const struct program_header *p)
{
	struct elf_segment *s = &image->segment[image->segments++];

	for (; s > image->segment && s[-1].vaddr > p->vaddr; s--)
		s[0] = s[-1];
	*s = (struct elf_segment){
		.vaddr = p->vaddr,
		.memsz = p->memsz,
		.filesz = p->filesz,
		.offset = p->filesz ? p->offset : 0,
		.flags = p->flags & (ELF_R | ELF_W | ELF_X),
	};
	if (s > image->segment && last_page(s - 1) >= s->vaddr / ELF_PAGE_SIZE)
		return ELF_OVERLAP;
	if (s < &image->segment[image->segments - 1] && last_page(s) >= s[1].vaddr / ELF_PAGE_SIZE)
		return ELF_OVERLAP;
	return ELF_OK;
}

static enum elf_result read_segments(const uint8_t *file, size_t size, const struct header *h,
				     uint64_t lo, uint64_t hi, struct elf_image *out)
{
	for (unsigned i = 0; i < h->phnum; i++) {
		struct program_header p;
		enum elf_result result;

		memcpy(&p, file + h->phoff + i * sizeof(p), sizeof(p));
		if (p.type != PHEADER_LOAD || (p.memsz == 0 && p.filesz == 0))
			continue; /* linkers leave empty segments behind, at any address */
		result = check_segment(&p, size, lo, hi);
		if (result != ELF_OK)
			return result;
		if (out->segments == ELF_SEGMENTS_MAX)
			return ELF_TOO_MANY_SEGMENTS;
		result = insert(out, &p);
		if (result != ELF_OK)
			return result;
	}
	return out->segments ? ELF_OK : ELF_NO_SEGMENT;
}

static enum elf_result check_entry(const struct elf_image *image)
{
	for (unsigned i = 0; i < image->segments; i++) {
		const struct elf_segment *s = &image->segment[i];

		if (s->flags & ELF_X && image->entry - s->vaddr < s->memsz)
			return image->entry % 2 ? ELF_BAD_ENTRY : ELF_OK;
	}
	return ELF_BAD_ENTRY;
}

enum elf_result elf_parse(const void *file, size_t size, uint64_t lo, uint64_t hi,
			  struct elf_image *out)
{
	struct header h;
	enum elf_result result;

	/* As with the archive: what is no ELF file at all is called that, however short. */
	if (memcmp(file, "\177ELF", size < 4 ? size : 4) != 0)
		return ELF_BAD_MAGIC;
	if (size < sizeof(h))
		return ELF_TRUNCATED;
	memcpy(&h, file, sizeof(h));
	result = check_header(&h, size);
	if (result != ELF_OK)
		return result;
	out->entry = h.entry;
	out->segments = 0;
	result = read_segments(file, size, &h, lo, hi, out);
	if (result != ELF_OK)
		return result;
	return check_entry(out);
}

const char *elf_result_text(enum elf_result result)
{
	static const char *const text[] = {
		[ELF_OK] = "a program",
		[ELF_TRUNCATED] = "truncated",
		[ELF_BAD_MAGIC] = "not an ELF file",
		[ELF_BAD_CLASS] = "not 64-bit little-endian",
		[ELF_BAD_MACHINE] = "for another machine than RISC-V",
		[ELF_BAD_TYPE] = "not an executable linked to fixed addresses",
		[ELF_BAD_TABLE] = "bad program header table",
		[ELF_TOO_MANY_SEGMENTS] = "too many segments",
		[ELF_NO_SEGMENT] = "no segment to load",
		[ELF_BEYOND_FILE] = "segment beyond the end of the file",
		[ELF_BAD_SIZE] = "segment larger in the file than in memory",
		[ELF_BAD_ADDRESS] = "segment outside of user memory",
		[ELF_MISALIGNED] = "segment misaligned",
		[ELF_WRITE_EXEC] = "segment both writable and executable",
		[ELF_OVERLAP] = "segments overlap or share a page",
		[ELF_BAD_ENTRY] = "entry outside of executable memory",
	};

	return text[result];
}
