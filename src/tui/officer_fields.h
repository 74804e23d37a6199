/*
 * tui/officer_fields.h - an officer's citizen number and PIN, as they are typed: at the
 * login, and where a second officer approves something at the same counter. What is typed is
 * secret: the struct lives in a screen's state.
 */
#ifndef DDOPA_TUI_OFFICER_FIELDS_H
#define DDOPA_TUI_OFFICER_FIELDS_H

#include "tui/app.h"
#include "tui/digits.h"

enum officer_field { FIELD_NUMBER, FIELD_PIN };

struct officer_fields {
	struct digits number, pin;
	enum officer_field field;
	int x, field_x;	    /* where they are drawn */
	bool show;	    /* the number whole */
	bool busy;	    /* an answer is waited for: nothing is typed */
	const char *notice; /* msgid: what is missing or wrong in what was typed */
};

/* Wipes; drawn from column x, what is typed from field_x on. */
void officer_fields_begin(struct officer_fields *f, int x, int field_x);
/* True when the key was the field's. */
bool officer_fields_key(struct officer_fields *f, int key);
void officer_fields_other(struct officer_fields *f);
/* Enter: goes on to the next field, or says what is missing (notice). True: both are whole. */
bool officer_fields_enter(struct officer_fields *f);
struct citizen_number officer_fields_number(const struct officer_fields *f);
/* Two lines, y and y + 2. name: whose number. */
void officer_fields_draw(
    struct app *app, const struct officer_fields *f, WINDOW *win, int y, const char *name);
#define OFFICER_FIELDS_ROWS 3

#endif
