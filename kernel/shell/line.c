/* SPDX-License-Identifier: MIT */
/*
 * Line editing for a terminal that knows backspace, CR and ESC [ K. At the end of a line a typed
 * character is answered by just that character, so that a script sees what it typed.
 */
#include "kernel/shell/shell.h"
#include "kernel/console.h"
#include "kernel/printk.h"
#include "lib/string.h"

#define HISTORY_SIZE 32
#define CTRL(letter) (0x1f & (letter))
#define ESC	     27
#define DELETE	     127

/* Keys that arrive as several characters. */
enum key {
	KEY_NONE = 256,
	KEY_UP,
	KEY_DOWN,
	KEY_RIGHT,
	KEY_LEFT,
	KEY_HOME,
	KEY_END,
	KEY_DELETE,
};

static char *edited; /* the caller's line; always ends in NUL */
static size_t len, cursor;

static char history[HISTORY_SIZE][SHELL_LINE_SIZE]; /* a ring; entry n is at n % HISTORY_SIZE */
static unsigned history_end;			    /* entries ever */
static unsigned history_at;		 /* which one is shown; history_end: the new line */
static char unfinished[SHELL_LINE_SIZE]; /* the new line, while an old one is shown */

/* ---- the terminal ---------------------------------------------------------------------------- */

static void back(size_t n)
{
	while (n--)
		console_write("\b", 1);
}

/* Shows the line from `from`, where the terminal's cursor is, to its end, and goes to `cursor`. */
static void show_from(size_t from)
{
	console_printf("%s\033[K", edited + from);
	back(len - cursor);
}

static void move_to(size_t to)
{
	if (to > cursor)
		console_write(edited + cursor, to - cursor);
	else
		back(cursor - to);
	cursor = to;
}

/* ---- changes --------------------------------------------------------------------------------- */

static void insert(char c)
{
	if (len == SHELL_LINE_SIZE - 1) {
		console_write("\a", 1);
		return;
	}
	memmove(edited + cursor + 1, edited + cursor, len - cursor + 1);
	edited[cursor++] = c;
	len++;
	console_write(&c, 1);
	if (cursor < len)
		show_from(cursor);
}

/* Takes out [from, to); the cursor goes to `from`. */
static void cut(size_t from, size_t to)
{
	if (from == to)
		return;
	move_to(from);
	memmove(edited + from, edited + to, len - to + 1);
	len -= to - from;
	show_from(from);
}

static size_t word_start(void)
{
	size_t at = cursor;

	while (at && edited[at - 1] == ' ')
		at--;
	while (at && edited[at - 1] != ' ')
		at--;
	return at;
}

/* ---- history --------------------------------------------------------------------------------- */

static void replace_line(const char *with)
{
	move_to(0);
	len = strlen(with);
	memcpy(edited, with, len + 1);
	cursor = len;
	show_from(0);
}

static void browse(unsigned to)
{
	unsigned oldest = history_end > HISTORY_SIZE ? history_end - HISTORY_SIZE : 0;

	if (to < oldest || to > history_end || to == UINT32_MAX)
		return;
	if (history_at == history_end)
		memcpy(unfinished, edited, len + 1);
	history_at = to;
	replace_line(to == history_end ? unfinished : history[to % HISTORY_SIZE]);
}

static void remember(void)
{
	if (!len || (history_end && strcmp(history[(history_end - 1) % HISTORY_SIZE], edited) == 0))
		return;
	memcpy(history[history_end++ % HISTORY_SIZE], edited, len + 1);
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* ESC [ letter, ESC O letter, ESC [ digits ~ */
static int read_escape(void)
{
	static const int letters[] = {['A'] = KEY_UP,	['B'] = KEY_DOWN, ['C'] = KEY_RIGHT,
				      ['D'] = KEY_LEFT, ['F'] = KEY_END,  ['H'] = KEY_HOME};
	static const int digits[] = {['1'] = KEY_HOME,
				     ['3'] = KEY_DELETE,
				     ['4'] = KEY_END,
				     ['7'] = KEY_HOME,
				     ['8'] = KEY_END};
	int c = console_getc(), first;

	if (c != '[' && c != 'O')
		return KEY_NONE;
	first = console_getc();
	c = first;
	while ((c >= '0' && c <= '9') || c == ';')
		c = console_getc();
	if (c == '~' && first <= '8' && digits[first])
		return digits[first];
	if (c >= 'A' && c <= 'H' && letters[c])
		return letters[c];
	return KEY_NONE;
}

static int read_key(void)
{
	int c = console_getc();

	return c == ESC ? read_escape() : c;
}

static void press_tab(bool again)
{
	if (!complete(edited, cursor, again, insert))
		return;
	console_printf(SHELL_PROMPT "%s", edited);
	back(len - cursor);
}

static void clear_screen(void)
{
	console_printf("\033[H\033[2J" SHELL_PROMPT "%s", edited);
	back(len - cursor);
}

static void move_key(int key)
{
	if ((key == CTRL('B') || key == KEY_LEFT) && cursor)
		move_to(cursor - 1);
	else if ((key == CTRL('F') || key == KEY_RIGHT) && cursor < len)
		move_to(cursor + 1);
	else if (key == CTRL('A') || key == KEY_HOME)
		move_to(0);
	else if (key == CTRL('E') || key == KEY_END)
		move_to(len);
	else if (key == CTRL('P') || key == KEY_UP)
		browse(history_at - 1);
	else if (key == CTRL('N') || key == KEY_DOWN)
		browse(history_at + 1);
}

static void edit_key(int key)
{
	if ((key == CTRL('H') || key == DELETE) && cursor)
		cut(cursor - 1, cursor);
	else if (key == KEY_DELETE && cursor < len)
		cut(cursor, cursor + 1);
	else if (key == CTRL('U'))
		cut(0, cursor);
	else if (key == CTRL('K'))
		cut(cursor, len);
	else if (key == CTRL('W'))
		cut(word_start(), cursor);
	else if (key == CTRL('L'))
		clear_screen();
	else if (key >= ' ' && key < DELETE)
		insert((char)key);
	else
		move_key(key);
}

void line_read(char line[SHELL_LINE_SIZE])
{
	int key, last = KEY_NONE;

	edited = line;
	edited[0] = '\0';
	len = cursor = 0;
	history_at = history_end;
	console_printf(SHELL_PROMPT);
	for (;; last = key) {
		key = read_key();
		if (key == '\r' || key == '\n' || key == CTRL('C'))
			break;
		if (key == '\t')
			press_tab(last == '\t');
		else
			edit_key(key);
	}
	move_to(len);
	if (key == CTRL('C')) {
		console_printf("^C");
		edited[len = 0] = '\0';
	}
	console_printf("\n");
	remember();
}
