/*
 * tui/paint_letters.h - a code in letters of 5 × 7 dots, to be read from a step away and
 * typed. In half blocks a letter has 5 columns and 4 rows, where the locale is not UTF-8 a
 * cell a dot: 5 columns and 7 rows. As the QR code is painted (qr/qr.h): reversed spaces and
 * U+2584, never full or upper blocks.
 */
#ifndef DDOPA_TUI_PAINT_LETTERS_H
#define DDOPA_TUI_PAINT_LETTERS_H

#include <curses.h>

#define LETTER_COLUMNS	6 /* with the gap to the next */
#define LETTER_ROWS_MAX 7

int letters_rows(void); /* of one line, in this locale */

/* The typed code's symbols (0-9, A-Z, * ~ $ = and -); any other is left blank. At most `count`
 * of them, from (y, x) on; pair: of the two colours, 0: the terminal's own. */
void letters_paint(WINDOW *win, int y, int x, const char *text, int count, int pair);

/* The typed code (api_code's, "7KQ4-MX2P-9D-0") in as few lines as `columns` allow, broken
 * after its first or its first two parts of four, a blank row between two lines. Returns the
 * rows; win NULL: counts only. 0: there is not room for four symbols. */
int letters_code(WINDOW *win, int y, int x, int columns, const char *typed, int pair);
/* The columns that it then takes. */
int letters_width(int columns, const char *typed);

#endif
