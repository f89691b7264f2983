/* SPDX-License-Identifier: MIT */
#include "lib/cpio.h"
#include "lib/string.h"

/* The header is text: the magic, then these fields of eight hexadecimal digits. */
enum field {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	FILESIZE,
	DEV_MAJOR,
	DEV_MINOR,
	RDEV_MAJOR,
	RDEV_MINOR,
	NAMESIZE,
	CHECK,
	FIELDS
};

#define MAGIC	    "070701"
#define MAGIC_LEN   6
#define HEADER_SIZE (MAGIC_LEN + 8 * FIELDS)
#define TRAILER	    "TRAILER!!!"

/* Names and data are padded to multiples of four, counted from the start of the archive. */
static size_t padded(size_t offset)
{
	return (offset + 3) & ~(size_t)3;
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum cpio_result read_fields(const uint8_t *digit, uint32_t value[FIELDS])
{
	for (int field = 0; field < FIELDS; field++) {
		value[field] = 0;
		for (int i = 0; i < 8; i++) {
			int nibble = hex_digit(*digit++);

			if (nibble < 0)
				return CPIO_BAD_FIELD;
			value[field] = value[field] << 4 | (uint32_t)nibble;
		}
	}
	return CPIO_ENTRY;
}

/* The magic is looked at first, so that a short file which is no archive is called just that. */
static enum cpio_result read_header(const uint8_t *header, size_t left, uint32_t value[FIELDS])
{
	if (memcmp(header, MAGIC, left < MAGIC_LEN ? left : MAGIC_LEN) != 0)
		return CPIO_BAD_MAGIC;
	if (left < HEADER_SIZE)
		return CPIO_TRUNCATED;
	return read_fields(header + MAGIC_LEN, value);
}

static enum cpio_result read_name(const uint8_t *name, size_t left, size_t size,
				  struct cpio_entry *out)
{
	if (size > left)
		return CPIO_TRUNCATED;
	if (size == 0 || name[0] == '\0' || name[size - 1] != '\0')
		return CPIO_BAD_NAME;
	out->name = (const char *)name;
	out->name_len = strlen(out->name);
	return strcmp(out->name, TRAILER) == 0 ? CPIO_END : CPIO_ENTRY;
}

enum cpio_result cpio_next(const struct cpio *archive, size_t *cursor, struct cpio_entry *out)
{
	size_t name = *cursor + HEADER_SIZE, data;
	uint32_t value[FIELDS];
	enum cpio_result result;

	if (archive->size == 0)
		return CPIO_END;
	if (*cursor >= archive->size)
		return CPIO_TRUNCATED;
	result = read_header(archive->base + *cursor, archive->size - *cursor, value);
	if (result != CPIO_ENTRY)
		return result;
	result = read_name(archive->base + name, archive->size - name, value[NAMESIZE], out);
	if (result != CPIO_ENTRY)
		return result;
	data = padded(name + value[NAMESIZE]);
	if (data > archive->size || value[FILESIZE] > archive->size - data)
		return CPIO_TRUNCATED;
	out->data = archive->base + data;
	out->size = value[FILESIZE];
	out->mode = value[MODE];
	out->offset = *cursor;
	*cursor = padded(data + out->size);
	return CPIO_ENTRY;
}

const char *cpio_plain_name(const char *name)
{
	for (;;) {
		if (name[0] == '/')
			name++;
		else if (name[0] == '.' && name[1] == '/')
			name += 2;
		else
			return name;
	}
}

const char *cpio_result_text(enum cpio_result result)
{
	static const char *const text[] = {
		[CPIO_ENTRY] = "entry",
		[CPIO_END] = "end of archive",
		[CPIO_TRUNCATED] = "archive is truncated",
		[CPIO_BAD_MAGIC] = "not a newc cpio archive, or damaged",
		[CPIO_BAD_FIELD] = "header with a digit that is not hexadecimal",
		[CPIO_BAD_NAME] = "entry with an empty or unterminated name",
	};

	return text[result];
}
