/*
 * tui/graphics.h - the face photo as a picture beside ncurses' cells, where the configuration
 * asks for it (screen.graphics) and the terminal has said that it can: «4» in its answer to DA1
 * (DEC STD 070, ECMA-48 8.3.24) for sixel, «OK» to kitty's query. It is asked once, at the start,
 * and nothing waits for the answer: a terminal that says nothing gets the symbols, and so does
 * one whose locale is not UTF-8 (old consoles print a query that they do not know).
 *
 * ncurses knows nothing of the picture: below it stand U+00A0, which look blank, which it has no
 * reason to paint again, and which keep it from erasing up to the end of a line. The picture is
 * painted after the cells, and again after each erasing of the whole screen; it goes by such an
 * erasing (and kitty's own command) as soon as it is not to be shown: at another step or screen,
 * under help and lock, at the end. After a violent death of this process the parent erases
 * (main/terminal.h).
 */
#ifndef DDOPA_TUI_GRAPHICS_H
#define DDOPA_TUI_GRAPHICS_H

#include <curses.h>

#include "card/picture.h"

struct app;

struct graphics {
	enum picture_kind asked, can;
	const struct picture *wanted; /* in this painting, NULL: none */
	int wanted_y, wanted_x;	      /* in cells of the screen */
	bool shown;
	uint64_t shown_as; /* a check sum, to notice another one in its place */
};

/* After newterm(). */
void graphics_begin(struct app *app);
/* What the terminal said: of a sequence all between ESC and its end, "[?62;4c", "_Gi=31;OK". */
void graphics_answer(struct app *app, const char *answer);

/* While the window is drawn: it is to stand there, in place of cells. False: it cannot. */
bool graphics_want(struct app *app, WINDOW *win, const struct picture *picture, int y, int x);
/* Before all drawing; in place of doupdate() after it. */
void graphics_forget(struct app *app);
void graphics_update(struct app *app);
/* Before endwin(): none is left. */
void graphics_end(struct app *app);

#endif
