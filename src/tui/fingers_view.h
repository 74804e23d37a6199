/*
 * tui/fingers_view.h - fingers on the screen: how both stand in the chip (enrol/finger.h),
 * the choice between them, and what the citizen should do at the sensor. Shared by the enrollment
 * and the Match on Card screen, so that both say the same.
 */
#ifndef DDOPA_TUI_FINGERS_VIEW_H
#define DDOPA_TUI_FINGERS_VIEW_H

#include <curses.h>
#include <stddef.h>

#include "enrol/finger.h"
#include "enrol/runner.h"
#include "tui/palette.h"
#include "tui/screen.h"

const char *finger_word(enum finger finger); /* "right" */
/* "right 3 tries · left locked". */
void fingers_line(char *out, size_t size, const struct finger_states *states);
/* "[R] right index finger" of a choice, and where it cannot be taken, why in a word:
 * returns the cells used. */
int finger_choice_draw(
    WINDOW *win, int y, int x, const struct finger_states *states, enum finger finger);

/* At the sensor. What to do in large letters across the window, rows y to y + 2. */
#define GUIDE_ROWS 3
void guide_draw(WINDOW *win, int y, const struct runner_view *view, enum finger finger);
/* What is waited for at the sensor, and what to tell the citizen. */
void guide_waiting(const struct runner_view *view, enum finger finger, struct waiting *w);

/* A bar of three rows with one line of text in the middle. */
void bar_draw(WINDOW *win, int y, enum paint paint, const char *text);

#endif
