/*
 * tui/person_view.h - a person as read from the chip: identity and photo in fixed places,
 * the same on every screen that shows them.
 */
#ifndef DDOPA_TUI_PERSON_VIEW_H
#define DDOPA_TUI_PERSON_VIEW_H

#include <curses.h>

#include "card/card.h"
#include "tui/app.h"

#define PERSON_X     1
#define PERSON_CELLS 53
#define PERSON_ROWS  8 /* ordinary names and addresses need no more */
#define PHOTO_X	     55
#define PHOTO_ROWS   CARD_FACE_ROWS

/* Masked unless `whole`. */
void person_number(char out[CITIZEN_NUMBER_SHOWN], const struct citizen_number *n, bool whole);
/* From row 0 on; the number as tui/unmask.h says. Returns the row below it: PERSON_ROWS, later only
 * where a card needs it. */
int person_draw(struct app *app, WINDOW *win, const struct card_text *text);
/* From row 0 on, as a picture where that may be (tui/graphics.h). face NULL: its place, with
 * `note` in it. */
void person_photo(struct app *app, WINDOW *win, const struct face *face, const char *note);

#endif
