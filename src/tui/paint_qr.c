#include "tui/paint_qr.h"

#include <limits.h>

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

/* bare: a blank whose background alone is named. */
static void paint(WINDOW *win, int y, int x, struct qr_cell cell, bool bare)
{
	enum colours colours = palette_colours();
	int fg = bare ? -1 : colour(colours, !cell.top);
	if (colours == COLOURS_NONE)
		paint_plain(win, y, x, cell);
	else
		palette_cell(win, y, x, cell.half ? LOWER_HALF : ' ', A_NORMAL,
		    palette_pair(fg, colour(colours, cell.top)));
}

/* ---- with few bytes ---- */

/* A blank may be bare: its background named, its foreground not, which nobody sees. What a
 * change of colours costs on the line: both named, the background alone between bare cells, and
 * the return from a foreground to none. */
struct price {
	int both, ground, bare;
};

static const struct price prices[] = {
    [COLOURS_8] = {.both = 10, .ground = 5, .bare = 13},
    [COLOURS_256] = {.both = 21, .ground = 11, .bare = 19},
};

static int step_price(const struct price *p, bool was_bare, bool bare, bool change)
{
	if (was_bare != bare)
		return bare ? p->bare : p->both;
	return change ? (bare ? p->ground : p->both) : 0;
}

struct way {
	int cost[2];		      /* of the row up to here; [1]: this cell is bare */
	bool was_bare[QR_COLUMNS][2]; /* the cell before on the cheapest way to this one */
};

static void way_step(struct way *w, const struct price *p, int x, struct qr_cell cell, bool change)
{
	int cost[2];
	for (int bare = 0; bare < 2; bare++) {
		int named = w->cost[0] + step_price(p, false, bare, change);
		int from_bare = w->cost[1] + step_price(p, true, bare, change);
		w->was_bare[x][bare] = from_bare < named;
		cost[bare] = from_bare < named ? from_bare : named;
	}
	w->cost[0] = cost[0];
	w->cost[1] = cell.half ? INT_MAX / 2 : cost[1];
}

/* Which blanks of a row are best left bare. */
static void choose_bare(bool bare[QR_COLUMNS], const struct qr *qr, int row, const struct price *p)
{
	struct way w = {.cost = {p->both, p->ground}};
	for (int x = 1; x < QR_COLUMNS; x++) {
		struct qr_cell cell = qr_cell_at(qr, row, x);
		way_step(&w, p, x, cell, cell.top != qr_cell_at(qr, row, x - 1).top);
	}
	bool now = w.cost[1] < w.cost[0];
	for (int x = QR_COLUMNS - 1; x >= 0; x--) {
		bare[x] = now;
		now = w.was_bare[x][now];
	}
}

/* ---- codes ---- */

void qr_paint(WINDOW *win, int y, int x, const struct qr *qr)
{
	const struct price *price = &prices[palette_colours()];
	for (int row = 0; row < QR_ROWS; row++) {
		bool bare[QR_COLUMNS];
		choose_bare(bare, qr, row, price);
		for (int column = 0; column < QR_COLUMNS; column++)
			paint(win, y + row, x + column, qr_cell_at(qr, row, column), bare[column]);
	}
}

static bool in_quiet_zone(int row, int column)
{
	return row < QR_QUIET || row >= QR_MODULES - QR_QUIET || column < QR_QUIET ||
	       column >= QR_MODULES - QR_QUIET;
}

/* A module is two blanks, bare as well. The quiet zone has the colours of the citizen's white
 * ground, which then need not be painted twice. */
void qr_paint_large(WINDOW *win, int y, int x, const struct qr *qr)
{
	for (int row = 0; row < QR_LARGE_ROWS; row++)
		for (int column = 0; column < QR_LARGE_COLUMNS; column++) {
			bool dark = qr->dark[row][column / 2];
			paint(win, y + row, x + column,
			    (struct qr_cell){.top = dark, .bottom = dark},
			    !in_quiet_zone(row, column / 2));
		}
}

enum qr_size qr_size_for(int rows, int columns)
{
	if (rows >= QR_LARGE_ROWS && columns >= QR_LARGE_COLUMNS)
		return QR_TWO_CELLS;
	return lang_utf8() && rows >= QR_ROWS && columns >= QR_COLUMNS ? QR_HALF_BLOCKS
								       : QR_TOO_LARGE;
}
