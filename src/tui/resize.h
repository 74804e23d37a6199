/*
 * tui/resize.h - changes of the terminal's size, of which a window that is dragged sends
 * hundreds a second: the first is taken at once, those that follow ten times a second, and the
 * last one surely. Each costs a whole screen on the line.
 *
 * In real time, whatever the loop's clock says.
 */
#ifndef DDOPA_TUI_RESIZE_H
#define DDOPA_TUI_RESIZE_H

#include "base/loop.h"

struct resize {
	struct loop *loop;
	void (*take)(void *arg, int rows, int columns); /* to be told to ncurses */
	void *arg;
	int timer; /* -1: none; each change is taken at once then */
	unsigned handle, signal;
	bool resting, again;
};

/* Watches SIGWINCH; loop, take and arg are set. False when it cannot. */
bool resize_open(struct resize *r);
void resize_close(struct resize *r); /* before the loop is freed; not open is fine */

#endif
