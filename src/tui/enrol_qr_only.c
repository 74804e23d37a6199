/*
 * The code alone: for a camera that wants it large, and for eyes that want nothing beside it.
 * No name, no number. Where the terminal cannot show the code the typed one stands here, large.
 */
#include "base/lang.h"
#include "tui/draw.h"
#include "tui/enrol_view.h"
#include "tui/paint_letters.h"
#include "tui/paint_qr.h"

static int middle(int room, int needed)
{
	return room > needed ? (room - needed) / 2 : 0;
}

static void draw_typed_alone(const char *typed, WINDOW *win)
{
	int columns = letters_width(getmaxx(win), typed);
	int rows = letters_code(NULL, 0, 0, columns, typed, 0);
	int y = middle(getmaxy(win), rows + 2);
	draw_centred(win, y, PAINT_TEXT, _("The citizen types this code in the D.DOPA app:"));
	letters_code(win, y + 2, middle(getmaxx(win), columns), columns, typed, 0);
}

void enrol_draw_qr_only(const struct enrol_screen *s, WINDOW *win)
{
	int rows = getmaxy(win), columns = getmaxx(win);
	const struct api_code *code = runner_view(s->runner)->code;
	enum qr_size size = s->has_qr ? qr_size_for(rows, columns) : QR_TOO_LARGE;
	if (size == QR_TWO_CELLS)
		qr_paint_large(
		    win, middle(rows, QR_LARGE_ROWS), middle(columns, QR_LARGE_COLUMNS), &s->qr);
	else if (size == QR_HALF_BLOCKS)
		qr_paint(win, middle(rows, QR_ROWS), middle(columns, QR_COLUMNS), &s->qr);
	else if (code)
		draw_typed_alone(code->typed, win);
}
