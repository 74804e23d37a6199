/*
 * tests/tui/terminal.h - ncurses for a unit test: a terminal of 80×24 that nobody looks at,
 * of the type that is named; both languages.
 */
#ifndef DDOPA_TESTS_TUI_TERMINAL_H
#define DDOPA_TESTS_TUI_TERMINAL_H

#include <curses.h>

SCREEN *terminal_begin(const char *type, int rows, int columns);
void terminal_end(SCREEN *screen);

/* The cells (y, x)… of win as UTF-8, blanks at the end left out. */
void terminal_row(char *out, size_t size, WINDOW *win, int y);

#endif
