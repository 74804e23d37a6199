/*
 * tui/finger_dialog.h - what is asked and typed about fingers, alike in the enrollment and on
 * the Match on Card screen: which fingers are stored and why not both, the reason of an
 * exception, the second officer, the confirmation of the last try, again or give up; and why
 * holder and card are not the same person.
 *
 * A screen owns one, asks finger_dialog_active() first, and hands keys, actions and painting
 * over while it says so. The rules are the engine's; here a key becomes a call of the runner.
 * finger_dialog.c: keys and what they do; writing_view.c: how it looks.
 */
#ifndef DDOPA_TUI_FINGER_DIALOG_H
#define DDOPA_TUI_FINGER_DIALOG_H

#include "enrol/decision.h"
#include "enrol/finger.h"
#include "enrol/runner.h"
#include "tui/app.h"
#include "tui/digits.h"
#include "tui/officer_fields.h"

/* Beside every screen's own, which end below. */
enum finger_action {
	ACT_DIALOG = ACT_SCREEN + 100,
	ACT_BOTH,
	ACT_ONLY_RIGHT,
	ACT_ONLY_LEFT,
	ACT_NO_FINGER, /* asks for the reason */
	ACT_MISSING,
	ACT_INJURED,
	ACT_NO_PRINT,
	ACT_FACE_REASON, /* and as many more as there are */
	ACT_FACE_REASON_LAST = ACT_FACE_REASON + FACE_REASONS - 1,
	ACT_QUESTION_BACK, /* out of a question that is the face's own */
	ACT_SECOND_ENTER,
	ACT_SECOND_FIELD,
	ACT_SECOND_SHOW,
	ACT_WRITE_AGAIN,
	ACT_GIVE_UP, /* out of LAST_TRY, EXCEPTION or STORING */
	ACT_DIALOG_END
};

/* Questions of the face, before it has all that the runner wants to be told. */
enum finger_question {
	QUESTION_NONE,
	QUESTION_FINGERS,   /* at the desk: which are to be stored */
	QUESTION_REASON,    /* why the other one is not stored */
	QUESTION_EXCEPTION, /* why no finger can be matched at all */
	QUESTION_FACE	    /* why it is not the same person */
};

#define LAST_TRY_DIGITS 3

struct finger_dialog {
	const struct app *app;
	struct runner *runner; /* the screen's */
	enum finger_question question;
	unsigned fingers;	     /* REASON: those to be stored */
	enum finger_absence absence; /* as it was answered */
	struct digits last_try;
	struct officer_fields second;
	enum enrol_state state; /* of the last change, to notice entries */
	enum writing_state writing;
	struct why_not why; /* why a key did nothing, until the next one */
};

void finger_dialog_begin(struct finger_dialog *d, const struct app *app, struct runner *runner);
/* The engine has changed. */
void finger_dialog_changed(struct finger_dialog *d);
/* The dialog has the keys and the rows below the person. */
bool finger_dialog_active(const struct finger_dialog *d);
void finger_dialog_ask(struct finger_dialog *d, enum finger_question question);
void finger_dialog_clear(struct finger_dialog *d); /* what was said of a key */
/* The centre's policy as far as it is known; NULL: not yet. */
const struct api_status *finger_dialog_policy(const struct finger_dialog *d);

/* While it is active, as the operations of tui/screen.h. */
const struct key_row *finger_dialog_keys(const struct finger_dialog *d);
bool finger_dialog_can(const struct finger_dialog *d, int action);
void finger_dialog_denied(struct finger_dialog *d, int action);
/* Keeps why a decision of the screen's own cannot be done, to be told with the dialog's. */
void finger_dialog_deny(struct finger_dialog *d, enum decision decision);
void finger_dialog_act(struct finger_dialog *d, int action);
bool finger_dialog_type(struct finger_dialog *d, int key);
void finger_dialog_waiting(const struct finger_dialog *d, struct waiting *w);

/* All its tables, for the help and the tests; ended by NULL. */
extern const struct key_row *const finger_tables[];
/* What each state of the writing waits for; for the tests too. */
void finger_waiting_of(enum writing_state state, struct waiting *w);

#endif
