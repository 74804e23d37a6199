/*
 * main/terminal.c - the terminal's settings, kept and given back.
 *
 * The sequences are ECMA-48's and xterm's, not terminfo's: what a terminal does not know it
 * ignores, and terminfo is nothing that a parent should parse.
 */
#include "main/terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "card/picture.h"

/* A picture may have been cut off: its control string ends first. */
static const char string_end[] = "\033\\";

/* Attributes off, screen erased while it is still the painted one, keypad and pasting as
 * before, back from the alternate screen, cursor shown. */
static const char reset[] = "\033[0m\033[H\033[2J\033[?1l\033>\033[?2004l\033[?1049l\033[?25h";

/* Without an alternate screen what was painted has scrolled into the terminal's memory. Types
 * that begin so: linux-16color, vt102, ansi-m. */
static const char erase_memory[] = "\033[3J";
static const char *const without_alternate[] = {"linux", "vt", "ansi"};

void terminal_keep(struct terminal *t)
{
	t->fd = -1;
	for (int fd = STDIN_FILENO; fd <= STDOUT_FILENO && t->fd < 0; fd++)
		if (isatty(fd) && tcgetattr(fd, &t->settings) == 0)
			t->fd = fd;
}

void terminal_give_back(const struct terminal *t)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;

	if (t->fd < 0)
		return;
	/* In the background tcsetattr would stop us; and never wait for output to drain: it
	 * may have been halted by Ctrl-S. */
	sigaction(SIGTTOU, &ignore, &before);
	tcsetattr(t->fd, TCSANOW, &t->settings);
	sigaction(SIGTTOU, &before, NULL);
}

static void put(const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		const ssize_t n = write(STDOUT_FILENO, text, left);

		if (n <= 0)
			return;
		text += n;
		left -= (size_t)n;
	}
}

void terminal_clear(bool kitty)
{
	const char *term = getenv("TERM");

	if (!isatty(STDOUT_FILENO))
		return;
	put(string_end);
	if (kitty)
		put(PICTURE_KITTY_REMOVE);
	put(reset);
	for (size_t i = 0; i < sizeof without_alternate / sizeof *without_alternate; i++)
		if (term != NULL &&
		    strncmp(term, without_alternate[i], strlen(without_alternate[i])) == 0)
			put(erase_memory);
}
