#include "tui/paint_face.h"

#include <stdlib.h>

#include "tui/palette.h"

static bool wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR");
	return palette_colours() == COLOURS_256 && !(no_color && no_color[0]);
}

void face_paint(WINDOW *win, int y, int x, const struct face *face)
{
	bool colour = wants_colour();
	for (int row = 0; row < face->rows && row < CARD_FACE_ROWS; row++) {
		for (int column = 0; column < face->columns && column < CARD_FACE_COLUMNS;
		     column++) {
			const struct face_cell *cell =
			    colour ? &face->cell[row][column] : &face->mono[row][column];
			int pair = colour ? palette_pair(cell->fg, cell->bg) : 0;
			palette_cell(win, y + row, x + column, cell->symbol, A_NORMAL, pair);
		}
	}
}
