/*
 * tui/draw.h - text into cells. Whatever its source, a string passes one filter here:
 * control characters, bidi controls, zero-width code points and surplus marks never reach
 * ncurses (which lets some of them through), a text that begins with a combining mark
 * gets U+25CC before it, and everything is cut at a whole cluster. Where the locale is
 * not UTF-8, signs become their ASCII relatives and anything else a question mark.
 *
 * Cells are counted from the top left of the window, 0-based.
 */
#ifndef DDOPA_TUI_DRAW_H
#define DDOPA_TUI_DRAW_H

#include <curses.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "tui/palette.h"

#define DRAW_TEXT_SIZE 1024

/* Signs at the start of a line: they, not colours, say how it stands. */
#define SIGN_DONE   "✓"
#define SIGN_NOW    "▸"
#define SIGN_TO_DO  "·"
#define SIGN_FAILED "✗"

/* The filter. Returns the cells of out. */
int draw_clean(char *out, size_t size, const char *text);

/* Writes text in at most `cells` cells (cut with … when longer). Returns cells used. */
int draw_text(WINDOW *win, int y, int x, int cells, enum paint paint, const char *text);
int draw_format(WINDOW *win, int y, int x, int cells, enum paint paint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Ends at column `end` (exclusive). Returns the first column used. */
int draw_right(WINDOW *win, int y, int end, int cells, enum paint paint, const char *text);
void draw_centred(WINDOW *win, int y, enum paint paint, const char *text);

/* Wraps into lines of `cells`, at most `rows`; returns the rows used. win NULL: counts
 * only. */
struct box {
	int y, x, rows, cells;
	int top; /* rows above this one are counted, not drawn: scrolled away */
};
int draw_wrapped(WINDOW *win, struct box box, enum paint paint, const char *text);

/* What happened, why, what to do now, with the problem's id and context. Returns rows. Where
 * there are too few for all of it, what to do stands and why does not; a box that is
 * scrolled has all. */
int draw_problem(WINDOW *win, struct box box, const struct error *error);

/* "0:42", "1:02:03" of a span in ms. */
#define SPAN_SIZE 24
void span_format(char out[SPAN_SIZE], int64_t ms);

/* "61,204": thousands grouped. */

/* "14:05:12" of a real time, at UTC+7. */
#define HOUR_SIZE 16
void hour_format(char out[HOUR_SIZE], int64_t real_ms);

#endif
