/*
 * tui/fingers_view.h - fingers in words: how each stands in the chip, why one cannot be
 * chosen, and what the citizen should do at the sensor. Shared by the enrollment and the
 * Match on Card screen, so that both say the same.
 */
#ifndef DDOPA_TUI_FINGERS_VIEW_H
#define DDOPA_TUI_FINGERS_VIEW_H

#include <curses.h>
#include <stddef.h>

#include "enrol/runner.h"
#include "tui/palette.h"
#include "tui/screen.h"

/* How a finger stands in the chip, as the chip tells without spending a try. */
enum standing {
	STANDING_GOOD,
	STANDING_LAST, /* one try left */
	STANDING_EMPTY,
	STANDING_DAMAGED,
	STANDING_LOCKED
};
enum standing finger_standing(const struct finger_state *f);
/* It can be matched: stored, and a try is left. */
bool finger_usable(const struct finger_state *f);
/* Its place in the chip is free: empty, or damaged. */
bool finger_storable(const struct finger_state *f);

const char *finger_word(enum finger finger);  /* "right" */
const char *finger_title(enum finger finger); /* "Right index finger" */
const char *absence_words(enum finger_absence a);

#define FINGER_TEXT_SIZE 192
/* "3 tries", "last try", "empty", "damaged", "locked". */
void finger_standing_text(char *out, size_t size, const struct finger_state *f);
/* "right 3 tries · left locked". */
void fingers_line(char *out, size_t size, const struct finger_states *states);
/* Why this finger cannot be matched, as a msgid; NULL: it can. */
const char *finger_why_not(const struct finger_states *states, enum finger finger);

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
