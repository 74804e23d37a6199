#include "tui/paint_qr.h"

#include "base/lang.h"
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

/* Two pairs are enough, where the modules agree the foreground is not seen: each change of
 * colours costs twenty bytes. */
static void paint_coloured(WINDOW *win, int y, int x, struct qr_cell cell, enum colours colours)
{
	int pair = palette_pair(colour(colours, !cell.top), colour(colours, cell.top));
	palette_cell(win, y, x, cell.half ? LOWER_HALF : ' ', A_NORMAL, pair);
}

static void paint(WINDOW *win, int y, int x, struct qr_cell cell)
{
	enum colours colours = palette_colours();
	if (colours == COLOURS_NONE)
		paint_plain(win, y, x, cell);
	else
		paint_coloured(win, y, x, cell, colours);
}

void qr_paint(WINDOW *win, int y, int x, const struct qr *qr)
{
	for (int row = 0; row < QR_ROWS; row++)
		for (int column = 0; column < QR_COLUMNS; column++)
			paint(win, y + row, x + column, qr_cell_at(qr, row, column));
}

static bool in_quiet_zone(int row, int column)
{
	return row < QR_QUIET || row >= QR_MODULES - QR_QUIET || column < QR_QUIET ||
	       column >= QR_MODULES - QR_QUIET;
}

/* A module is two blanks: without a foreground each change of colours costs half. The quiet
 * zone has the colours of the citizen's white ground, which then need not be painted twice. */
static void paint_module(WINDOW *win, int y, int x, bool dark, bool quiet)
{
	enum colours colours = palette_colours();
	struct qr_cell plain = {.top = dark, .bottom = dark};
	int pair = palette_pair(-1, colour(colours, dark));
	for (int i = 0; i < 2; i++)
		if (quiet || colours == COLOURS_NONE)
			paint(win, y, x + i, plain);
		else
			palette_cell(win, y, x + i, ' ', A_NORMAL, pair);
}

void qr_paint_large(WINDOW *win, int y, int x, const struct qr *qr)
{
	for (int row = 0; row < QR_LARGE_ROWS; row++)
		for (int column = 0; column < QR_MODULES; column++)
			paint_module(win, y + row, x + 2 * column, qr->dark[row][column],
			    in_quiet_zone(row, column));
}

enum qr_size qr_size_for(int rows, int columns)
{
	if (rows >= QR_LARGE_ROWS && columns >= QR_LARGE_COLUMNS)
		return QR_TWO_CELLS;
	return lang_utf8() && rows >= QR_ROWS && columns >= QR_COLUMNS ? QR_HALF_BLOCKS
								       : QR_TOO_LARGE;
}
