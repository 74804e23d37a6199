/*
 * tui/keyboard.h - what the terminal sends, as keys of tui/keys.h.
 */
#ifndef DDOPA_TUI_KEYBOARD_H
#define DDOPA_TUI_KEYBOARD_H

#include <curses.h>
#include <stdbool.h>
#include <stdio.h>

#define KEYBOARD_ANSWER 64

struct keyboard {
	WINDOW *pad; /* to read from: reading from a window would paint it */
	FILE *terminal;
	char bytes[4]; /* the beginning of a character whose rest is still to come */
	size_t have;
	char answer[KEYBOARD_ANSWER]; /* with TK_ANSWER: all after the ESC but the end (ST) of a
				       * string, printable ASCII; cut where it is too long */
};

/* After newterm(), for the terminal that it writes to: raw keys, an Esc known after 25 ms,
 * F1-F4 in the three encodings that terminals send (VT220 CSI 1n~, xterm SS3 P-S, linux
 * console CSI [ A-D), Home and End in theirs, the number pad also in application mode (SS3
 * p-y, SS3 M), bracketed paste on. False when memory ends. */
bool keyboard_open(struct keyboard *k, FILE *terminal);
/* Before endwin(): pasting as it was. Nothing where it is not open. */
void keyboard_close(struct keyboard *k);

/* The next key, or 0 when there is none now; waits for the rest of an Esc sequence only
 * (25 ms). A key that this program has no name for is TK_UNKNOWN, and so is each whole
 * sequence that it does not know; what a terminal answers when it is asked (CSI ? …, APC, DCS, OSC)
 * is TK_ANSWER. What is pasted stands between TK_PASTE_BEGIN and
 * TK_PASTE_END. */
int keyboard_read(struct keyboard *k);

#endif
