/*
 * tui/keyboard.h - what the terminal sends, as keys of tui/keys.h.
 */
#ifndef DDOPA_TUI_KEYBOARD_H
#define DDOPA_TUI_KEYBOARD_H

#include <curses.h>

/* After initscr(): raw keys, 50 ms for Esc, F1-F4 in the three encodings that terminals
 * send (VT220 CSI 1n~, xterm SS3 P-S, linux console CSI [ A-D), Home and End likewise.
 * Returns a pad to read from (reading from a window would paint it), NULL when memory
 * ends; delwin() when done. */
WINDOW *keyboard_open(void);

/* The next key, or 0 when there is none now; waits for the rest of an Esc sequence only
 * (50 ms). A key that this program has no name for is TK_UNKNOWN. */
int keyboard_read(WINDOW *pad);

#endif
