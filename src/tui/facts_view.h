/*
 * tui/facts_view.h - the list of facts (doctor/facts.h), which scrolls when it is longer than
 * the window.
 */
#ifndef DDOPA_TUI_FACTS_VIEW_H
#define DDOPA_TUI_FACTS_VIEW_H

#include "doctor/facts.h"
#include "tui/draw.h"

/* Draws from row `top` of the list on, in all of win; NULL only counts.
 * Returns the rows of the whole list. */
int facts_draw(const struct known_facts *s, WINDOW *win, int top);

#endif
