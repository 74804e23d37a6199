#include "qr/qr.h"

#include <qrencode.h>
#include <string.h>

static bool alphanumeric(const char *text)
{
	static const char allowed[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
	size_t len = strlen(text);
	return len > 0 && len <= QR_TEXT_MAX && strspn(text, allowed) == len;
}

/* The version is given as a minimum, so a short host gives the same size as a long one
 * and nothing beside the code moves. */
static QRcode *symbol_of(const char *text)
{
	QRinput *input = QRinput_new2(QR_VERSION, QR_ECLEVEL_M);
	if (!input)
		return NULL;
	QRcode *code = NULL;
	if (QRinput_append(input, QR_MODE_AN, (int)strlen(text), (const unsigned char *)text) == 0)
		code = QRcode_encodeInput(input);
	QRinput_free(input);
	return code;
}

static void copy_modules(struct qr *q, const QRcode *code)
{
	for (int row = 0; row < code->width; row++)
		for (int column = 0; column < code->width; column++)
			q->dark[row + QR_QUIET][column + QR_QUIET] =
			    code->data[row * code->width + column] & 1;
}

bool qr_encode(struct qr *q, const char *text)
{
	*q = (struct qr){0};
	if (!alphanumeric(text))
		return false;
	QRcode *code = symbol_of(text);
	if (!code)
		return false;
	bool fits = code->version == QR_VERSION;
	if (fits)
		copy_modules(q, code);
	QRcode_free(code);
	return fits;
}

struct qr_cell qr_cell_at(const struct qr *q, int row, int column)
{
	int below = 2 * row + 1;
	struct qr_cell cell = {
	    .top = q->dark[2 * row][column],
	    .bottom = below < QR_MODULES && q->dark[below][column],
	};
	cell.half = cell.top != cell.bottom;
	return cell;
}

static int colour(bool dark)
{
	return dark ? QR_BLACK_256 : QR_WHITE_256;
}

/* Every cell carries both colours: a reader that starts in the middle of a row, or a
 * theme that redefines the default pair, changes nothing. */
void qr_row_ansi(struct buf *out, const struct qr *q, int row)
{
	for (int column = 0; column < QR_COLUMNS; column++) {
		struct qr_cell cell = qr_cell_at(q, row, column);
		buf_printf(out, "\033[38;5;%d;48;5;%dm%s", colour(cell.bottom), colour(cell.top),
		    cell.half ? "\u2584" : " ");
	}
	buf_puts(out, "\033[0m");
}
