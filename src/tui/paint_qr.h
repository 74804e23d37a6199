/*
 * tui/paint_qr.h - the code as cells, as protocol.md «Painting» says: modules that agree
 * are a space with that background, mixed ones U+2584 with both colours; 16 and 231 of
 * 256 colours, else 0 and 7, reverse video without colours. Black on white whatever the
 * theme, and NO_COLOR too: the code is no decoration. Both colours are named once for a run of
 * cells, and exchanged from there on (palette_two()): a third of the bytes.
 */
#ifndef DDOPA_TUI_PAINT_QR_H
#define DDOPA_TUI_PAINT_QR_H

#include <curses.h>

#include "qr/qr.h"

#define QR_LARGE_COLUMNS (2 * QR_MODULES) /* 74 */
#define QR_LARGE_ROWS	 QR_MODULES	  /* 37 */

/* QR_ROWS × QR_COLUMNS cells from (y, x) on. */
void qr_paint(WINDOW *win, int y, int x, const struct qr *qr);
/* A module as two spaces: QR_LARGE_ROWS × QR_LARGE_COLUMNS cells, on any terminal that has
 * colours or reverse video («ASCII»: no sign beyond it is sent). */
void qr_paint_large(WINDOW *win, int y, int x, const struct qr *qr);

/* The largest of both that so many cells hold and this locale can show. */
enum qr_size { QR_TOO_LARGE, QR_HALF_BLOCKS, QR_TWO_CELLS };
enum qr_size qr_size_for(int rows, int columns);

#endif
