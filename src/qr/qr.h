/*
 * qr/qr.h - the enrollment's code as terminal cells.
 *
 * protocol.md, «The QR code»: the address is alphanumeric and at most 61 characters, so
 * the symbol is always version 3 at level M: 29 modules and a quiet zone of 4 make 37, in
 * half blocks 37 columns by 19 rows. «Painting»: a cell whose two modules agree is a
 * space with that background; a mixed one is U+2584 (lower half block) with the lower
 * module's colour as foreground and the upper one's as background. Full and upper blocks
 * are never used: with fonts whose glyph is lower than the cell they no longer decode.
 *
 * Pure: text in, cells out. Both faces paint from it (tui/ through ncurses, batch/ as a
 * byte stream). Includes no other room but base/.
 */
#ifndef DDOPA_QR_QR_H
#define DDOPA_QR_QR_H

#include <stdbool.h>

#include "base/buf.h"

#define QR_VERSION   3
#define QR_QUIET     4			 /* light modules on each side, ISO/IEC 18004 */
#define QR_MODULES   (29 + 2 * QR_QUIET) /* 37 */
#define QR_COLUMNS   QR_MODULES
#define QR_ROWS	     ((QR_MODULES + 1) / 2) /* 19 */
#define QR_TEXT_MAX  61			    /* alphanumeric, version 3, level M */
#define QR_BLACK_256 16			    /* xterm's 256 colours; themes leave these alone */
#define QR_WHITE_256 231

struct qr {
	bool dark[QR_MODULES][QR_MODULES]; /* [row][column], quiet zone included */
};

/* One terminal cell. half false: a space, both modules are `top`. half true: U+2584,
 * background `top`, foreground `bottom`. true is dark. */
struct qr_cell {
	bool half;
	bool top;
	bool bottom;
};

/* False when text is empty, longer than QR_TEXT_MAX, not QR alphanumeric (0-9 A-Z space
 * $%*+-./:), or when memory ends. The code inside is a secret of its enrollment: wipe *q
 * once the code is dead. */
bool qr_encode(struct qr *q, const char *text);

/* row 0..QR_ROWS-1, column 0..QR_COLUMNS-1. The half row below the last one is light. */
struct qr_cell qr_cell_at(const struct qr *q, int row, int column);

/* One row as bytes for a terminal of 256 colours: SGR sequences, cells, SGR reset; no
 * line end. */
void qr_row_ansi(struct buf *out, const struct qr *q, int row);

#endif
