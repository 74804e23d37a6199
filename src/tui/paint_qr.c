#include "tui/paint_qr.h"

#include "base/lang.h"
#include "tui/palette.h"

#define LOWER_HALF 0x2584

/* The colours of a light cell with a dark lower half; a dark one has them exchanged. Without any
 * a plain cell stands for dark and a reversed one for light, on a terminal that writes bright on
 * dark; a camera reads the opposite as well. */
static attr_t look_of(bool dark, int *pair)
{
	enum colours colours = palette_colours();
	*pair = 0;
	if (colours == COLOURS_NONE)
		return dark ? A_NORMAL : A_REVERSE;
	if (colours == COLOURS_256)
		return palette_two(QR_BLACK_256, QR_WHITE_256, dark, pair);
	return palette_two(COLOR_BLACK, COLOR_WHITE, dark, pair);
}

static void paint(WINDOW *win, int y, int x, struct qr_cell cell)
{
	int pair = 0;
	attr_t attributes = look_of(cell.top, &pair);
	palette_cell(win, y, x, cell.half ? LOWER_HALF : ' ', attributes, pair);
}

/* ---- codes ---- */

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

/* Whether the window's ground is in the code's light colours already. */
static bool on_light_ground(WINDOW *win)
{
	cchar_t ground;
	wchar_t text[CCHARW_MAX + 1];
	attr_t attributes;
	short short_pair = 0;
	int pair = 0, light = 0;
	look_of(false, &light);
	return wgetbkgrnd(win, &ground) == OK &&
	       getcchar(&ground, text, &attributes, &short_pair, &pair) == OK && pair > 0 &&
	       pair == light;
}

/* A module is two blanks. A light ground is a quiet zone by itself. */
void qr_paint_large(WINDOW *win, int y, int x, const struct qr *qr)
{
	bool light = on_light_ground(win);
	for (int row = 0; row < QR_LARGE_ROWS; row++)
		for (int column = 0; column < QR_LARGE_COLUMNS; column++) {
			bool dark = qr->dark[row][column / 2];
			if (!light || !in_quiet_zone(row, column / 2))
				paint(win, y + row, x + column,
				    (struct qr_cell){.top = dark, .bottom = dark});
		}
}

enum qr_size qr_size_for(int rows, int columns)
{
	if (rows >= QR_LARGE_ROWS && columns >= QR_LARGE_COLUMNS)
		return QR_TWO_CELLS;
	return lang_utf8() && rows >= QR_ROWS && columns >= QR_COLUMNS ? QR_HALF_BLOCKS
								       : QR_TOO_LARGE;
}
