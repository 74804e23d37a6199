/*
 * tui/paint_qr.h - the code as cells, as protocol.md «Painting» says: modules that agree
 * are a space with that background, mixed ones U+2584 with both colours; 16 and 231 of
 * 256 colours, else 0 and 7, reverse video without colours. Black on white whatever the
 * theme, and NO_COLOR too: the code is no decoration.
 */
#ifndef DDOPA_TUI_PAINT_QR_H
#define DDOPA_TUI_PAINT_QR_H

#include <curses.h>

#include "qr/qr.h"

/* QR_ROWS × QR_COLUMNS cells from (y, x) on. */
void qr_paint(WINDOW *win, int y, int x, const struct qr *qr);

#endif
