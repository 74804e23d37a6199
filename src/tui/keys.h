/*
 * tui/keys.h - keys and key tables. One row of a table binds an action, its keys and its
 * help; dispatch, the last line of the screen and the help screen all come from the rows.
 *
 * A key is a code point (letters are folded to lower case), or one of the names below. Tables
 * hold Latin letters and digits; keys_find() takes what the same keys send while the Thai
 * layout is on, and Thai digits, for them (base/kedmanee.h).
 * A table belongs to one moment of one screen; no key stands in it twice, nor in the
 * global table besides (tests/tui/test_keys.c).
 */
#ifndef DDOPA_TUI_KEYS_H
#define DDOPA_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum key {
	TK_CTRL_C = 3,
	TK_TAB = 9,
	TK_ENTER = 13,
	TK_CTRL_L = 12,
	TK_ESC = 27,
	TK_BACKSPACE = 127,
	TK_NAMED = 0x110000, /* above Unicode */
	TK_F1,
	TK_F2,
	TK_F3,
	TK_F4,
	TK_F5,
	TK_F6,
	TK_F7,
	TK_F8,
	TK_F9,
	TK_F10,
	TK_UP,
	TK_DOWN,
	TK_LEFT,
	TK_RIGHT,
	TK_HOME,
	TK_END,
	TK_PAGE_UP,
	TK_PAGE_DOWN,
	TK_PASTE_BEGIN, /* what comes up to the end was pasted, not typed */
	TK_PASTE_END,
	TK_UNKNOWN, /* a key without a name here */
	TK_ANSWER   /* none: what the terminal answered, in struct keyboard */
};

/* Actions that every screen knows; a screen's own start at ACT_SCREEN. */
enum action {
	ACT_NONE,
	ACT_HELP,
	ACT_LANGUAGE,
	ACT_REDRAW,
	ACT_LOCK,
	ACT_PARKED,
	ACT_YES,
	ACT_NO,
	ACT_BACK,
	ACT_QUIT,
	ACT_SCREEN
};

#define KEYS_A_ROW 4

struct key_row {
	int action;
	int keys[KEYS_A_ROW]; /* the first is shown; 0 ends them early */
	const char *help;     /* N_(), short: for the last line. NULL ends the table */
	bool quiet;	      /* in the help only, not in the last line */
	/* N_(), for the waiting line: why the action cannot be done, and who can lift it, where
	 * the screen itself does not say it (tui/screen.h). NULL: it always can be done. */
	const char *why;
};

extern const struct key_row keys_global[];   /* on every screen */
extern const struct key_row keys_question[]; /* while the app asks yes or no */

/* The row that has the key, or NULL. */
const struct key_row *keys_find(const struct key_row *table, int key);
int keys_fold(int key); /* lower case */

#define KEY_NAME_SIZE 16
void keys_name(char out[KEY_NAME_SIZE], int key); /* "Y", "F4", "Enter", "↑" */
/* As the last line shows it: the first key, and beside a letter its digit, so that the number
 * pad is enough: "F4", "Y/1". */
void keys_row_name(char out[KEY_NAME_SIZE], const struct key_row *row);

#endif
