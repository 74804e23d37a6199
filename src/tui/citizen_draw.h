/*
 * tui/citizen_draw.h - a picture of tui/citizen.h as cells.
 */
#ifndef DDOPA_TUI_CITIZEN_DRAW_H
#define DDOPA_TUI_CITIZEN_DRAW_H

#include <curses.h>

#include "tui/citizen.h"

/* Paints the whole of win, which has at least 24 × 80 cells; now: monotonic ms. */
void citizen_draw(WINDOW *win, const struct citizen_picture *p, int64_t now);

#endif
