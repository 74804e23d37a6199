/*
 * tui/frame.h - everything around a screen's content: header (rows 1-3), waiting line and
 * key line (the last two), and the one place that paints.
 */
#ifndef DDOPA_TUI_FRAME_H
#define DDOPA_TUI_FRAME_H

#include "tui/app.h"

#define FRAME_HEAD_ROWS 3
#define FRAME_FOOT_ROWS 2
#define FRAME_ROWS	(FRAME_HEAD_ROWS + CONTENT_ROWS + FRAME_FOOT_ROWS) /* 24 */
#define FRAME_COLUMNS	CONTENT_COLUMNS

/* Windows of the terminal's size of now. False when memory ends. */
bool frame_open(struct app *app);
void frame_close(struct app *app);
void frame_paint(struct app *app);

void frame_head(struct app *app, WINDOW *win); /* a part, for the tests */

#endif
