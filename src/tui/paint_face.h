/*
 * tui/paint_face.h - the photo as cells: 256 colours where the terminal has them, else
 * the two-tone rendering in the terminal's own colours; where the locale is not UTF-8,
 * grey levels as ASCII letters.
 */
#ifndef DDOPA_TUI_PAINT_FACE_H
#define DDOPA_TUI_PAINT_FACE_H

#include <curses.h>

#include "card/card.h"

void face_paint(WINDOW *win, int y, int x, const struct face *face);

#endif
