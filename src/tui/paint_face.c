#include "tui/paint_face.h"

#include <stdlib.h>

#include "base/lang.h"
#include "tui/palette.h"

static bool wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR");
	return palette_colours() == COLOURS_256 && !(no_color && no_color[0]);
}

#define CUBE_FIRST 16  /* xterm's 6 × 6 × 6 colours */
#define GREY_FIRST 232 /* and its 24 greys */

static int channel(int level)
{
	return level > 0 ? 55 + 40 * level : 0;
}

/* 0-255; ITU-R BT.601's weights. */
static int brightness(int colour)
{
	if (colour >= GREY_FIRST)
		return 8 + 10 * (colour - GREY_FIRST);
	int cube = colour > CUBE_FIRST ? colour - CUBE_FIRST : 0;
	return (299 * channel(cube / 36) + 587 * channel(cube / 6 % 6) + 114 * channel(cube % 6)) /
	       1000;
}

/* Bright letters on a dark ground. */
static void paint_letter(WINDOW *win, int y, int x, const struct face_cell *cell)
{
	static const char ramp[] = " .:-=+*#%@";
	int mean = (brightness(cell->fg) + brightness(cell->bg)) / 2;
	palette_cell(win, y, x, (uint32_t)ramp[mean * 10 / 256], A_NORMAL, 0);
}

static void paint_symbol(WINDOW *win, int y, int x, const struct face_cell *cell, bool colour)
{
	int pair = colour ? palette_pair(cell->fg, cell->bg) : 0;
	palette_cell(win, y, x, cell->symbol, A_NORMAL, pair);
}

void face_paint(WINDOW *win, int y, int x, const struct face *face)
{
	bool colour = wants_colour();
	for (int row = 0; row < face->rows && row < CARD_FACE_ROWS; row++) {
		for (int column = 0; column < face->columns && column < CARD_FACE_COLUMNS;
		     column++) {
			const struct face_cell *rich = &face->cell[row][column];
			if (!lang_utf8())
				paint_letter(win, y + row, x + column, rich);
			else
				paint_symbol(win, y + row, x + column,
				    colour ? rich : &face->mono[row][column], colour);
		}
	}
}
