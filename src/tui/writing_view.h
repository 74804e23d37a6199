/*
 * tui/writing_view.h - how the dialog about fingers looks (tui/finger_dialog.h): the question
 * which fingers to store, the second officer, the progress of each finger, the guidance at
 * the sensor, «do not remove the card», and trouble with what to do. Drawn below the person,
 * beside the photo, alike in the enrollment and on the Match on Card screen.
 */
#ifndef DDOPA_TUI_WRITING_VIEW_H
#define DDOPA_TUI_WRITING_VIEW_H

#include <curses.h>

#include "tui/finger_dialog.h"

/* Rows beside the photo; below them trouble and guidance stand across the screen. */
#define WRITING_ROWS 6

/* From row `top` to the last of the content. The dialog is active, and not in LAST_TRY. */
void writing_draw(struct app *app, const struct finger_dialog *d, WINDOW *win, int top);
/* LAST_TRY: the field where the digits are typed in row y, the warning below it. */
void last_try_draw(struct app *app, const struct finger_dialog *d, WINDOW *win, int y);
/* Why the last key did nothing; false: nothing is to be said. */
bool denied_draw(const struct finger_dialog *d, WINDOW *win, int y);
/* Where that is short it is told in the line that tells what is waited for, until the next key. */
void denied_tell(struct app *app, struct finger_dialog *d);

#endif
