#include "tui/paint_qr.h"

#include "tui/palette.h"

#define LOWER_HALF 0x2584

static int colour(enum colours colours, bool dark)
{
	if (colours == COLOURS_256)
		return dark ? QR_BLACK_256 : QR_WHITE_256;
	return dark ? COLOR_BLACK : COLOR_WHITE;
}

/* Without colours a plain cell stands for dark and a reversed one for light, on a
 * terminal that writes bright on dark; a camera reads the opposite as well. */
static void paint_plain(WINDOW *win, int y, int x, struct qr_cell cell)
{
	palette_cell(win, y, x, cell.half ? LOWER_HALF : ' ', cell.top ? A_NORMAL : A_REVERSE, 0);
}

static void paint_coloured(WINDOW *win, int y, int x, struct qr_cell cell, enum colours colours)
{
	int pair = palette_pair(colour(colours, cell.bottom), colour(colours, cell.top));
	palette_cell(win, y, x, cell.half ? LOWER_HALF : ' ', A_NORMAL, pair);
}

void qr_paint(WINDOW *win, int y, int x, const struct qr *qr)
{
	enum colours colours = palette_colours();
	for (int row = 0; row < QR_ROWS; row++) {
		for (int column = 0; column < QR_COLUMNS; column++) {
			struct qr_cell cell = qr_cell_at(qr, row, column);
			if (colours == COLOURS_NONE)
				paint_plain(win, y + row, x + column, cell);
			else
				paint_coloured(win, y + row, x + column, cell, colours);
		}
	}
}
