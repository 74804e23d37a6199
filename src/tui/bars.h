/*
 * tui/bars.h - a bar chart by hour of the day: each bar with its number, so that nothing
 * depends on reading its height. Hours outside office hours are left out where they are empty.
 */
#ifndef DDOPA_TUI_BARS_H
#define DDOPA_TUI_BARS_H

#include <curses.h>

#define BARS_HOURS  24
#define BARS_OPENS  8  /* shown from here ... */
#define BARS_CLOSES 16 /* ... to here, wider where something stands outside */
#define BARS_ROWS   5  /* the number, three rows of bar, the hour */

void bars_draw(WINDOW *win, int y, int x, int cells, const long count[BARS_HOURS]);
/* The same in one row: "09 ▂ 4  10 ▅ 9"; empty hours are left out when there is no room. */
void bars_line(WINDOW *win, int y, int x, int cells, const long count[BARS_HOURS]);

#endif
