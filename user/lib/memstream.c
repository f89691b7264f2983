// SPDX-License-Identifier: MIT
/* Streams that write into memory, which grows. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <stdio-bufio.h>

#define FIRST_ROOM 128

struct memory_stream {
	struct __file_ext ext; /* first: a FILE * points here */
	char **at;	       /* the caller's: where the bytes are */
	size_t *len;	       /* and how many */
	size_t end, position, room;
};

static int have_room(struct memory_stream *m, size_t wanted)
{
	size_t room = m->room;
	char *more;

	while (room < wanted)
		room *= 2;
	if (room == m->room)
		return 0;
	more = realloc(*m->at, room);
	if (!more)
		return -1;
	memset(more + m->room, 0, room - m->room);
	*m->at = more;
	m->room = room;
	return 0;
}

/* Behind the last byte there is always a NUL. */
static int put(char c, FILE *file)
{
	struct memory_stream *m = (struct memory_stream *)file;

	if (have_room(m, m->position + 2) < 0)
		return _FDEV_ERR;
	(*m->at)[m->position++] = c;
	if (m->end < m->position)
		m->end = m->position;
	*m->len = m->position;
	return (unsigned char)c;
}

static off_t seek(FILE *file, off_t by, int whence)
{
	struct memory_stream *m = (struct memory_stream *)file;
	off_t from = whence == SEEK_SET ? 0 : (off_t)(whence == SEEK_CUR ? m->position : m->end);

	if (by < -from || by > (off_t)1 << 40) {
		errno = EINVAL;
		return -1;
	}
	m->position = (size_t)(from + by);
	*m->len = m->position < m->end ? m->position : m->end;
	return from + by;
}

static int close_memory(FILE *file)
{
	free(file);
	return 0;
}

FILE *open_memstream(char **at, size_t *len)
{
	struct memory_stream *m = calloc(1, sizeof(*m));

	*at = calloc(1, FIRST_ROOM);
	*len = 0;
	if (!m || !*at) {
		free(*at);
		free(m);
		*at = NULL;
		return NULL;
	}
	m->ext =
		(struct __file_ext)FDEV_SETUP_EXT(put, NULL, NULL, close_memory, seek, NULL, __SWR);
	m->at = at;
	m->len = len;
	m->room = FIRST_ROOM;
	return &m->ext.cfile.file;
}
