/*
 * tui/screen.h - what a screen is: one constant struct of operations in one file. Its
 * private state (state_size bytes, zeroed) is allocated in secret memory when the screen
 * is entered and wiped when it is left; nothing else of it is seen from outside.
 *
 * To add one: a file screen_NAME.c with its ops, its key table(s), its drawing; a line in
 * screens.h; a row of the menu that opens it; a golden screen in tests/tui.
 */
#ifndef DDOPA_TUI_SCREEN_H
#define DDOPA_TUI_SCREEN_H

#include <curses.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/keys.h"
#include "counter/labels.h"

#define CONTENT_ROWS	19
#define CONTENT_COLUMNS 80

struct app;
struct citizen_picture;

/* The last line but one: what is waited for, since when (monotonic ms), and what to tell
 * the citizen. The way out stands in the last line. All in the language that is set. */
struct waiting {
	const char *what; /* NULL: nothing is waited for */
	int64_t since;	  /* 0: no timer */
	int64_t usual;	  /* ms that it takes at this counter; 0: not known */
	const char *say;  /* NULL: nothing */
	bool done;	  /* a statement, no wait: marked as done */
};

struct screen_ops {
	const char *name;
	enum label title; /* row 2, unless `step` says that the manual's steps are shown */
	size_t state_size;
	/* arg is the opener's; valid during the call. */
	void (*enter)(struct app *app, void *state, const void *arg);
	void (*leave)(struct app *app, void *state); /* may be NULL */
	void (*uncovered)(
	    struct app *app, void *state); /* the screen above was left; may be NULL */
	/* The table of this moment. */
	const struct key_row *(*keys)(const struct app *app, const void *state);
	/* Whether the action would do something now; NULL: all do. */
	bool (*can)(const struct app *app, const void *state, int action);
	/* The key of an action that can() denies was pressed: the screen says why. NULL: what
	 * the key's row says is told. */
	void (*denied)(struct app *app, void *state, int action);
	void (*act)(struct app *app, void *state, int action);
	/* Sees keys before the table does: where one types. True: used. May be NULL. */
	bool (*type)(struct app *app, void *state, int key);
	void (*tick)(struct app *app, void *state); /* each second; may be NULL */
	/* msgid: why the screen is not to be left for another citizen now; NULL: it may be. May
	 * itself be NULL. */
	const char *(*at_risk)(const struct app *app, const void *state);
	void (*waiting)(
	    const struct app *app, const void *state, struct waiting *w); /* may be NULL */
	/* What the citizen is shown (tui/citizen.h), its language being set; NULL: what the screen
	 * below says. Asked for also while another screen covers this one. */
	void (*citizen)(const struct app *app, const void *state, struct citizen_picture *p);
	/* 1-3: the header shows the manual's steps, this one marked; 0: the title. NULL: 0. */
	int (*step)(const struct app *app, const void *state);
	/* win has at least CONTENT_ROWS × CONTENT_COLUMNS cells and is empty. */
	void (*draw)(struct app *app, const void *state, WINDOW *win);
};

#endif
