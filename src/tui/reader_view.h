/*
 * tui/reader_view.h - the reader and the reading of a chip in words, alike in the enrollment
 * and on the Match on Card screen.
 */
#ifndef DDOPA_TUI_READER_VIEW_H
#define DDOPA_TUI_READER_VIEW_H

#include <curses.h>

#include "enrol/runner.h"
#include "tui/screen.h"

/* How the reader stands, from row y on: ready, a card in it already, or trouble. */
void reader_draw(WINDOW *win, int y, const struct runner_view *view);
/* A line that says how far the reading is, or how long it took. */
void reading_draw(WINDOW *win, int y, const struct runner_view *view);
/* Without a reader it is not the citizen who is waited for: NULL where there is one. */
const char *reader_waiting(const struct runner_view *view);

#endif
